"""Stream sessions. `open_playback` is the way in; `registry` keeps the sessions, `planner` gives each its renditions,
`tracks` lists its audio and subtitles, `file_identity` notices files that change, `progress` remembers where users
stopped.
"""

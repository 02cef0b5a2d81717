"""Many kinds of media files, played in a real Chromium: the right picture, sound in step, seeks, other sounds and qualities.

`films` says which files there are and makes them with ffmpeg, `watch` plays one and looks at what is shown, and
`python -m support.matrix` plays all of them and writes the tables of `docs/playback.md`.
"""

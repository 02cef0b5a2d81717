"""Playback: from a click to frames. README.md draws the flow.

`policy` decides what to send, `sessions` opens and ends streams, `sources` make segments, `hls` describes them,
`subtitles` and `trickplay` accompany them, `storage` keeps what was made. `worker` runs in processes of its own.
"""

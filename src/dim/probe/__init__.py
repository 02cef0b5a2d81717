"""What is in a media file: streams, chapters, tags, keyframes, content fingerprint. Reads files, changes nothing.

`streams` (with `batch` for several files) and `keyframes` load libav: run them in a worker (`dim.workers`).
`keyframe_index` is the value that `keyframes` finds; `boxes` and `mp4_offsets` read MP4 without libav.
"""

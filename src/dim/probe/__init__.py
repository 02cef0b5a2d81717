"""What is in a media file: streams, chapters, tags, keyframes, content fingerprint. Reads files, changes nothing.

`streams` (with `batch` for several files; `duration`, `pictures`) and `keyframes` load libav: run them in a worker
(`dim.workers`). `recording` is about files that change in the middle.
`keyframe_index` is the value that `keyframes` finds; `boxes` and `mp4_offsets` read MP4 without libav.
"""

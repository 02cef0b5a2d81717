"""A media file's insides: streams, chapters, tags, keyframes, content fingerprint. Pure but for reading the file.

Run `probe.streams:probe` and `probe.keyframes:video_keyframes` in a worker (`dim.workers`): they load libav.
"""

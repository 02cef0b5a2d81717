"""From a click to frames: what to send (`decide`), on which timeline (`timeline`, `playlist`), and the bytes (`segments`).

A stream session (`sessions`) is one viewer of one file. Direct play sends the file; otherwise the session has a playlist whose
segments come from a source each: `remux` and `audio` make them one at a time in a worker, `transcode` runs ffmpeg ahead of the
viewer. `progress` remembers where a user stopped. `remux` and `audio` load libav and are only imported by workers.
"""

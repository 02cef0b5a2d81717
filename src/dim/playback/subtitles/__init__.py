"""Subtitles of every format, read in windows of the stream so that they are available at once, however long it is.

`tracks` lists what a file has, `reader` reads a window of a track (a worker extracts it, `worker.cues`), `cues` are
the result, `placement` says where bitmaps belong on the video. Files beside the film are read once (`external`; a worker
parses them, `worker.external`, by their content, `text_files`, in any encoding, `encodings` and `alphabets`) and stored
in `windows`.
"""

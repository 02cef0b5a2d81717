"""Subtitles of every format, read in windows of the stream so that they are available at once, however long it is.

`tracks` lists what a file has, `reader` reads a window of a track (a worker extracts it, `worker.cues`), `cues` are
the result, `placement` says where bitmaps belong on the video.
"""

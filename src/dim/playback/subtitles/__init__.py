"""Subtitles of every kind, a window of the film at a time, so that they are there at once however long the film is.

`tracks` says which there are (pure), `cues` reads a window of one in a worker, `markup` turns styled text into WebVTT's, `webvtt`
writes it down (both pure).
"""

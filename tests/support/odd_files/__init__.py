"""Odd files: media and subtitles that players of the field stumble over, built in seconds, and played through the API of a running server
(`make odd-files`).

`model` says what an odd file is and what must hold, `video_files`, `audio_files` and `subtitle_files` build them, `play` plays one,
`__main__` plays all of them and prints a table.
"""

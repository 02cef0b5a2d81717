"""What runs inside worker processes: it loads libav and Pillow, and is never imported by the server itself.

`remux` copies video, `audio` copies or encodes audio (`silence` fills its gaps), `cues` reads subtitles (`markup`,
`palettes`), `external` those beside the film, `thumbnails` makes sheets for scrubbing. `open_files` keeps media files
open between calls, `folding` folds the timestamps of a clock that jumps.
"""

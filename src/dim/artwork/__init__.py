"""Artwork: found beside a file, embedded in it, a good frame of it, or a poster composed of that; stored once, resized on demand.

`local_files` finds image files by their names, `accept` the format that a client takes (both pure).
`frames`, `images`, `placeholder`, `poster` with `lettering`, and `storing` load libav and Pillow and run in workers.
`store` keeps images on disk by the digest of their content.
"""

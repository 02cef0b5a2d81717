"""Artwork: found beside a file, embedded in it, or a good frame of it; stored once, resized on demand.

`local_files` finds image files by their names (pure). `frames`, `images` and `storing` load libav and Pillow and run in workers.
`store` keeps images on disk by the digest of their content.
"""

"""Pictures: found beside a file, embedded in it, or a good frame of it; stored once, resized for screens.

`beside` finds picture files by their names (pure). `frames`, `images` and `keep` load libav and Pillow and run in workers. `store`
keeps pictures on disk by the digest of their content.
"""

"""Functions that run in worker processes: they read media files with libav."""

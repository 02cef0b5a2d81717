"""Files beside a video and tags inside it, as facts. Pure functions on bytes and open files; they run in confined workers.

`nfo` reads and writes NFO files (Kodi, Jellyfin, Emby, Radarr, Sonarr, tinyMediaManager, scene), `nfo_files` says which of them
belong to a video, `plexmatch` reads `.plexmatch`, `tags` those inside Matroska and MP4 files. `look` is what workers call.
"""

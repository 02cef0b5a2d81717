"""What game launchers keep on disk, as values: files in, frozen dataclasses out. Knows no database, no server and no scanner.

`vdf` reads Valve's file formats, `steam` what Steam keeps, `rom` folders of ROMs. Other launchers are further packages beside
them: `heroic` (with Legendary), `lutris`, `gog`, `itch`; they share `launcher`. `roots` says where launchers are. All of them read
files by `files`, `known_files` and `known_folders`, and databases by `sqlite_copy`: hostile files are refused, unchanged ones are
not read again, and the last good reading of a file holds while it is broken.
"""

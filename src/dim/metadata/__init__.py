"""Metadata: what files beside a video, tags inside it, and providers know of a title.

`model` has the values. `provider` is the interface that every source implements; `registry` lists those that exist. `local` reads
NFO files and tags, `providers` speak to services through `http`, `imdb` searches an index that the owner built. `matching` decides
which candidate a title is, `merge` which source a field is taken from. Nothing here knows the catalog or its database.
"""

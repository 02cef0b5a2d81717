"""Carries what users did from one catalog to another, and takes over what they watched elsewhere.

export ──► document ──► take          one JSON file: edits, matches, artwork, collections, progress
sources (Kodi, Trakt, Jellyfin, Plex) ──► watched ──► progress of a user
                    index: which item of this catalog is meant
"""

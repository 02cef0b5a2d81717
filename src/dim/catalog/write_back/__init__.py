"""Writes NFO files and artwork beside videos, for libraries that ask for it; off by default.

change of a title ──► service (jobs) ──► plan ──► files (on the library's disk threads)
                                          │
                                          └──► own: what Dim itself wrote is no news when a scanner reads it
"""

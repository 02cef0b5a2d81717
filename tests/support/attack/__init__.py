"""Attacks that Dim withstands, run against a server of their own.

`python -m support.attack` from the folder `tests` runs all of them at full length, and prints which held.
"""

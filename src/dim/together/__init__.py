"""Watching together: groups in which play, pause, seek and rate are shared. `group` decides, `service` tells the members.

`model`: what members do, and what they are told.
"""

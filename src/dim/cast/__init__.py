"""Casting: Chromecasts and DLNA renderers of the local network as players of `dim.remote`. Off until it is switched on.

discovery ──► service ──► chromecast, renderer (a connection to a device: `device.CastDevice`)
                 │
                 └──► player (a device as a player: obeys, reports, keeps progress) ──► streams (sessions, URLs, metadata)

The protocols come from two optional packages: pychromecast and async-upnp-client.
"""

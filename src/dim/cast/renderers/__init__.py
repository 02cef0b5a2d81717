"""DLNA renderers as devices, with async-upnp-client, which is installed on request: import its modules late."""

"""UPnP and DLNA on the wire: discovery (SSDP), descriptions, control (SOAP), events (GENA), DIDL-Lite. It knows nothing of Dim.

Standards: UPnP Device Architecture 1.0 and 1.1, ContentDirectory:1, ConnectionManager:1 (https://openconnectivity.org/upnp-specs/).
"""

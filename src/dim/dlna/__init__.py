"""The DLNA media server: the catalog for televisions and players in the local network, which cannot sign in.

`server` is the part that runs. `directory` is the ContentDirectory: what there is. `resources` says how something can be played,
`streams` plays it, `links` are its URLs, `viewer` is as whom all of it is read, `devices` what kinds of devices need.
"""

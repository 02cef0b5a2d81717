"""The HTTP API. `v1` groups its routes by resource; another API can stand beside it. A route reads its input, calls one function of
the domain (catalog, accounts, playback), and translates the result. `context` holds what every route needs, `errors` the problems.
"""

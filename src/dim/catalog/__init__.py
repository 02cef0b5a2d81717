"""The catalog: libraries, titles (movies, shows), seasons, episodes, and the files they are played from.

`ingest` applies what scanners report, `browse` reads for clients, `curate` changes what people want changed. The README beside this
file draws the flow.
"""

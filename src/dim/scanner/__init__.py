"""The scanner: a daemon that keeps one library of the catalog in step with its folder, and knows the server only by REST.

    watch ─┐
    task ──┼─> daemon ─> walk ─> compare ─> settle ─> inspect (probe, identify) ─> report ─> server
    start ─┘                                                                        pictures ─> server

`walk` lists the folder, `compare` (pure) tells what differs from what the server knows, `settle` holds back files that still
grow, `inspect` looks into files, `report` sends what was found in batches that may be sent twice, `progress` says how far it is.
`pictures` looks for what the server says it still wants, so that it goes on where it was after a crash.
"""

"""What sources say of items, and the titles of providers that they are.

    scanner report ── local ──┐
                              ▼
    lookup ── matches ──── layers ─── apply ──► columns of items, relations, options ──► artwork
      ▲                  (by source)                                      │
      └── refresh (jobs), fix_match (a person)                            └──► picture_fetch

`layers` keeps what each source says of an item. `apply` merges them (`dim.metadata.merge`) in the library's order and writes the
result where pages read it. `lookup` asks providers about one title, `refresh` about all that are due.
"""

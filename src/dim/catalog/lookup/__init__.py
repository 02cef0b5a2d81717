"""Finding titles at providers: one at a time (`lookup`), all that are due (`refresh`), or as a person says (`fix_match`).

`query` gathers what is known of a title, `matches` keeps what was found. `picture_fetch` fetches the images that items want.
"""

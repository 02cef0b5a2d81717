"""The catalog as a ContentDirectory. `object_ids` names what there is, `lists` pages it, `rows` reads it, `entries` describes it;
`browse` and `search` answer the two actions.
"""

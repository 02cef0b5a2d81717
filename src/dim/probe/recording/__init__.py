"""Recordings: files without an index, in which everything may change in the middle, as between programmes.

`packets` reads all of one, `clock` folds its timestamps into one timeline where they jump, `shapes` finds frames of another size.
"""

"""Readings: all that a name and its folders may mean together, and the titles that fit each."""

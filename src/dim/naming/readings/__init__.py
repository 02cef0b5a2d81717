"""Readings: all that a name, its folders and its neighbours may mean together, and which reading is the most likely."""

"""Words of a file name and the vocabulary that gives them meaning."""

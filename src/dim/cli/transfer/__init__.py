"""`dim export`, `dim import` and `dim import-watched`: `commands` declares them, `run` does the work."""

"""`python -m dim`."""

from dim.cli import main

main()

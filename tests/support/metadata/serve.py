"""The fake providers as a process of their own, for benchmarks.

    python -m support.metadata.serve [--no-decoys] [--titles support.metadata.samples:ALL]

Prints a line of JSON with the settings that name them, and serves until its input ends.
"""

import argparse
import importlib
import json
import sys
from contextlib import ExitStack

from support.metadata.fake_anilist import FakeAnilist
from support.metadata.fake_tmdb import KEY, FakeTmdb
from support.metadata.fake_tvmaze import FakeTvmaze
from support.metadata.fake_wikidata import FakeWikidata


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", default="support.metadata.samples:ALL")
    parser.add_argument("--no-decoys", action="store_true")
    arguments = parser.parse_args()
    module, _, name = arguments.titles.partition(":")
    titles = getattr(importlib.import_module(module), name)
    titles = titles() if callable(titles) else titles
    with ExitStack() as stack:
        fakes = [
            stack.enter_context(kind(titles, decoys=not arguments.no_decoys))
            for kind in (FakeTmdb, FakeTvmaze, FakeAnilist, FakeWikidata)
        ]
        settings = {f"DIM_{one.name.upper()}_URL": one.url for one in fakes}
        print(json.dumps({**settings, "DIM_TMDB_KEY": KEY}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()

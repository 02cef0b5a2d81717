"""IMDb's datasets as a local index: no key, no request, no rate limit. `docs/imdb.md` is for people.

An import reads the files line by line (`datasets`) into a temporary database without what is not kept (`staging`), and makes the
index of it (`build`); `importer` puts it in its place. A search turns titles into `keys` and looks them up (`lookup`); `index_file`
makes candidates and facts of rows, with `packing` and `languages`. `provider` is what the rest of Dim asks.
"""

from dim.metadata.imdb.datasets import DatasetError
from dim.metadata.imdb.importer import Imported, import_datasets, index_path
from dim.metadata.imdb.provider import ImdbIndex

__all__ = ["DatasetError", "ImdbIndex", "Imported", "import_datasets", "index_path"]

"""The database: tables, engine, migrations, backups. The only place that knows SQL dialects.

Reads are short functions of a connection, run inline (`Database.read`) or, where their size has no bound, on a thread
(`Database.read_slow`). Every write goes through `Database.write`: one thread, one transaction after another, so that
"database is locked" cannot happen.
"""

from dim.db.engine import Database, Transaction
from dim.db.write_batcher import WriteBatcher

__all__ = ["Database", "Transaction", "WriteBatcher"]

"""Durable rows. Every change is committed before it is answered, so a killed process loses nothing."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from simulator.records import Record

SCHEMA = """
CREATE TABLE IF NOT EXISTS record (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS content (id TEXT PRIMARY KEY, bytes BLOB NOT NULL);
"""


class Store:
    """SQLite in a folder, or in memory when there is no folder."""

    def __init__(self, folder: Path | None) -> None:
        """Open or create the database. `folder` is created when missing."""
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        # Tests play from their own thread while the server reads from another; World holds the lock.
        name = ":memory:" if folder is None else str(folder / "simulator.sqlite3")
        self._db = sqlite3.connect(name, check_same_thread=False, isolation_level=None)
        self._depth = 0
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside are committed together; inside another transaction it is part of that one."""
        outermost = self._depth == 0
        self._depth += 1
        try:
            if outermost:
                self._db.execute("BEGIN IMMEDIATE")
            yield
        except BaseException:
            if outermost and self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        else:
            if outermost:
                self._db.execute("COMMIT")
        finally:
            self._depth -= 1

    def save(self, records: Iterable[Record]) -> None:
        """Write all of them or none."""
        rows = [(record.table, record.id, record.model_dump_json()) for record in records]
        with self.transaction():
            self._db.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", rows)

    def delete(self, record: Record) -> None:
        """Forget one row; unknown rows are no error."""
        with self.transaction():
            self._db.execute("DELETE FROM record WHERE kind = ? AND id = ?", (record.table, record.id))

    def load(self, table: str) -> Iterator[str]:
        """The bodies of one table, as JSON."""
        for (body,) in self._db.execute("SELECT body FROM record WHERE kind = ?", (table,)):
            yield body

    def save_content(self, file_id: str, content: bytes) -> None:
        """Keep the bytes of an attachment."""
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO content VALUES (?, ?)", (file_id, content))

    def content(self, file_id: str) -> bytes:
        """The bytes of an attachment. KeyError when there are none."""
        row = self._db.execute("SELECT bytes FROM content WHERE id = ?", (file_id,)).fetchone()
        if row is None:
            raise KeyError(file_id)
        return bytes(row[0])

    def clear(self) -> None:
        """Forget everything."""
        with self.transaction():
            self._db.execute("DELETE FROM record")
            self._db.execute("DELETE FROM content")

    def close(self) -> None:
        """Close the database file."""
        self._db.close()

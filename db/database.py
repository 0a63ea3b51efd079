"""The store: one file, one writing connection, one reading connection, one process."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.index import Index
from db.memory import Memory, Touched, watch
from db.people import People
from db.schema import refuse_unknown, upgrade
from db.store_errors import EXPLANATIONS, StoreError, StoreInUse, as_store_error, not_writable

_LONGEST_TURN = 1.5
"""Seconds that a write waits for others of this process before it gives up."""

_LONGEST_LOCK = 1.0
"""Seconds that SQLite waits for another program. Both together leave time to answer: Discord waits three."""


class Database:
    """The only way to the store; made by `open_database`."""

    def __init__(self, path: Path, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._path = path
        self._writer = writer
        self._reader = reader
        self._writing = asyncio.Lock()
        self.memory = Memory(self.read)
        self.index = Index(self.read)
        self.people = People(self.read, self.index)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """Read one state of the store: whatever is asked inside sees the same moment.

        Raises:
            StoreError: the store cannot be read.
        """
        with as_store_error(self._path):
            async with self._reader.begin() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncConnection]:
        """Write in one transaction: all of it is kept, or, on any error, nothing.

        Raises:
            StoreError: the store cannot be written; nothing was.
        """
        changed = Touched()
        with as_store_error(self._path):
            async with self._turn():
                try:
                    async with self._writer.begin() as connection:
                        changed = watch(connection)
                        yield connection
                finally:  # also after an error, which does not always tell whether it came too late
                    self.memory.forget(changed)
                    self.index.follow(changed)
                    self.people.follow(changed)

    @asynccontextmanager
    async def rehearse(self) -> AsyncGenerator[AsyncConnection]:
        """Write for a look at what would be: it is seen inside, and afterwards nothing was written.

        Raises:
            StoreError: the store cannot be written.
        """
        with as_store_error(self._path):
            async with self._turn(), self._writer.connect() as connection, connection.begin() as whole:
                yield connection
                await whole.rollback()

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None]:
        try:
            async with asyncio.timeout(_LONGEST_TURN):
                await self._writing.acquire()
        except TimeoutError:
            raise StoreError(f"{self._path} is busy: other writes take too long. Try again.") from None
        try:
            yield
        finally:
            self._writing.release()


@asynccontextmanager
async def open_database(path: Path) -> AsyncGenerator[Database]:
    """Open the store for the one process that writes it, creating or upgrading the file first.

    Raises:
        StoreInUse: another process holds it.
        StoreError: it cannot be written, is damaged or of a newer schema.
    """
    is_new = _is_new(path)
    with _held(path):
        writer, reader = _writer(path), _reader(path)
        try:
            with as_store_error(path):
                if not is_new:
                    async with reader.begin() as connection:
                        await quick_check(connection)
                        await connection.run_sync(refuse_unknown)
                async with writer.begin() as connection:
                    await connection.run_sync(upgrade)
            yield Database(path, writer, reader)
        finally:
            await reader.dispose()
            await writer.dispose()


@asynccontextmanager
async def inspect_database(path: Path) -> AsyncGenerator[AsyncConnection]:
    """Read a store that another process may be using, changing nothing, not even its schema.

    Raises:
        StoreError: the file is missing, cannot be read or is damaged.
    """
    reader = _reader(path)
    try:
        with as_store_error(path):
            async with reader.begin() as connection:
                yield connection
    finally:
        await reader.dispose()


def copy_database(path: Path, target: Path) -> None:
    """Copy a store that no process holds, whole.

    Raises:
        StoreError: there is no store, it is damaged, or the copy cannot be written.
    """
    with (
        as_store_error(path),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)


def _is_new(path: Path) -> bool:
    """Whether there is no store yet. SQLite itself would begin one over a short file of another kind."""
    try:
        with path.open("r+b") as file:
            beginning = file.read(16)
    except FileNotFoundError:
        return True
    except IsADirectoryError:
        raise StoreError(f"{path} is a folder. Name a file in it with DATABASE_URL.") from None
    except OSError as error:
        raise not_writable(path, error) from None
    if beginning not in (b"", b"SQLite format 3\0"):
        raise StoreError(f"{path} {EXPLANATIONS['SQLITE_NOTADB']}")
    return not beginning


@contextmanager
def _held(path: Path) -> Generator[None]:
    lock_file = Path(f"{path.resolve()}.lock")
    lock = FileLock(lock_file)
    try:
        # FileLock alone would make missing folders, and take a folder that refuses new files for a held lock.
        lock_file.touch()
        lock.acquire(blocking=False)
    except Timeout:
        raise StoreInUse(
            f"{path} is in use by another running Greenlight. Stop that one first, "
            "or give this one a file of its own with DATABASE_URL."
        ) from None
    except OSError as error:
        raise not_writable(path, error) from None
    try:
        yield
    finally:
        lock.release()


def _writer(path: Path) -> AsyncEngine:
    # What was erased is not to be left in the file's free space; not every SQLite sees to that by itself.
    pragmas = ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON")
    return _engine(path, "rwc", "BEGIN IMMEDIATE", pragmas)


def _reader(path: Path) -> AsyncEngine:
    return _engine(path, "ro", "BEGIN", ())


def _engine(path: Path, mode: str, begin: str, pragmas: tuple[str, ...]) -> AsyncEngine:
    url = URL.create(
        "sqlite+aiosqlite", database=path.absolute().as_uri(), query={"mode": mode, "uri": "true"}
    )
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=10)

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        # The driver's own transaction control begins too late and commits around DDL.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (f"busy_timeout = {_LONGEST_LOCK * 1000:.0f}", "foreign_keys = ON", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "invalidate")
    def given_up(connection: Any, _record: Any, _error: object) -> None:
        # It may leave a statement unfinished, for the sake of which SQLite would stay locked though closed.
        with suppress(asyncio.CancelledError):
            connection.rollback()

    @event.listens_for(engine.sync_engine, "begin")
    def began(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


async def quick_check(connection: AsyncConnection) -> None:
    """Let SQLite look the whole file over.

    Raises:
        StoreError: it found damage.
    """
    try:
        found = (await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalar()
    except UnicodeDecodeError:  # SQLite quotes the damage in its message, and the driver cannot read it
        found = "unreadable"
    if found != "ok":
        path = (await connection.exec_driver_sql("PRAGMA database_list")).all()[0].file
        raise StoreError(f"{path} {EXPLANATIONS['SQLITE_CORRUPT']}")

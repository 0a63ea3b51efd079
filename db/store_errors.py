"""What can be wrong with the store, in sentences that say what mends it."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from db.schema import SchemaError


class StoreError(Exception):
    """The store cannot be used; the message says why and what mends it."""


class StoreInUse(StoreError):
    """Another process writes it."""


@contextmanager
def as_store_error(path: Path) -> Generator[None]:
    """Say of whatever goes wrong inside what that means for the store at a path.

    Raises:
        StoreError: something did.
    """
    try:
        yield
    except SchemaError as error:
        raise StoreError(f"{path} {error}") from error
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise StoreError(f"{path} {_explain(cause)}") from error
    except sqlite3.Error as error:
        raise StoreError(f"{path} {_explain(error)}") from error


EXPLANATIONS = {
    "SQLITE_BUSY": "is locked by another program. Close that program and try again.",
    "SQLITE_FULL": "cannot grow: the disk is full, and the last change was not written. Free some space.",
    "SQLITE_READONLY": "cannot be written. Give this user write access to the file and its folder.",
    "SQLITE_CANTOPEN": "cannot be opened. Check that its folder exists and that this user may read it.",
    "SQLITE_NOTADB": "is not a Greenlight database. Move it away, or name another file with DATABASE_URL.",
    "SQLITE_IOERR": "cannot be read or written: its disk reports a failure. Check the disk and try again.",
    "SQLITE_CORRUPT": "is damaged. Restore it from a backup, or move it away to begin anew.",
}
"""What follows the store's path, by the beginning of what SQLite calls the fault."""


def _explain(cause: BaseException) -> str:
    name: str = getattr(cause, "sqlite_errorname", "")
    for prefix, explanation in EXPLANATIONS.items():
        if name.startswith(prefix):
            return explanation
    return f"could not be used ({cause.__class__.__name__}: {cause})."


def not_writable(path: Path, error: OSError) -> StoreError:
    """A file that the system does not let be opened for writing."""
    return StoreError(
        f"{path} cannot be opened for writing ({error.strerror}). "
        "Check that its folder exists and that this user may write there."
    )

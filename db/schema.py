"""Which version of the schema a store has, and the way to the newest."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect


class SchemaError(Exception):
    """The store's schema is not one that this version knows; the message goes on from the file's name."""


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def versions(connection: Connection) -> tuple[str | None, str | None]:
    """The version the store has and the newest one known here."""
    script = ScriptDirectory.from_config(configuration(connection))
    return MigrationContext.configure(connection).get_current_revision(), script.get_current_head()


def refuse_unknown(connection: Connection) -> None:
    """Look at a store that exists, changing nothing.

    Raises:
        SchemaError: a newer version of Greenlight wrote it, or another program.
    """
    current, newest = versions(connection)
    if current is None:
        if inspect(connection).get_table_names():
            raise SchemaError("belongs to another program. Name another file with DATABASE_URL.")
        return
    try:
        ScriptDirectory.from_config(configuration(connection)).get_revision(current)
    except CommandError:
        raise SchemaError(
            f"was written by a newer Greenlight (schema {current}, this one knows {newest}). "
            "Update the bot, or restore a backup from before the update."
        ) from None


def refuse_other(connection: Connection) -> None:
    """Look at a store that is only to be read, changing nothing.

    Raises:
        SchemaError: another version of Greenlight wrote it, or another program.
    """
    refuse_unknown(connection)
    current, newest = versions(connection)
    if current != newest:
        raise SchemaError(
            f"was written by an older Greenlight (schema {current or 'none'}, this one reads {newest}). "
            "Start the bot once, which upgrades it."
        )


def upgrade(connection: Connection) -> None:
    """Bring a store that is not refused to the newest schema, in the transaction that is open."""
    current, newest = versions(connection)
    if current != newest:
        command.upgrade(configuration(connection), "head")

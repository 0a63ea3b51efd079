"""What `python -m bot check` looks at: the token, the database and its schema."""

import os
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings
from db.database import StoreError, inspect_database, quick_check
from db.schema import refuse_unknown, versions


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, and, where it is not fine, what mends it."""

    name: str
    state: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.state}.{f' {self.mend}' if self.mend else ''}"


async def look(settings: Settings) -> list[Finding]:
    """Look at everything, and change nothing. The settings themselves have been read already."""
    return [_token(settings), *await _database(settings)]


def _token(settings: Settings) -> Finding:
    if settings.discord_token is None:
        return Finding("Token", "none, so `run` opens the playground")
    return Finding("Token", "has the right shape; only Discord knows whether it is valid")


async def _database(settings: Settings) -> list[Finding]:
    path = settings.database_path
    if refused := _place(path):
        return [refused]
    if not path.exists():
        return [Finding("Database", f"{path} does not exist yet; `run` makes it")]
    try:
        async with inspect_database(path) as connection:
            await connection.run_sync(refuse_unknown)
            await quick_check(connection)
            current, newest = await connection.run_sync(versions)
    except StoreError as error:
        return [Finding("Database", "cannot be used", str(error))]
    return [Finding("Database", f"{path} is sound"), _schema(current, newest)]


def _place(path: Path) -> Finding | None:
    """What keeps this user from writing there, if anything."""
    folder = path.absolute().parent
    if path.is_dir():
        return Finding("Database", f"{path} is a folder", "Name a file in it with DATABASE_URL.")
    if not folder.is_dir():
        return Finding("Database", f"the folder {folder} does not exist", "Make it, or change DATABASE_URL.")
    if not all(os.access(place, os.W_OK) for place in (folder, path) if place.exists()):
        mend = "Give this user write access to the file and its folder."
        return Finding("Database", f"{path} cannot be written", mend)
    return None


def _schema(current: str | None, newest: str | None) -> Finding:
    if current == newest:
        return Finding("Schema", f"{current}, the newest")
    return Finding("Schema", f"{current or 'none yet'}; `run` upgrades it to {newest}")

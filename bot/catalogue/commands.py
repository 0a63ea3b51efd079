"""python -m bot import tvmaze: takes the whole catalogue, from where it was left off, or one show in full."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.catalogue.tvmaze import Catalogue, open_catalogue
from bot.command_line import fail, finish, idle_store, progress_bar, read_settings
from bot.run import load_starter
from bot.text import number
from db.about import count_shows
from db.facts import SHARED

Whole = Annotated[bool, typer.Option("--all", help="Take every show by name, year and network.")]
One = Annotated[
    int | None,
    typer.Option("--show", min=1, help="Take one show in full, by its number at TVmaze."),
]


def import_tvmaze(context: typer.Context, whole: Whole = False, show: One = None) -> None:
    """Take shows from TVmaze into the shared catalogue."""
    settings = read_settings(context)
    if settings.tvmaze_url is None:
        fail("TVMAZE_URL is off, so there is nowhere to import from.", 1)
    if whole == (show is not None):
        fail("Say which: --all for every show, or --show ID for one.", 2)
    finish(_import(settings.database_path, settings.tvmaze_url, show))


async def _import(store: Path, address: str, show: int | None) -> None:
    async with idle_store(store) as database:
        await load_starter(database)  # Its shows would be made a second time.
        async with open_catalogue(database, address) as catalogue:
            assert catalogue is not None
            if show is not None:
                return print(await _take_one(catalogue, show))
            await _take_all(catalogue)
            async with database.read() as connection:
                shows = await count_shows(connection, SHARED)
            print(f"The catalogue is whole: {number(shows)} shows.")


async def _take_one(catalogue: Catalogue, tvmaze_id: int) -> str:
    show, _ = await catalogue.take(tvmaze_id, datetime.now(UTC))
    return f"Took {show.title} with its seasons and cast."


async def _take_all(catalogue: Catalogue) -> None:
    with progress_bar() as bar:
        task = bar.add_task("Pages", total=None)
        try:
            async for page in catalogue.whole.pages():
                bar.update(task, completed=page.done, total=page.of)
        except asyncio.CancelledError:
            bar.console.print("Stopped. The same command goes on from there.")
            raise

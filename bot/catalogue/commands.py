"""python -m bot import tvmaze: takes the whole catalogue, from where it was left off, or one show in full."""

import asyncio
import re
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
from sources.tvmaze import TVmazeError

_ADDRESS = re.compile(r"(?:(?:https?://)?(?:www\.)?tvmaze\.com/shows/)?([1-9]\d{0,8})(?:/\S*)?")


def _number_in(text: str) -> int:
    """A show's number at TVmaze, or that in the address of its page."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(
            "give the number in the show's address at TVmaze, such as 180 in tvmaze.com/shows/180."
        )
    return int(found[1])


All = Annotated[bool, typer.Option("--all", help="Take the name, year and network of every show there is.")]
One = Annotated[
    int | None,
    typer.Option(
        "--show",
        parser=_number_in,
        metavar="NUMBER",
        help="Take one show with its seasons and cast, by its number or address at TVmaze.",
    ),
]


def import_tvmaze(context: typer.Context, whole: All = False, show: One = None) -> None:
    """Take shows from TVmaze into the shared catalogue."""
    settings = read_settings(context)
    if settings.tvmaze_url is None:
        fail("TVMAZE_URL is off, so there is nowhere to import from.", 1)
    if whole and show is not None:
        fail("Choose one of the two: --all for every show, or --show NUMBER for one.", 2)
    if not whole and show is None:
        fail("Say which: --all for every show, or --show NUMBER for one.", 2)
    finish(_import(settings.database_path, settings.tvmaze_url, show))


async def _import(store: Path, address: str, show: int | None) -> None:
    try:
        await _take(store, address, show)
    except TVmazeError as error:
        raise TVmazeError(f"{error} I asked {address} (TVMAZE_URL).") from None


async def _take(store: Path, address: str, show: int | None) -> None:
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

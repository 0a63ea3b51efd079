"""python -m bot import netflix: takes Netflix's weekly Top 10, and reports what was understood of it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.command_line import fail, finish, idle_store, progress_bar, read_settings
from bot.netflix import content_of, understood
from bot.netflix_report import report_on
from bot.run import load_starter
from bot.text import count, number
from db.database import Database
from db.top_ten import Imported, import_top_ten
from db.viewing import newest_week
from sources.netflix import TopTen

Place = Annotated[
    str | None,
    typer.Argument(
        metavar="[FILE|URL]", help="The file of all weeks; without it, what NETFLIX_TOP10_URL says."
    ),
]
Report = Annotated[
    bool,
    typer.Option("--report", help="List which title was matched to which show, and the proportion."),
]

_WIDE = 200
"""Columns of a report that goes to a file."""


def import_netflix(context: typer.Context, place: Place = None, report: Report = False) -> None:
    """Take all weeks of Netflix's Top 10, or, where anything is wrong, nothing."""
    settings = read_settings(context)
    place = place or settings.netflix_top10_url
    if place is None:
        fail("NETFLIX_TOP10_URL is off, so name the file, or the address that it is to come from.", 1)
    finish(_import(settings.database_path, place, report))


async def _import(store: Path, place: str, report: bool) -> None:
    content = await content_of(place)
    await understood(content)  # What is refused makes no store.
    async with idle_store(store) as database:
        await load_starter(database)  # Its shows would be made a second time.
        async with database.read() as connection:
            held = await newest_week(connection)
        top_ten = await understood(content, held)
        imported = await _take(database, top_ten)
    if report:
        terminal = Console()
        (terminal if terminal.is_terminal else Console(width=_WIDE)).print(report_on(imported.plan))
    print(_said(top_ten, imported))


async def _take(database: Database, top_ten: TopTen) -> Imported:
    with progress_bar() as bar:
        task = bar.add_task("Weeks", total=None)
        return await import_top_ten(
            database,
            top_ten.entries,
            datetime.now(UTC),
            lambda done, of: bar.update(task, completed=done, total=of),
        )


def _said(top_ten: TopTen, imported: Imported) -> str:
    rows, unplaced = len(top_ten.entries), len(imported.plan.unplaced)
    held = rows - imported.weeks - unplaced
    said = [f"{number(rows)} rows of series: {number(imported.weeks)} new, {number(held)} held already"]
    said += [f"{number(unplaced)} not taken, which --report lists"] if unplaced else []
    said += [f"{count(imported.gone, 'row')} moved"] if imported.gone else []
    films = f"{number(top_ten.films)} rows of films were skipped."
    return f"{', '.join(said)}. {count(imported.shows, 'show').capitalize()} added. {films}"

"""Netflix's file of all weeks, written by hand, and a server that gives it."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self, TypeAlias

from aiohttp import web

from sources.netflix import COLUMNS, FIRST_BY_VIEWS, FIRST_WEEK

WEEK = timedelta(weeks=1)
LISTS = ("Films (English)", "Films (Non-English)", "TV (English)", "TV (Non-English)")


@dataclass(frozen=True, slots=True)
class Place:
    """What one season had in one week, as the file spells it. Its rank follows from `hours` or `views`."""

    title: str
    season_title: str
    hours: int
    runtime: str = "10"
    list: str = "TV (English)"

    def views(self) -> int:
        """The views that the file would give, to the nearest 100,000."""
        length = float(self.runtime)
        return round(self.hours / length / 100_000) * 100_000 if length else self.hours // 10


Weeks: TypeAlias = dict[int, list[Place]]
"""Who is placed in each week, by its number."""


def season(title: str, label: str, *hours: float | None, first: int = 0, **details: str) -> Weeks:
    """A season's weeks from week number `first` on, in millions of hours; None is a week off the list."""
    season_title = label if label == "N/A" else f"{title}{label}"
    return {
        first + week: [Place(title, season_title, round(million * 1_000_000), **details)]
        for week, million in enumerate(hours)
        if million is not None
    }


def top_ten(weeks: int, *seasons: Weeks, begins: date = FIRST_WEEK) -> bytes:
    """The whole file, the newest week first, with filler below them."""
    lines = ["\t".join(COLUMNS)]
    for number in reversed(range(weeks)):
        placed = [place for season in seasons for place in season.get(number, [])]
        for name in LISTS:
            lines += _list(begins + number * WEEK, name, [place for place in placed if place.list == name])
    return "\n".join(lines).encode()


def _list(week: date, name: str, placed: Iterable[Place]) -> Iterator[str]:
    by_views = week >= FIRST_BY_VIEWS
    filler = [
        Place(title, f"{title}: Season 1", 9_000_000 - number * 100_000)
        for number in range(10)
        for title in [f"Filler {number} of {name}"]
    ]
    every = sorted([*placed, *filler], key=lambda place: -(place.views() if by_views else place.hours))
    for rank, place in enumerate(every[:10], start=1):
        runtime, views = (place.runtime, str(place.views())) if by_views else ("", "")
        cells = (week, name, rank, place.title, place.season_title, place.hours, runtime, views, 1)
        yield "\t".join(map(str, cells))


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Netflix:
    """A server on localhost that gives a file, or whatever a test has it answer."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.answer: Answer | None = None
        self.asked = 0
        self.address = ""

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_get("/{path:.*}", self._handle)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}/all-weeks-global.tsv"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        return await self.answer(request) if self.answer else web.Response(body=self.body)

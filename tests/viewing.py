"""Weeks of made-up seasons on Netflix's list, and cards made of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from bot.cards.frame import Card
from bot.cards.viewers import viewers_card
from db.facts import Fact
from db.pages import Page, assemble
from db.proportion import Fall, Halving, LostHalf, Proportion, Share
from db.reception import ViewingWeek
from db.shows import ShowDetails
from db.status import Release
from db.values import Evidence, Source, Value
from db.when import When

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENGLISH = "TV (English)"
FIRST = date(2022, 9, 11)
"""The Sunday that ends week one."""

MILLION = 1_000_000
_SOURCE = Source(url="https://example.com/a", publisher="Example", evidence=Evidence.PRESS)


def week(
    number: int,
    hours: float | None = None,
    *,
    rank: int | None = 5,
    season: int = 1,
    views: float | None = None,
    tenth: float | None = None,
    tenth_views: float | None = None,
    label: str | None = None,
    numbered: bool = True,
    list: str = ENGLISH,
) -> ViewingWeek:
    """A week by its number, figures in millions; one with a bound and no hours is off the list."""
    return ViewingWeek(
        season=season,
        list=list,
        week_ending=FIRST + timedelta(weeks=number - 1),
        rank=None if hours is None and (tenth or tenth_views) else rank,
        hours=_whole(hours),
        views=_whole(views),
        tenth_hours=_whole(tenth),
        tenth_views=_whole(tenth_views),
        label=label,
        numbered=numbered,
    )


def _whole(millions: float | None) -> int | None:
    return None if millions is None else round(millions * MILLION)


IMPERFECTS = (
    week(1, 24.07, rank=3),
    week(2, 35.02, rank=4),
    week(3, 12.76, rank=9),
    week(4, tenth=9.13),
)
"""The weeks of The Imperfects, as Netflix has them."""


def show_of(
    *weeks: ViewingWeek, title: str = "Ours", released: Mapping[int, str] | None = None, show_id: int = 1
) -> Page:
    """A show with these weeks, and the days on which its seasons came out."""
    values: Sequence[Value] = [
        ShowDetails(title=title, year=2022),
        *(Release(season=season, when=When.parse(when)) for season, when in (released or {}).items()),
    ]
    facts = [Fact(number, value, (_SOURCE,), 0, NOW.date()) for number, value in enumerate(values, start=1)]
    return assemble(show_id, 0, facts, weeks)


def text_of(card: Card) -> str:
    """All that a card says."""
    parts = card.to_components()[0]["components"]
    return "\n".join(part["content"] for part in parts if part["type"] == 10)


def first_line(card: Card) -> str:
    """What a card says first."""
    return text_of(card).splitlines()[0].removeprefix("### ")


def viewers(
    page: Page, asked: int | None = None, other: Page | None = None, newest: date | None = None
) -> Card:
    """The card of a show, before any import unless a `newest` week says otherwise."""
    return viewers_card(page, asked, NOW.date(), other=other, newest=newest)


_FALLS = (Share(27, 18), Share(37, 12), Share(11, 2))
_HALVED = (Halving(38, 32), Halving(51, 48))


def counted(
    everyone: Share | None = None,
    falls: Sequence[Share] = _FALLS,
    halved: Sequence[Halving] = _HALVED,
    list: str = ENGLISH,
) -> Proportion:
    """What became of so many seasons."""
    by_fall = dict(zip(Fall, falls, strict=True))
    return Proportion(list, date(2026, 7, 19), everyone or Share(180, 47), by_fall, LostHalf(*halved))

"""The small chart of /reviews: how the scores of one season have moved since they were first taken."""

from collections.abc import Sequence
from datetime import date

from bot.cards.frame import label
from bot.cards.picture import DESCRIPTION_LIMIT
from bot.plot import Chart, Panel, Point, Series
from bot.text import day, number, say
from db.reception import History, Score
from db.when import When

_ENOUGH = 3
"""How many takings of one score make a chart."""

_STAND_INS = ("the first score", "the second score", "the third score", "the fourth score")
_INTRODUCTION = "A chart of scores over time, of 100."


def score_chart(known: Sequence[History]) -> Chart | None:
    """Scores by the day they were taken; None where none was taken three times."""
    moving = sorted((one for one in known if len(_dated(one)) > 1), key=lambda one: -len(_dated(one)))
    shown = moving[: len(_STAND_INS)]
    if not shown or len(_dated(shown[0])) < _ENOUGH:
        return None
    names = _names([one.newest.value for one in shown])
    series = tuple(map(_series, names, _STAND_INS, shown))
    days = [_place(score.taken) for one in shown for score in _dated(one)]
    ticks = tuple((place, _tick(place)) for place in dict.fromkeys((min(days), max(days))))
    panel = Panel("of 100", series, from_zero=False, height=150)
    return Chart((panel,), ticks, "", _described(names, shown))


def _dated(history: History) -> list[Score]:
    return [score for score in history.valued if score.taken.earliest]


def _series(name: str, stand_in: str, history: History) -> Series:
    scores = _dated(history)
    ends = (scores[0], scores[-1])
    points = [
        Point(_place(score.taken), score.percent or 0, number(score.value or 0) if score in ends else "")
        for score in scores
    ]
    return Series(name, stand_in, tuple(points))


def _names(scores: Sequence[Score]) -> list[str]:
    """What the scores are called, with their seasons where those differ."""
    named = [f"{label(score.outlet, 28)}, {score.audience}" for score in scores]
    if len({score.season for score in scores}) == 1:
        return named
    seasons = [f"season {score.season}" if score.season else "all" for score in scores]
    return [f"{name}, {season}" for name, season in zip(named, seasons, strict=True)]


def _place(when: When) -> float:
    """A day as a number; the middle of a month or a year."""
    assert when.earliest is not None
    assert when.latest is not None
    return (when.earliest.toordinal() + when.latest.toordinal()) / 2


def _tick(place: float) -> str:
    found = date.fromordinal(int(place))
    return f"{found.day} {found:%b %Y}"


def _described(names: Sequence[str], shown: Sequence[History]) -> str:
    room = (DESCRIPTION_LIMIT - len(_INTRODUCTION)) // len(shown)
    return _INTRODUCTION + "".join(_told(name, one, room) for name, one in zip(names, shown, strict=True))


def _told(name: str, history: History, room: int) -> str:
    """Every taking in words, or as many as there is room for."""
    takings = [f"{number(score.percent or 0)} ({_day(score.taken)})" for score in _dated(history)]
    for first in range(len(takings)):
        earlier = f"{first} earlier ones, then " if first else ""
        told = f" {name}: {earlier}{', '.join(takings[first:])}."
        if len(told) <= room:
            return told
    return ""


def _day(when: When) -> str:
    return day(when.earliest) if when.at and when.earliest else label(say(when), 40)

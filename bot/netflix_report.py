"""What an import of Netflix's weekly Top 10 understood, as tables for the terminal."""

from collections import Counter

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.text import count, day
from db.matching import How, KnownShow, Meaning, Place, place_of
from db.proportion import FEWEST, Halving, Proportion, Share
from db.top_ten_plan import Plan


def report_on(plan: Plan) -> RenderableType:
    """Every title and how it was matched, what found no place, and the proportions with their counts."""
    unplaced = [_unplaced(plan)] if plan.unplaced else []
    proportions = [table for found in plan.proportions for table in (_proportion(found), _halves(found))]
    return Group(_summary(plan), _titles(plan), *unplaced, *proportions)


def _summary(plan: Plan) -> Table:
    table = _table("How titles were matched", "Matched by", "Titles")
    shows = {(meaning.title, meaning.how) for meaning in plan.meanings.values()}
    counts = Counter(how for _, how in shows)
    for how in How:
        table.add_row(how, str(counts[how]))
    return table


def _titles(plan: Plan) -> Table:
    table = _table("Titles", "Netflix's title", "List", "Matched by", "Show", "What its seasons are")
    weeks = Counter((slot.show, slot.season) for slot in plan.kept)
    groups: dict[tuple[How, str, str, KnownShow | None], list[Meaning]] = {}
    for meaning in plan.meanings.values():
        title = meaning.title
        groups.setdefault((meaning.how, title.spelt, title.list, meaning.show), []).append(meaning)
    for how, spelt, name, show in sorted(groups, key=lambda group: ([*How].index(group[0]), group[1:3])):
        theirs = sorted(groups[how, spelt, name, show], key=lambda meaning: meaning.season)
        seasons = [_season(meaning, weeks[meaning.target, meaning.season]) for meaning in theirs]
        table.add_row(Text(spelt), name, how, Text(_show(show)), Text("; ".join(seasons)))
    return table


def _season(meaning: Meaning, weeks: int) -> str:
    label = meaning.label or "no label"
    number = f"season {meaning.season}" if meaning.numbered else f"counted as season {meaning.season}"
    return f"{label}: {number}, {count(weeks, 'week')}"


def _show(show: KnownShow | None) -> str:
    if show is None:
        return "new"
    if show.title is None:
        return f"number {show.show_id}, which was removed"
    year = f" ({show.year})" if show.year else ""
    return ", ".join(filter(None, [f"{show.title}{year}", show.network]))


def _unplaced(plan: Plan) -> Table:
    table = _table(
        "Not taken: another title holds the same season of the same show in that week",
        "Netflix's title", "Label", "List", "Show", "Weeks",
    )  # fmt: skip
    counts: Counter[Place] = Counter(place_of(entry) for entry in plan.unplaced)
    for place, weeks in sorted(counts.items(), key=str):
        meaning = plan.meanings[place]
        shown = f"{_show(meaning.show)}, season {meaning.season}"
        table.add_row(
            Text(meaning.title.spelt), Text(meaning.label or ""), meaning.title.list, Text(shown), str(weeks)
        )
    return table


def _proportion(found: Proportion) -> Table:
    title = f"Comparable first seasons in {found.list}, as of {day(found.newest_week)}"
    table = _table(title, "Fell from week two to three", "Seasons", "Came back", "Share", "95 % interval")
    rows = [("All", found.everyone), ("All that can be measured", found.measured), *found.by_fall.items()]
    for name, share in rows:
        table.add_row(name, str(share.n), str(share.returned), *_shares(share))
    return table


def _shares(share: Share) -> tuple[str, str]:
    if share.share is None or share.interval is None:
        return f"fewer than {FEWEST}", ""
    low, high = share.interval
    return f"{share.share:.0%}", f"{low:.0%} to {high:.0%}"


def _halves(found: Proportion) -> Table:
    title = f"More than half lost by week four, in {found.list}"
    table = _table(title, "What became of them", "Seasons", "Had lost half", "Share")
    halves = found.lost_half
    rows = [("Came back", halves.returned), ("Did not", halves.not_returned), ("All", halves.everyone)]
    for name, half in rows:
        table.add_row(name, str(half.n), str(half.halved), _half(half))
    return table


def _half(half: Halving) -> str:
    return f"fewer than {FEWEST}" if half.share is None else f"{half.share:.0%}"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if column in _NUMBERS else "left")
    return table


_NUMBERS = frozenset({"Titles", "Weeks", "Seasons", "Came back", "Had lost half", "Share", "95 % interval"})

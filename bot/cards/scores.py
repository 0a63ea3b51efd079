"""Scores in words: each with how it began, critics against viewers, and seasons side by side."""

from collections.abc import Collection, Sequence

from bot.cards.frame import titled
from bot.text import clip, escape, number, say
from db.reception import Audience, History, Score

_MOST_LINES, _MOST_SEASONS = 6, 6


def score_lines(season: int | None, known: Sequence[History]) -> list[str]:
    """The scores of one season, or of the whole series: each as it is now, and what it was at first."""
    title = f"Season {season}" if season else "All seasons together"
    return titled(title, _some([_line(one) for one in known if one.newest.value.value is not None]))


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST_LINES
    return lines if more <= 1 else [*lines[:_MOST_LINES], f"-# and {more} more"]


def _line(history: History) -> str:
    score = history.newest.value
    voters = "reviews" if score.audience is Audience.CRITICS else "ratings"
    votes = f" from {number(score.votes)} {voters}" if score.votes else ""
    figure = f"**{number(score.value or 0)}** of {number(score.scale)}"
    lines = [f"{_asked(score)}: {figure}{votes} · {say(score.taken)}"]
    if len(history.takings) > 1:
        lines.append(f"-# {_at_first(history.takings[0].value, score)}")
    if score.note:
        lines.append(f"-# {clip(escape(score.note), 300)}")
    return "\n".join(lines)


def _asked(score: Score) -> str:
    return f"{escape(score.outlet)}, {score.audience}"


def _at_first(first: Score, newest: Score) -> str:
    """What a score was when it was taken for the first time."""
    if first.value is None:
        return f"At first too few opinions for a score · {say(first.taken)}"
    if first.percent == newest.percent:
        return f"The same as at first · {say(first.taken)}"
    return f"At first {number(first.value)} of {number(first.scale)} · {say(first.taken)}"


def critics_and_viewers(known: Sequence[History]) -> list[str]:
    """What both make of one season: on an outlet that asks both, else over all outlets."""
    scores = [one.newest.value for one in known if one.newest.value.value is not None]
    critics = {score.outlet.casefold(): score for score in scores if score.audience is Audience.CRITICS}
    viewers = {score.outlet.casefold(): score for score in scores if score.audience is Audience.VIEWERS}
    both = [outlet for outlet in critics if outlet in viewers]
    if both:
        return _some([_against(critics[outlet], viewers[outlet]) for outlet in both])
    if critics and viewers:
        ranges = f"Critics {_range(critics.values())}, viewers {_range(viewers.values())} of 100"
        return [f"{ranges}, over all outlets"]
    return []


def _against(critics: Score, viewers: Score) -> str:
    points, where = round((critics.percent or 0) - (viewers.percent or 0), 2), escape(critics.outlet)
    if not points:
        return f"Critics and viewers give the same on {where}"
    higher, lower = ("Critics", "viewers") if points > 0 else ("Viewers", "critics")
    return f"{higher} are {_points(abs(points))} above {lower} on {where}"


def _points(points: float) -> str:
    return f"{number(points)} point{'' if points == 1 else 's'}"


def _range(scores: Collection[Score]) -> str:
    percents = sorted(score.percent or 0 for score in scores)
    ends = [number(end) for end in (percents[0], percents[-1])]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def side_by_side(known: Sequence[History], told: int | None) -> list[str]:
    """The scores of each outlet from season to season, where it has others than those `told` already."""
    rows: dict[tuple[Audience, str], list[Score]] = {}
    for score in (one.newest.value for one in known):
        if score.value is not None:
            rows.setdefault((score.audience, score.outlet.casefold()), []).append(score)
    others = [rows[key] for key in sorted(rows) if any(score.season != told for score in rows[key])]
    return titled("Seasons side by side", _some([_row(row) for row in others]))


def _row(scores: Sequence[Score]) -> str:
    scales = {score.scale for score in scores}
    newest_first = sorted(scores, key=lambda score: -(score.season or 0))
    told = [
        _cell(score, with_scale=place == 0 or len(scales) > 1) for place, score in enumerate(newest_first)
    ]
    more = len(told) - _MOST_SEASONS
    shown = told if more <= 0 else [*told[:_MOST_SEASONS], f"{more} more"]
    return f"{_asked(scores[0])}: {', '.join(shown)}"


def _cell(score: Score, *, with_scale: bool) -> str:
    of = f" of {number(score.scale)}" if with_scale else ""
    about = f"season {score.season}" if score.season else "all seasons together"
    return f"**{number(score.value or 0)}**{of} for {about}"

"""What became of comparable seasons, in words: counts of what was, and never a forecast."""

from collections.abc import Iterator, Mapping, Sequence

from bot.cards.watched import Watched
from bot.figures import percent
from bot.text import day, escape
from db.proportion import FEWEST, Fall, Halving, Proportion, Share, band, fall_of

_NEARLY_ALL = 0.8

_FALLS = {
    Fall.UP_TO_40: "lost up to 40 %",
    Fall.FROM_40_TO_60: "lost 40 to 60 %",
    Fall.ABOVE_60: "lost more than 60 %",
}


def proportion_lines(proportion: Proportion | None, shown: Sequence[Watched]) -> list[str]:
    """What became of all first seasons, and of those that fell about as much as these did."""
    new = [one for one in shown if one.is_debut]
    if not new:
        return ["-# Only first seasons of shows that were new to the list are compared with others."]
    if proportion is None:
        return ["-# Nothing to compare it with: Netflix's whole list has not been imported here."]
    lines = [f"Of {proportion.everyone.n} comparable first seasons {_came_back(proportion.everyone)}."]
    theirs = [one for one in new if one.run.first.list == proportion.list]
    lines += _falls(proportion, {_name(one, theirs): _fall(one) for one in theirs})
    return [*lines, _folk_rule(proportion), _comparable(proportion)]


def _name(watched: Watched, among: Sequence[Watched]) -> str:
    return "this one" if len(among) == 1 else watched.name


def _fall(watched: Watched) -> float | None:
    return fall_of([week.week for week in watched.run.weeks])


def _falls(proportion: Proportion, falls: Mapping[str, float | None]) -> Iterator[str]:
    """Those that could be measured, and those of them that fell about as much from week two to week three."""
    alike: dict[Fall, list[str]] = {}
    for name, fall in falls.items():
        if fall is None:
            yield f"How far {name} fell from week two to week three is not known: it was not listed in both."
        else:
            alike.setdefault(band(fall), []).append(f"{name}: {percent(-fall, signed=True)}")
    if alike:
        stayed = proportion.measured
        yield f"Of the {stayed.n} listed in both week two and week three {_came_back(stayed)}."
    for fell, told in alike.items():
        share = proportion.by_fall[fell]
        which = f"{_FALLS[fell]} from one to the other ({', '.join(told)})"
        yield f"Of the {share.n} that {which} {_came_back(share)}."


def _came_back(share: Share) -> str:
    """ "51 came back: 61 % (50 to 70 %)"; of few, the count alone."""
    if share.share is None or share.interval is None:
        return f"{share.returned} came back; of fewer than {FEWEST} no share is told"
    low, high = (round(100 * end) for end in share.interval)
    return f"{share.returned} came back: {percent(share.share)} ({low} to {high} %)"


def _folk_rule(proportion: Proportion) -> str:
    rule = proportion.lost_half
    shares = (rule.returned.share, rule.not_returned.share)
    sets_nothing_apart = all(share is not None and share >= _NEARLY_ALL for share in shares)
    verdict = " Nearly every season does, renewed or not." if sets_nothing_apart else ""
    return (
        f"“More than half lost in the first month”: so had {_of(rule.returned)} that came back "
        f"and {_of(rule.not_returned)} that did not.{verdict}"
    )


def _of(halving: Halving) -> str:
    share = f" ({percent(halving.share)})" if halving.share is not None else ""
    return f"{halving.halved} of the {halving.n}{share}"


def _comparable(proportion: Proportion) -> str:
    return (
        f"-# Comparable: first seasons on the {escape(proportion.list)} list that came to it after June 2021 "
        f"and at least two years before {day(proportion.newest_week)}. Came back: a later season was listed. "
        "In brackets: the 95 % interval (Wilson's). "
        "All this tells what became of others, not what will become of this one."
    )

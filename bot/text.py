"""Escaping, limits, dates and numbers as people say them."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime
from itertools import accumulate
from unicodedata import category

from db.when import Precision, When
from sources.markup import STRAY_JOINER, is_seen

_MOST_MARKS = 4
# A backslash goes after each match. The one within "<@" is for Discord's server, which minds none before it.
_BEFORE_BACKSLASH = re.compile(
    r"""
    (?=[\\`*_~|<\[])
    | (?<=<)(?=@)
    | (?<=\])(?=\()
    | :(?=//)
    | discord(?:app)?\.[a-z]+(?=/)
    | ^(?=(?:\#{1,6}|-\#|>{1,3}|[-+])(?:\s|$))
    | ^[0-9]+(?=\.(?:\s|$))
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_EVERYBODY = re.compile("@(?=everyone|here)", re.IGNORECASE)

_UNCUTTABLE = re.compile(r"\\\S|\|\||\[[^\]\n]*\]\(<[^>\n]*>\)|<[^<>\s]+>|.", re.DOTALL)
# Inside a spoiler Discord takes the next two bars for its end, whatever stands before them.
_SPOILER = re.compile(r"\\[^0-9A-Za-z\s]|\|\|.+?\|\||(?P<open>\|\|)", re.DOTALL)

_ORDINAL_WORDS = ("first", "second", "third", "fourth")
_CARDINAL_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PREPOSITION = re.compile(r"(?i)(after|around|at|before|between|by|during|in|later|not?|on|sometime|this)\b")


def escape(text: str, *, lines: bool = False) -> str:
    """Make text from people or the network show as it is: nothing in it is a mention, a link or markup.

    White space becomes single spaces; with `lines`, line breaks stay, at most one empty line in a row.
    """
    parts = _visible(text).splitlines() if lines else [_visible(text)]
    tidy = "\n".join(" ".join(part.split()) for part in parts)
    tidy = re.sub(r"\n{3,}", "\n\n", tidy).strip("\n")
    return _EVERYBODY.sub("@\u200b", _BEFORE_BACKSLASH.sub(r"\g<0>\\", tidy))


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = _MOST_MARKS
    for character in filter(is_seen, text):
        if character.isspace():
            marks = _MOST_MARKS
        elif character not in "\u200c\u200d":
            marks = marks + 1 if category(character) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return STRAY_JOINER.sub("", "".join(kept))


def clip(markdown: str, limit: int) -> str:
    """At most `limit` characters, cut at a word with "…"; no escape is halved, no spoiler left open."""
    sound = _without_half_escape(markdown)
    whole = _close_spoiler(sound)
    if len(whole) <= limit:
        return whole
    shorter = _close_spoiler(_cut(sound, limit - 1) + "…")
    if len(shorter) > limit:
        shorter = _close_spoiler(_cut(sound, limit - 3) + "…")
    return shorter if limit > 0 else ""


def shorten(text: str, limit: int) -> str:
    """Text without markup in at most `limit` characters, cut with "…"; at a word, where that leaves half."""
    if len(text) <= limit:
        return text
    words = text[:limit].rpartition(" ")[0]
    return f"{(words if len(words) >= limit // 2 else text[: limit - 1]).rstrip()}…"


def _cut(markdown: str, room: int) -> str:
    end = last_space = 0
    for piece in _UNCUTTABLE.finditer(markdown):
        if piece.end() > room:
            break
        end = piece.end()
        if piece.group().isspace():
            last_space = piece.start()
    is_inside_word = end < len(markdown) and not markdown[end].isspace()
    if is_inside_word and last_space >= room // 2:
        end = last_space
    return _without_half_escape(markdown[:end].rstrip())


def _without_half_escape(markdown: str) -> str:
    backslashes = len(markdown) - len(markdown.rstrip("\\"))
    return markdown[:-1] if backslashes % 2 else markdown


def _close_spoiler(markdown: str) -> str:
    for found in _SPOILER.finditer(markdown):
        if found["open"]:
            is_empty = found.end() == len(markdown)
            return markdown[: found.start()] if is_empty else markdown + "||"
    return markdown


def fit(lines: Sequence[str], limit: int) -> str:
    """As many whole lines as make at most `limit` characters, then a line that counts those left out."""
    ends = list(accumulate(len(line) + 1 for line in lines))  # each with its line break
    if not ends or ends[-1] - 1 <= limit:
        return "\n".join(lines)
    for shown in range(bisect_right(ends, limit), 0, -1):
        more = f"-# and {len(lines) - shown} more"
        if ends[shown - 1] + len(more) <= limit:
            return "\n".join([*lines[:shown], more])
    more = f"\n-# and {len(lines) - 1} more" if len(lines) > 1 else ""
    return clip(lines[0], limit - len(more)) + more if len(more) < limit else clip(lines[0], limit)


def say(when: When) -> str:
    """A date as people say it: in its own words, or "the third quarter of 2026"; only an instant is live."""
    if when.at is not None:
        return f"<t:{int(when.at.timestamp())}:F>"
    if when.earliest is None:
        return "no date yet"
    words = escape(when.words) if when.words != when.canonical else ""
    return words or _say_span(when.precision, when.earliest)


def moment(at: datetime) -> str:
    """A moment in short, which Discord shows to each person in their own zone."""
    return f"<t:{int(at.timestamp())}:f>"


def _say_span(precision: Precision, first: date) -> str:
    match precision:
        case Precision.MONTH:
            return f"{first:%B} {first.year}"
        case Precision.QUARTER:
            return f"the {_ORDINAL_WORDS[first.month // 3]} quarter of {first.year}"
        case Precision.HALF:
            return f"the {_ORDINAL_WORDS[first.month // 6]} half of {first.year}"
        case Precision.YEAR:
            return str(first.year)
        case _:
            return day(first)


def say_in(when: When) -> str:
    """A date with its preposition: "on 8 November 2022", "in late 2026", "at a date not yet known"."""
    if when.earliest is None:
        return "at a date not yet known"
    said = say(when)
    if _PREPOSITION.match(said):
        return said
    prepositions = {Precision.INSTANT: "on", Precision.DAY: "on"}
    return f"{prepositions.get(when.precision, 'in')} {said}"


def day(value: date) -> str:
    """A day: "8 November 2022"."""
    return f"{value.day} {value:%B} {value.year}"


def ago(earlier: date, today: date) -> str:
    """How long ago a day was, in whole days, weeks, months or years; a day to come is "today"."""
    days = (today - earlier).days
    months = (today.year - earlier.year) * 12 + today.month - earlier.month - (today.day < earlier.day)
    if days < 2:
        return "yesterday" if days == 1 else "today"
    if days < 14:
        return f"{days} days ago"
    if months < 2:
        return f"{days // 7} weeks ago"
    return f"{months} months ago" if months < 24 else f"{months // 12} years ago"


def number(value: float) -> str:
    """A number with at most two decimals and commas between thousands: "1,500", "6.1"."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def millions(value: int) -> str:
    """A large count: "24.07 million", or in full below a million."""
    return number(value) if value < 1_000_000 else f"{number(value / 1_000_000)} million"


def ordinal(value: int) -> str:
    """A place in a row: "1st", "12th", "23rd"."""
    suffix = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{suffix}"


def cardinal(value: int) -> str:
    """A count in words up to ten, in digits above."""
    return _CARDINAL_WORDS[value] if 0 <= value <= 10 else number(value)


def count(value: int, singular: str, plural: str | None = None) -> str:
    """A count of things: "no seasons", "one season", "12 seasons"."""
    quantity = cardinal(value) if value else "no"
    return f"{quantity} {singular if value == 1 else plural or f'{singular}s'}"


def join(items: Sequence[str]) -> str:
    """A list in a sentence: "a, b and c"."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)

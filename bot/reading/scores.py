"""Scores, votes and whole numbers as people type them.

A bare number is of 10 up to 10 and of 100 above it; stars are of 5. "6,1" is 6.1, "8,900" is refused.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.reading.words import Misread, fold, quoted

_FORMS = "Write a score such as 79%, 6.1/10 or 3.5 out of 5, and its votes as 79% (104 reviews)."
_COUNT_FORMS = "Write a whole number such as 1,500, 1.5k or 1.2M."
_LARGEST_SCALE = 1000
_LARGEST_COUNT = 10**12
_NUMBER = "(?:0|[1-9][0-9]{0,3})(?:[.,][0-9]{1,40})?"
_VALUE = f"(?P<value>{_NUMBER})"
_OUT_OF = f"(?:/|out of|of) ?(?P<scale>{_NUMBER})"
_UNIT = "(?: ?(?:stars?|points?))?"
# A bare number is of 10 up to 10 and of 100 above it.
_SCORES = tuple(
    (re.compile(pattern), scale)
    for pattern, scale in (
        (f"{_VALUE} ?(?:%|percent|per cent)", 100),
        (f"{_VALUE}{_UNIT} ?{_OUT_OF}{_UNIT}", None),
        (f"{_VALUE}[ -]?stars?", 5),
        ("(?P<value>10(?:[.,]0+)?|[0-9](?:[.,][0-9]{1,40})?)", 10),
        (_VALUE, 100),
    )
)
_NO_SCORE = re.compile(
    "(?:none|n/a|no score|no rating|not enough|not scored|not rated|too few)"
    f"(?: reviews| ratings| votes)?(?: yet)?(?:,? {_OUT_OF})?"
)
_ROUGHLY = r"(?:about|around|approximately|approx\.?|roughly|circa|c\.|nearly|almost|over|more than|~|>)"
_MULTIPLES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "k": 10**3, "m": 10**6, "b": 10**9}
_NOUN = "(?:user |critic |viewer )?(?:votes?|ratings?|reviews?|scores?|critics?|users?|viewers?|people)"
_COUNT = re.compile(
    f"(?:{_ROUGHLY} ?)?(?P<digits>[0-9]+(?:[., ][0-9]+)*) ?(?P<multiple>{'|'.join(_MULTIPLES)})?"
    rf"\+?(?: ?{_NOUN})?"
)
_GROUPED = re.compile("[0-9]{1,3}(?:(?P<mark>[,. ])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_VOTED = tuple(
    re.compile(f"(?P<score>.+?){votes}")
    for votes in (
        r" ?\((?:from |by |based on )?(?P<votes>[^()]+)\)",
        ",? (?:from|by|based on) (?P<votes>.+)",
        f"(?:, |; ?| - | ?[·•|] ?|(?<=%) |(?<=/10) |(?<=/5) )(?P<votes>.*{_NOUN})",
    )
)
_WHOLE = re.compile(
    "(?:#|(?:no\\.?|number|part|season|episode|place) )?([0-9]{1,9})(?:st|nd|rd|th)?(?: [a-z]+)?"
)


@dataclass(frozen=True, slots=True)
class ReadScore:
    """A score as typed; no value means that there is none yet."""

    value: float | None
    scale: float
    votes: int | None


def read_score(text: str) -> ReadScore:
    """Read a score and, where they are given, its votes; raises Misread."""
    line = fold(re.sub("(?<=[0-9]) ?½", ".5", text))
    if not line:
        raise Misread(f"The score is empty. {_FORMS}")
    if _COUNT.fullmatch(line) and re.search(f"{_NOUN}$", line):
        raise Misread(f"{quoted(text)} counts the votes without the score. {_FORMS}")
    score = _score(line)
    for pattern in _VOTED if score is None else ():
        if (found := pattern.fullmatch(line)) and (score := _score(found["score"])):
            return ReadScore(*score, read_count(found["votes"]))
    if score is None:
        raise Misread(f"{quoted(text)} is not a score. {_FORMS}")
    return ReadScore(*score, None)


def say_score(value: float | None, scale: float, votes: int | None) -> str:
    """The text that a form is filled with: `read_score` reads it back as the same score."""
    given = "no score yet" if value is None else f"{_plain(value)}%" if scale == 100 else _plain(value)
    of = "" if scale == 100 else f", out of {_plain(scale)}" if value is None else f"/{_plain(scale)}"
    counted = "" if votes is None else f" ({votes:,} {'vote' if votes == 1 else 'votes'})"
    return given + of + counted


def read_count(text: str) -> int:
    """Read how many there are: "1.5k votes" is 1,500; raises Misread."""
    found = _COUNT.fullmatch(fold(text))
    count = _counted(found["digits"], found["multiple"]) if found else None
    if count is None:
        raise Misread(
            f"{quoted(text)} is not a number of people. {_COUNT_FORMS}" if text.strip() else _COUNT_FORMS
        )
    if count > _LARGEST_COUNT:
        raise Misread(f"{quoted(text)} is more than there are people. {_COUNT_FORMS}")
    return count


def read_whole(text: str, low: int, high: int, what: str) -> int:
    """Read a whole number such as "8", "8 episodes" or "3rd"; raises Misread, naming what it is for."""
    found = _WHOLE.fullmatch(fold(text))
    if not found or not low <= int(found[1]) <= high:
        wrong = f", not {quoted(text)}" if text.strip() else ""
        raise Misread(f"The {what} is a whole number from {low} to {high}{wrong}.")
    return int(found[1])


def _score(line: str) -> tuple[float | None, float] | None:
    if found := _NO_SCORE.fullmatch(line):
        return None, _scale(found["scale"]) if found["scale"] else 100.0
    for pattern, fixed in _SCORES:
        if found := pattern.fullmatch(line):
            value = _decimal(found["value"])
            scale = _scale(found["scale"]) if fixed is None else float(fixed)
            return _within(value, scale, found["value"]), scale
    return None


def _within(value: float, scale: float, typed: str) -> float:
    if value > scale:
        raise Misread(f"A score of {typed} is more than {_plain(scale)}. {_FORMS}")
    return value


def _scale(text: str) -> float:
    scale = _decimal(text)
    if not 0 < scale <= _LARGEST_SCALE:
        raise Misread(f"No score is of {text}: the most is {_LARGEST_SCALE}. {_FORMS}")
    return scale


def _decimal(text: str) -> float:
    if re.search(",[0-9]{3}$", text):
        raise Misread(
            f"{text} can be read in two ways. Write it with a point, such as {text.replace(',', '.')}."
        )
    return float(text.replace(",", "."))


def _counted(digits: str, multiple: str | None) -> int | None:
    if not multiple and _GROUPED.fullmatch(digits):
        return int(re.sub("[^0-9]", "", digits))
    # "1,250k" may be a million or a thousand.
    if not re.fullmatch("[0-9]+(?:[.][0-9]+|,[0-9]{1,2})?", digits):
        return None
    count = Decimal(digits.replace(",", ".")) * _MULTIPLES.get(multiple or "", 1)
    return int(count) if count == int(count) and (multiple or digits.isdigit()) else None


def _plain(value: float) -> str:
    text = format(Decimal(repr(float(value))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

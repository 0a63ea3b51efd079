"""Which season Netflix means: its labels are "Season 2", "Part 2", " 4", "S10: Ohio", or no number at all."""

import re
from unicodedata import category

_COUNTED = "season|series|part|volume|chapter|class|collection|시즌"

_FORMS = (
    # Season 2, Season 4: Percy, Season 1:, Part 3, Chapter 7, 시즌 1
    rf"(?:{_COUNTED}) (?P<number>\d{{1,4}})(?: ?:.*)?",
    # S10: Ohio
    r"s(?P<number>\d{1,4})(?:: .+)?",
    # 2. The Soul Game, 1., 4, 2025
    r"(?P<number>\d{1,4})(?:\.(?: .+)?)?",
    # 1st STAGE
    r"(?P<number>\d{1,2})(?:st|nd|rd|th) \w+",
    # II
    r"(?P<roman>i{1,3}|iv|v|vi{0,3}|ix|x)",
    # July 13, 2026: what is live every week is counted by years
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r" \d{1,2}, (?P<number>\d{4})",
)
_NUMBERED = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}

NONE = "N/A"
"""What stands where a title has no seasons, and now and then for a first season."""


def is_seen(text: str) -> bool:
    """Whether a text has a letter, digit or sign that people can see."""
    return any(category(character)[0] in "LNPS" for character in text)


def label_in(title: str, season_title: str) -> str | None:
    """What a season is called beside its show's title; None where nothing is said.

    "Stranger Things", "Stranger Things 4" is "4"; "Katla", "Katla: Season 1" is "Season 1".
    """
    if season_title == NONE:
        return None
    begins_alike = season_title.casefold().startswith(title.casefold())
    rest = (season_title[len(title) :] if begins_alike else season_title).strip(": ")
    return rest if is_seen(rest) else None


def number_in(label: str | None) -> int | None:
    """The number of the season that a label gives; None where it gives none, or one that no season has.

    What stands behind other words is none: "The Final Season Part 3" is not season 3.
    """
    for form in _NUMBERED:
        if label and (found := form.fullmatch(label)):
            groups = found.groupdict()
            number = int(groups["number"]) if groups.get("number") else _ROMAN[groups["roman"].lower()]
            return number if 1 <= number <= 2100 else None
    return None

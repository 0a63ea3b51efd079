"""Where in a JSON text something stands."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

Place: TypeAlias = tuple[str | int, ...]
"""The names and numbers that lead to a value: ("shows", 0, "key")."""

MOST_NAMES = 100
"""More than any object of a file of facts needs."""

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],]|[^\s{}\[\],:"]++')


class Found(NamedTuple):
    """A value of a JSON text.

    `again` says that its name stood in its object before, `above` that the object has too many names.
    """

    place: Place
    line: int
    again: bool
    above: bool


def walk(text: str) -> Iterator[Found]:
    """Every value of a valid JSON text, in its order."""
    path: list[str | int] = []
    names: list[set[str]] = []
    line, end, awaits_name, again = 1, 0, False, False
    for token in _TOKEN.finditer(text):
        line += text.count("\n", end, token.start())
        end, said = token.start(), token[0]
        if said in "}]":
            path.pop()
            names.pop()
            awaits_name = False
        elif said == ",":
            last = path[-1]
            awaits_name = isinstance(last, str)
            path[-1] = last if isinstance(last, str) else last + 1
        elif awaits_name:
            name = path[-1] = str(json.loads(said))
            again = name in names[-1]
            names[-1].add(name)
            awaits_name = False
        else:
            yield Found(tuple(path), line, again, bool(names) and len(names[-1]) > MOST_NAMES)
            again = False
            if said in "{[":
                path.append("" if said == "{" else 0)
                names.append(set())
                awaits_name = said == "{"


def lines(text: str, places: Iterable[Place]) -> dict[Place, int]:
    """The line of each place in a valid JSON text; of what is not there, that of what should hold it."""
    wanted = set(places)
    around = {place[:length] for place in wanted for length in range(len(place) + 1)}
    found = {one.place: one.line for one in walk(text) if one.place in around}
    return {place: _nearest(found, place) for place in wanted}


def _nearest(found: dict[Place, int], place: Place) -> int:
    return next(found[place[:length]] for length in range(len(place), -1, -1) if place[:length] in found)

"""What is wrong in a file of facts, in sentences that name the entry and the field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, to_json

from db.files import AnyChange, AnyEntry, AnyFact, FactFile, FileEdit, FileShow
from db.json_places import Place
from db.pages import RECORDED
from db.reception import ViewingWeek


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with the field or the entry at a place, as the end of a sentence about it."""

    place: Place
    complaint: str

    def sentence(self, content: Any, line: int) -> str:
        """All of it: "line 12, show dark-2017, fact 2 (decision): “season” is missing."."""
        *outside, last = self.place or (0,)
        field = f"“{_quotable(last)}” " if isinstance(last, str) else ""
        where = [f"line {line}", *_names(tuple(outside) if field else self.place, content)]
        return f"{', '.join(where)}: {field}{self.complaint}."


_WHOLE: TypeAdapter[Any] = TypeAdapter(FactFile)
_ENTRIES: dict[str, TypeAdapter[Any]] = {
    "shows": TypeAdapter(FileShow),
    "facts": TypeAdapter(AnyFact),
    "withdrawn": TypeAdapter(AnyEntry),
    "viewing_weeks": TypeAdapter(ViewingWeek),
    "history": TypeAdapter(FileEdit),
    "changes": TypeAdapter(AnyChange),
}
"""The lists that may be long, with what their entries are."""


def mistakes(content: Any) -> Iterator[Mistake]:
    """Everything that keeps the content of a file from being one of facts, one after the other.

    The entries of long lists are looked at one by one: a file of nothing but mistakes would else fill the
    memory with them.
    """
    for place, model, part in _parts(content, _WHOLE, ()):
        try:
            model.validate_json(to_json(part, inf_nan_mode="constants"), strict=True)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                if not _only_follows(problem):
                    yield _mistake(problem, place, part)


def _parts(
    content: Any, model: TypeAdapter[Any], place: Place
) -> Iterator[tuple[Place, TypeAdapter[Any], Any]]:
    """A content without the entries of its long lists, then each of them."""
    lists = {name: entries for name in _ENTRIES if (entries := _entries(content, name)) is not None}
    yield place, model, {**content, **dict.fromkeys(lists, ())} if lists else content
    for name, entries in lists.items():
        for number, entry in enumerate(entries):
            yield from _parts(entry, _ENTRIES[name], (*place, name, number))


def _entries(content: Any, name: str) -> list[Any] | None:
    match _inside(content, name):
        case [*entries]:
            return entries
        case _:
            return None


def _only_follows(problem: ErrorDetails) -> bool:
    """Whether a list is short only because its entries were wrong themselves."""
    return problem["type"] == "too_short" and bool(problem["input"])


def _mistake(problem: ErrorDetails, place: Place, part: Any) -> Mistake:
    """What is wrong in a part that stands at a place, as a person would say it."""
    location, context = problem["loc"], problem.get("ctx", {})
    if location and location[:1] == (_inside(part, "kind"),):
        location = location[1:]  # pydantic names the kind among the fields
    place = (*place, *location)
    match problem["type"]:
        case "missing":
            return Mistake(place, "is missing")
        case "extra_forbidden":
            return Mistake(place, "is not a field of this entry")
        case "too_short":
            return Mistake(place, "needs at least one entry")
        case "union_tag_not_found":
            return Mistake((*place, "kind"), "is missing")
        case "union_tag_invalid":
            kinds = f"must be one of {context['expected_tags']}"
            return Mistake((*place, "kind"), f"{kinds}, not “{_quotable(context['tag'])}”")
        case "value_error":
            return Mistake(place, f"does not fit: {context['error']}".rstrip("."))
        case "string_pattern_mismatch":
            complaint = f"must be {_FORMS.get(str(place[-1]), 'in another form')}"
        case kind if kind in _TYPES:
            complaint = f"must be {_TYPES[kind]}"
        case _:
            complaint = _said(problem["msg"])
    return Mistake(place, complaint + _not(problem["input"]))


def _said(message: str) -> str:
    """A message of pydantic's as the end of a sentence."""
    plain = re.sub(r"^\w+ should (?=be|have|match)", "must ", message)
    return plain.replace("greater than or equal to", "at least").replace("less than or equal to", "at most")


def _not(given: Any) -> str:
    """What stands there instead, where it is short enough to be named."""
    if isinstance(given, bool) or given is None:
        return f", not {to_json(given).decode()}"
    return f", not “{_quotable(given)}”" if isinstance(given, str | int | float) else ""


def _quotable(given: object) -> str:
    """The beginning of a text from a file, with nothing in it that a terminal would obey."""
    text = str(given)
    shown = "".join(character if character.isprintable() else "�" for character in text[:80])
    return shown if len(text) <= 80 else f"{shown}…"


_TYPES = {
    "bool_type": "true or false",
    "date_from_datetime_inexact": "a day such as 2026-11-22",
    "date_from_datetime_parsing": "a day such as 2026-11-22",
    "date_parsing": "a day such as 2026-11-22",
    "date_type": "a day such as 2026-11-22",
    "datetime_from_date_parsing": "a moment such as 2026-11-22T12:00:00Z",
    "datetime_parsing": "a moment such as 2026-11-22T12:00:00Z",
    "datetime_type": "a moment such as 2026-11-22T12:00:00Z",
    "finite_number": "a number",
    "float_type": "a number",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "model_type": "an object",
    "string_type": "text",
    "timezone_aware": "a moment with its zone, such as 2026-11-22T12:00:00Z",
    "tuple_type": "a list",
}
"""What has to stand where something of another type does, by pydantic's name for the problem."""

_FORMS = {
    "url": "an address that begins with https:// and has no space",
    "tvmaze_url": "an address such as https://www.tvmaze.com/shows/1",
    "imdb_id": "a number such as tt14502728",
    "spoils_through": "an episode such as S1E10",
    "key": "small letters, digits and hyphens, such as the-imperfects-2022",
    "show": "small letters, digits and hyphens, such as the-imperfects-2022",
    "by": "a Discord id, which is a number",
    "suggested_by": "a Discord id, which is a number",
}
"""What the fields with a pattern look like."""

ONE_OF = {
    "shows": "show",
    "facts": "fact",
    "withdrawn": "withdrawn fact",
    "sources": "source",
    "notes": "note",
    "aliases": "alias",
    "viewing_weeks": "viewing week",
    "history": "edit",
    "changes": "change",
}
"""What an entry of each list is called."""


def _names(place: Place, content: Any) -> list[str]:
    """Where in the file: ("shows", 0, "facts", 2, "value") is "show dark-2017", "fact 3 (credit)"."""
    names: list[str] = []
    here = content
    for step in place:
        here = _inside(here, step)
        if isinstance(step, int):
            name = names.pop() if names else "entry"
            names.append(_entry(ONE_OF.get(name, name), step, here))
        elif step != "value":
            names.append(_quotable(step))
    return names


def _inside(content: Any, step: str | int) -> Any:
    try:
        return content[step]
    except (KeyError, IndexError, TypeError):
        return None


def _entry(name: str, number: int, entry: Any) -> str:
    match entry:
        case {"key": str(key)} if name == "show":
            return f"show {_quotable(key)}"
        case {"kind": str(kind)} if kind in RECORDED:
            return f"{name} {number + 1} ({kind})"
        case _:
            return f"{name} {number + 1}"

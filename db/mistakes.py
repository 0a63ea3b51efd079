"""What is wrong in a file of facts, in sentences that name the entry and the field."""

import re
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails


def sentences(error: ValidationError, content: Any) -> list[str]:
    """Everything that is wrong in the file whose content could not be taken."""
    problems = error.errors()
    return [_sentence(problem, content) for problem in problems if not _only_follows(problem)]


def _only_follows(problem: ErrorDetails) -> bool:
    """Whether a list is short only because its entries were wrong themselves."""
    return problem["type"] == "too_short" and bool(problem["input"])


def _sentence(problem: ErrorDetails, content: Any) -> str:
    """What is wrong, and in which field of which entry, as a person would say it."""
    location, field = problem["loc"], ""
    if location and isinstance(location[-1], str) and not problem["type"].startswith("union_tag"):
        location, field = location[:-1], location[-1]
    given = problem["input"]
    quoted = f", not “{str(given)[:80]}”" if isinstance(given, str | int | float) else ""
    context = problem.get("ctx", {})
    match problem["type"]:
        case "missing":
            complaint = "is missing"
        case "extra_forbidden":
            complaint, quoted = "is not a field of this entry", ""
        case "too_short":
            complaint, quoted = "needs at least one entry", ""
        case "union_tag_not_found":
            field, complaint = "kind", "is missing"
        case "union_tag_invalid":
            kinds = context["expected_tags"]
            field, complaint, quoted = "kind", f"must be one of {kinds}", f", not “{context['tag']}”"
        case "string_pattern_mismatch":
            complaint = f"must be {_FORMS.get(field, 'in another form')}"
        case "value_error":
            complaint, quoted = f"does not fit: {context['error']}".rstrip("."), ""
        case _:
            complaint = re.sub(r"^\w+ should (?=be|have|match)", "must ", problem["msg"])
    subject = f"“{field}” " if field else ""
    return f"{_place(location, content)}: {subject}{complaint}{quoted}."


_FORMS = {
    "url": "an address that begins with https://",
    "tvmaze_url": "an address such as https://www.tvmaze.com/shows/1",
    "imdb_id": "a number such as tt14502728",
    "spoils_through": "an episode such as S1E10",
    "key": "small letters, digits and hyphens, such as the-imperfects-2022",
}
"""What the fields with a pattern look like."""

_ONE_OF = {
    "facts": "fact",
    "sources": "source",
    "notes": "note",
    "aliases": "alias",
    "viewing_weeks": "viewing week",
}
"""What an entry of each list is called."""


def _place(location: tuple[int | str, ...], content: Any) -> str:
    """Where in the file: ("shows", 0, "facts", 2, "credit", "value") is "show dark-2017, fact 3 (credit)"."""
    match location:
        case ("shows", int(show), "facts", int(number), str(kind), "value", *rest):
            words = [_show(show, content), f"fact {number + 1} ({kind})"]
        case ("shows", int(show), "facts", int(number), str(kind), *rest):
            words = [_show(show, content), f"fact {number + 1} ({kind})"]
        case ("shows", int(show), *rest):
            words = [_show(show, content)]
        case _:
            words, rest = [], list(location)
    for part in rest:
        if isinstance(part, int):
            words[-1] = f"{_ONE_OF.get(words[-1], words[-1])} {part + 1}"
        else:
            words.append(part)
    return ", ".join(words) or "the whole file"


def _show(number: int, content: Any) -> str:
    match content["shows"][number]:
        case {"key": str(key)}:
            return f"show {key}"
        case _:
            return f"show {number + 1}"

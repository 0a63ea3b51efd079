"""The form for a show's details."""

from bot.forms.form import Field, Form, Typed
from bot.reading.scores import read_whole
from db.drafts import Draft
from db.shows import Note, ShowDetails, Topic

_NO_YEAR = "unknown"


def _fill(show: ShowDetails) -> dict[str, str]:
    year = str(show.year or _NO_YEAR)
    return {
        "title": show.title,
        "year_network": f"{year}, {show.network}" if show.network else year,
        "aliases": "; ".join(show.aliases),
        "note": "\n".join(note.text for note in show.notes if note.about is Topic.STATUS),
    }


def _understand(typed: Typed, draft: Draft, former: ShowDetails | None) -> ShowDetails | None:
    year_text, _, network = typed.text("year_network").replace(",", " ", 1).partition(" ")
    year = typed.read("year_network", lambda _: _read_year(year_text), None)
    if typed.problems:
        return None
    changed = {
        "title": typed.text("title"),
        "year": year,
        "network": network.strip() or None,
        "aliases": tuple(alias.strip() for alias in typed.text("aliases").split(";") if alias.strip()),
        "notes": (*_notes(typed), *_other_notes(former)),
    }
    return ShowDetails.model_validate({**(former.model_dump() if former else {}), **changed})


def _read_year(text: str) -> int | None:
    return None if text.casefold() == _NO_YEAR else read_whole(text, 1900, 2100, "year")


def _notes(typed: Typed) -> list[Note]:
    lines = typed.text("note").splitlines()
    return [Note(about=Topic.STATUS, text=line) for line in lines if line.strip()]


def _other_notes(former: ShowDetails | None) -> list[Note]:
    return [note for note in former.notes if note.about is not Topic.STATUS] if former else []


SHOW = Form(
    "Show",
    (
        Field("title", "Title"),
        Field("year_network", "First year, and network", "2022, Netflix; or unknown, Netflix"),
        Field("aliases", "Other names", "With semicolons between them", required=False, limit=4000),
    ),
    _fill,
    _understand,
)

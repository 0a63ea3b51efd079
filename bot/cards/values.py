"""Facts as plain lines, for previews: every field of a value in words."""

from collections.abc import Callable
from typing import Any

from bot.cards.frame import LOOKS
from bot.cards.story import KINDS
from bot.reading.scores import say_score
from bot.text import clip, escape, number, say
from db.cast import Credit, Project
from db.reception import Score
from db.shows import ShowDetails
from db.status import Decision, Release
from db.story import Story
from db.values import Value
from db.when import When


def said(value: Value) -> list[str]:
    """Each thing a value says, as "Name: what"; what it leaves open is left out."""
    told = _SAID[value.KIND](value)
    return [f"{name}: {_rendered(what)}" for name, what in told.items() if what not in (None, "")]


def entry_name(value: Value) -> str:
    """A fact as a list names it, in plain text."""
    match value:
        case Score():
            season = f"season {value.season}" if value.season else "whole series"
            return f"{value.outlet}, {value.audience}, {season}, {value.taken.canonical}"
        case Credit():
            return f"{value.person} · {value.role}"
        case Project():
            return f"{value.person} · {value.title}"
        case Story():
            return f"{value.number}. {value.text}"
        case _:
            return value.key


def _rendered(what: object) -> str:
    return say(what) if isinstance(what, When) else clip(escape(str(what)), 700)


def _decision(value: Decision) -> dict[str, Any]:
    return {
        "Season": value.season,
        "Decision": LOOKS[value.verdict].word,
        "Decided": value.decided,
        "Platform": value.platform,
        "Reason": value.reason,
        "Note": value.note,
    }


def _release(value: Release) -> dict[str, Any]:
    return {
        "Season": value.season,
        "Part": value.part,
        "Comes out": value.when,
        "Episodes": value.episodes,
        "Note": value.note,
    }


def _score(value: Score) -> dict[str, Any]:
    return {
        "Season": value.season or "the whole series",
        "Outlet": value.outlet,
        "Whose score": value.audience.value,
        "Score": say_score(value.value, value.scale, value.votes),
        "Taken": value.taken,
        "Note": value.note,
    }


def _credit(value: Credit) -> dict[str, Any]:
    return {"Who": value.person, "Role": value.role, "Place": number(value.billing), "Note": value.note}


def _project(value: Project) -> dict[str, Any]:
    return {
        "Who": value.person,
        "Project": value.title,
        "Part": value.part,
        "State": value.state.value,
        "When": value.when,
        "Note": value.note,
    }


def _story(value: Story) -> dict[str, Any]:
    return {
        "Season": value.season or "none in particular",
        "Who says so": KINDS[value.kind].lower(),
        "Story": value.text,
        "Spoils up to": value.spoils_through or "nothing",
        "Note": value.note,
    }


def _show(value: ShowDetails) -> dict[str, Any]:
    return {
        "Title": value.title,
        "First year": value.year,
        "Network": value.network,
        "Other names": "; ".join(value.aliases),
        "Notes": " ".join(note.text for note in sorted(value.notes, key=lambda note: note.about)),
    }


_SAID: dict[str, Callable[[Any], dict[str, Any]]] = {
    Decision.KIND: _decision,
    Release.KIND: _release,
    Score.KIND: _score,
    Credit.KIND: _credit,
    Project.KIND: _project,
    Story.KIND: _story,
    ShowDetails.KIND: _show,
}

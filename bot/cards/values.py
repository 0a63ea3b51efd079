"""Facts as plain lines, for previews: every field of a value in words."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.cards.frame import LOOKS
from bot.cards.story import KINDS
from bot.reading.scores import say_score
from bot.text import clip, escape, number, say
from db.cast import Credit, Project
from db.config import Configuration
from db.lock import Lock
from db.mutes import Mute
from db.reception import Score
from db.shows import ShowDetails
from db.status import Decision, Release
from db.story import Story
from db.values import Value
from db.when import When

Titles = Mapping[int, str]
"""What shows are called, by their ids."""

WHOLE = "The whole show"

_NAMES = {
    "show": "The show itself",
    "decision": "Decision",
    "release": "Release",
    "score": "Score",
    "credit": "Credit",
    "project": "Project",
    "story": "Story",
    "configuration": "Settings",
    "mute": "Muted member",
}


def said(value: Value) -> list[str]:
    """Each thing a value says, as "Name: what"; what it leaves open is left out."""
    return [f"{name}: {what}" for name, what in _told(value).items()]


def difference(
    before: Value | None, after: Value | None, limit: int = 300, titles: Titles | None = None
) -> list[str]:
    """What changed from one value to the next, as "Name: what → what", each side within a limit.

    `titles` has those of the shows that a server chose.
    """
    former, new = _told(before, titles) if before else {}, _told(after, titles) if after else {}
    changed = [name for name in {**former, **new} if former.get(name) != new.get(name)]
    if not before or not after:
        return [f"{name}: {clip((former or new)[name], limit)}" for name in changed]
    return [f"{name}: {_side(former, name, limit)} → {_side(new, name, limit)}" for name in changed]


def _side(told: dict[str, str], name: str, limit: int) -> str:
    return clip(told.get(name, "nothing"), limit)


def _told(value: Value, titles: Titles | None = None) -> dict[str, str]:
    said = _SAID[value.KIND](value)
    return {name: _rendered(what, titles or {}) for name, what in said.items() if what not in (None, "")}


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


def fact_name(kind: str, value: Value | None) -> str:
    """A fact as a sentence names it: "Decision, season 2"; of a lock, what it closes."""
    season = getattr(value, "season", None)
    if kind == Lock.KIND:
        return f"Season {season}" if season else WHOLE
    name = _NAMES[kind]
    if value and kind in ("score", "credit", "project"):
        return f"{name} {clip(escape(entry_name(value)), 100)}"
    return f"{name}, season {season}" if season else name


def fact_in(kind: str, value: Value | None, title: str | None) -> str:
    """A fact with the show that it is about, where that is given; of the show itself, its title."""
    name = fact_name(kind, value)
    if not title:
        return name
    shown = clip(escape(title), 100)
    if kind == ShowDetails.KIND:
        return shown
    return f"{'All' if name == WHOLE else name} of {shown}"


class _Mention(str):
    """Somebody or something of this server, as Discord names it; the bot's own markup."""


class _Show(int):
    """A show by its id, to be told by its title."""


def _mention(sign: str, number: int | None) -> _Mention | None:
    return _Mention(f"<{sign}{number}>") if number else None


def _rendered(what: object, titles: Titles) -> str:
    if isinstance(what, _Mention):
        return str(what)
    if isinstance(what, _Show):
        return escape(titles.get(what, "a show that is gone"))
    return say(what) if isinstance(what, When) else clip(escape(str(what)), 1200)


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


def _lock(value: Lock) -> dict[str, Any]:
    return {"Reason": value.reason}


def _configuration(value: Configuration) -> dict[str, Any]:
    closed = [f"<#{channel}>" for channel in value.channels_without_story]
    return {
        "Editors": _mention("@&", value.editor_role),
        "Suggestions": _mention("#", value.suggestions_channel),
        "Log": _mention("#", value.log_channel),
        "Default show": _Show(value.default_show) if value.default_show else None,
        "No story in": _Mention(", ".join(closed)) if closed else None,
        "Answers": "private" if value.private else "in the channel",
    }


def _mute(_: Mute) -> dict[str, Any]:
    return {"Suggestions": "not taken"}


_SAID: dict[str, Callable[[Any], dict[str, Any]]] = {
    Decision.KIND: _decision,
    Release.KIND: _release,
    Score.KIND: _score,
    Credit.KIND: _credit,
    Project.KIND: _project,
    Story.KIND: _story,
    ShowDetails.KIND: _show,
    Lock.KIND: _lock,
    Configuration.KIND: _configuration,
    Mute.KIND: _mute,
}

"""Episodes, project states and titles with a part as people type them.

The last " as " parts a title from a part; a title that holds one itself stands in quotation marks:
“Good as Gold” as the Judge.
"""

import re
from datetime import date

from bot.reading.dates import fill, read_when
from bot.reading.words import Misread, fold, quoted
from bot.text import escape
from db.cast import State
from db.when import When

_LONGEST_LINE = 200
_EPISODE_FORMS = "Write an episode such as S1E10, or nothing."
_NO_EPISODE = frozenset({"", "none", "nothing", "no", "no spoilers", "-"})
_EPISODE = tuple(
    re.compile(pattern)
    for pattern in (
        r"s ?([0-9]{1,4})[ .:,]*e(?:p\.?)? ?([0-9]{1,4})",
        "([0-9]{1,4})x([0-9]{1,4})",
        r"(?:season|series) ?([0-9]{1,4}),? (?:episode|ep\.?) ?([0-9]{1,4})",
    )
)
_STATE_FORMS = "Write announced, filming, finished, released or cancelled, then the date: filming, 2027."
_STATES = {
    **dict.fromkeys(("announced", "planned", "greenlit", "ordered", "upcoming", "coming"), State.ANNOUNCED),
    **dict.fromkeys(
        ("in development", "in pre-production", "pre-production", "due", "expected"), State.ANNOUNCED
    ),
    **dict.fromkeys(("filming", "now filming", "in production", "shooting"), State.FILMING),
    **dict.fromkeys(("finished", "completed", "wrapped", "in post", "finished filming"), State.FINISHED),
    **dict.fromkeys(("in post-production", "post-production", "wrapped filming"), State.FINISHED),
    **dict.fromkeys(("filming finished", "filming wrapped"), State.FINISHED),
    **dict.fromkeys(("released", "out", "out now", "premiered", "aired"), State.RELEASED),
    **dict.fromkeys(("cancelled", "canceled", "scrapped", "dropped", "axed"), State.CANCELLED),
}
_STATE = re.compile(
    rf"(?P<state>{'|'.join(sorted(_STATES, key=len, reverse=True))})(?![\w-])[ ,;:·-]*(?P<when>.*)"
)
_TITLE_FORMS = "Write a title, then the part after “as”: One Piece (season 3) as Luffy."
_QUOTED = {
    closing: re.compile(
        f"{opening}(?P<title>(?:[^{closing}]|{closing}{closing})+){closing}(?: as (?P<part>.+))?"
    )
    for opening, closing in ("“”", '""')
}


def read_episode(text: str) -> str | None:
    """Read an episode as "S1E10"; None where nothing is given away. Raises Misread."""
    line = fold(text)
    if line in _NO_EPISODE:
        return None
    for pattern in _EPISODE:
        if found := pattern.fullmatch(line):
            season, episode = int(found[1]), int(found[2])
            if season and episode:
                return f"S{season}E{episode}"
    raise Misread(f"{quoted(text)} is not an episode. {_EPISODE_FORMS}")


def read_project_state(text: str, today: date) -> tuple[State, When | None]:
    """Read how far a project is and, where it is given, its date; raises Misread."""
    line = fold(text)
    found = _STATE.fullmatch(line)
    if not found:
        raise Misread(f"{quoted(text)} does not begin with a state. {_STATE_FORMS}" if line else _STATE_FORMS)
    when = re.sub(r"^\((.*)\)$", r"\1", found["when"])
    return _STATES[found["state"]], read_when(when, today) if when else None


def say_project_state(state: State, when: When | None) -> str:
    """The text that a form is filled with: `read_project_state` reads it back as the same."""
    return f"{state}, {fill(when)}" if when else str(state)


def read_title_and_part(text: str) -> tuple[str, str | None]:
    """Read a title and, after the last " as ", a part; raises Misread."""
    line = " ".join(text.split())
    title, part = _quoted_title(line) or _bare_title(line)
    if not escape(title) or (part is not None and not escape(part)):
        raise Misread(f"The title or the part is empty. {_TITLE_FORMS}")
    if max(len(title), len(part or "")) > _LONGEST_LINE:
        raise Misread(f"A title and a part have at most {_LONGEST_LINE} characters each. {_TITLE_FORMS}")
    return title, part


def say_title_and_part(title: str, part: str | None) -> str:
    """The text that a form is filled with: `read_title_and_part` reads it back as the same."""
    bare = _with_part(title, part)
    if (_quoted_title(bare) or _bare_title(bare)) == (title, part):
        return bare
    return _with_part(f"“{title.replace('”', '””')}”", part)


def _with_part(title: str, part: str | None) -> str:
    return title if part is None else f"{title} as {part}"


def _quoted_title(line: str) -> tuple[str, str | None] | None:
    for closing, pattern in _QUOTED.items():
        if found := pattern.fullmatch(line):
            return found["title"].replace(2 * closing, closing).strip(), found["part"]
    return None


def _bare_title(line: str) -> tuple[str, str | None]:
    title, separator, part = f" {line} ".rpartition(" as ")
    return (title.strip(" ,-–—"), part.strip()) if separator else (line, None)

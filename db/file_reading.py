"""Reading a file of facts: from bytes to what they say, or to what is wrong with them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from db.files import VERSION, FactFile, FileShow
from db.json_places import MOST_NAMES, Place, lines, walk
from db.mistakes import ONE_OF, Mistake, mistakes

MOST_TOLD = 20
"""How many mistakes of a file are told; the rest is only counted."""

_MOST_COUNTED = 1000


class FileError(Exception):
    """A file of facts cannot be taken.

    `mistakes` are sentences without their capital: each names the line, the entry and the field, and what
    would be right. `more` counts those that are left out, as far as they were looked for.
    """

    def __init__(self, mistakes: Sequence[str], more: int = 0, name: str = "") -> None:
        self.mistakes, self.more = tuple(mistakes), more
        rest = [f"and {more} more."] if more else []
        super().__init__("\n".join(f"{name}: {one}" if name else one for one in [*mistakes, *rest]))


@dataclass(frozen=True, slots=True)
class Reading:
    """A file of facts as it was written, and as it was understood."""

    text: str
    file: FactFile


def read(content: bytes) -> Reading:
    """Read a file of facts.

    Raises:
        FileError: it is not in the format, or says two things about the same fact.
    """
    text = _text(content)
    parsed = _parsed(text)
    _refuse_newer(parsed)
    refuse(text, mistakes(parsed))
    file = FactFile.model_validate_json(text, strict=True)
    refuse(text, _doubles(file))
    return Reading(text, file)


def read_file(path: Path) -> Reading:
    """Read a file of facts from a disk.

    Raises:
        FileError: as `read` does, and where the file cannot be read; each mistake names the file.
    """
    try:
        return read(path.read_bytes())
    except OSError as error:
        raise FileError([f"the file cannot be read ({error.strerror})."], name=path.name) from None
    except FileError as error:
        raise FileError(error.mistakes, error.more, path.name) from None


def refuse(text: str, found: Iterable[Mistake]) -> None:
    """Let a file pass in whose text nothing is found to be wrong.

    Raises:
        FileError: something is.
    """
    wrong = list(islice(found, _MOST_COUNTED))
    if wrong:
        at = lines(text, [mistake.place for mistake in wrong])
        wrong.sort(key=lambda mistake: at[mistake.place])
        content = from_json(text)
        told = [mistake.sentence(content, at[mistake.place]) for mistake in wrong[:MOST_TOLD]]
        raise FileError(told, len(wrong) - len(told))


_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")


def _text(content: bytes) -> str:
    if not content.strip():
        raise FileError(["the file is empty."])
    if content.startswith(_ARCHIVES):
        raise FileError(["this is an archive. Unpack it, and take the JSON file that is in it."])
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]:
        raise FileError(["the file is not written in UTF-8. Save it as UTF-8."])
    if content.startswith(b"\xef\xbb\xbf"):
        raise FileError(["the file begins with a byte order mark. Save it as UTF-8 without one."])
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileError([f"line {line}: this is not UTF-8. Save the file as UTF-8."]) from None


def _parsed(text: str) -> Any:
    try:
        content = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise FileError([_unparsable(str(error))]) from None
    odd = next((one for one in walk(text) if one.again or one.above), None)
    if odd is not None:
        many = f"follows {MOST_NAMES} other names, which is too many"
        mistake = Mistake(odd.place, "stands there twice" if odd.again else many)
        raise FileError([mistake.sentence(content, odd.line)])
    return content


_REASONS = {
    "recursion limit exceeded": "it is nested too deeply",
    "number out of range": "that number is too long",
    "key must be a string": "a name in double quotes is expected",
    "expected value": "a value is expected",
    "expected ident": "true, false or null is expected",
    "trailing comma": "nothing follows the comma",
    "trailing characters": "something follows the end",
    "invalid number": "that is not a number",
}
"""Some of the parser's reasons, as a person would say them."""


def _unparsable(reason: str) -> str:
    """Where a text stops being JSON, and why."""
    found = re.fullmatch(r"(.+) at line (\d+) column (\d+)", reason)
    if found is None:
        return f"this is not JSON ({reason})."
    why, line, column = _REASONS.get(found[1], found[1]), int(found[2]), int(found[3])
    return f"line {line}, column {column}: this is not JSON ({why})."


def _refuse_newer(content: Any) -> None:
    match content:
        case {"version": int(version)} if version > VERSION:
            formats = f"format {version}; this one reads {VERSION}"
            newer = f"the file was written by a newer Greenlight ({formats}), "
            raise FileError([f"{newer}so this one has to be updated first."])
        case _:
            pass


def _doubles(file: FactFile) -> Iterator[Mistake]:
    """What a file says of one thing more than once."""
    keys: set[str] = set()
    for number, show in enumerate(file.shows):
        if show.key in keys:
            yield Mistake(("shows", number), "stands in the file twice")
        keys.add(show.key)
        yield from _doubles_of(show, ("shows", number))


def _doubles_of(show: FileShow, place: Place) -> Iterator[Mistake]:
    said: dict[tuple[str, str], str] = {}
    for name, entries in (("facts", show.facts), ("withdrawn", show.withdrawn)):
        for number, entry in enumerate(entries):
            this = f"{ONE_OF[name]} {number + 1}"
            first = said.setdefault((entry.kind, entry.value.key), this)
            if first != this:
                yield Mistake((*place, name, number), f"is about the same as {first}")

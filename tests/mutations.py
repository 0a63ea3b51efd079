"""What can be wrong in a file of facts: changes of its tree and of its bytes, by chance."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

MOST_BYTES = 1 << 20
"""No larger file gets as far as being read."""


def mutated(document: str, chance: Random) -> bytes:
    """A file that was right, with one to four things changed."""
    whole: list[Any] = [json.loads(document)]
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        holder, step = _somewhere(whole or [None], chance)
        chance.choice(_OF_TREES)(holder, step, chance)
    written = _written(whole[0] if whole else None, chance)
    if chance.random() < 0.3:
        written = chance.choice(_OF_BYTES)(written, chance)
    return written[:MOST_BYTES]


def _somewhere(whole: list[Any], chance: Random) -> tuple[Any, Any]:
    """A list or an object, and a step in it; rather deep, for there is more that can be wrong."""
    holder: Any = whole
    step: Any = 0
    while (steps := _steps(holder[step])) and chance.random() < 0.9:
        holder, step = holder[step], chance.choice(steps)
    return holder, step


def _steps(content: Any) -> list[Any]:
    """What leads on from a content, if it is a list or an object."""
    match content:
        case dict():
            return [*content]
        case list():
            return [*range(len(content))]  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return []


def _written(content: Any, chance: Random) -> bytes:
    """As JSON in one of its manners; a half of a pair stays what it is only where it is escaped."""
    indent, is_ascii = chance.choice((None, None, 1)), chance.random() < 0.5
    text = json.dumps(content, indent=indent, ensure_ascii=is_ascii)
    if chance.random() < 0.1:
        text = _said_twice(text, chance)
    return text.encode(errors="surrogatepass")


def _said_twice(text: str, chance: Random) -> str:
    """One object with a name that it has already."""
    openings = [at for at, sign in enumerate(text) if sign == "{"]
    if not openings:
        return text
    at = chance.choice(openings) + 1
    name = chance.choice(("key", "kind", "value", "season", "version", "sources", "title"))
    return f'{text[:at]}"{name}": {chance.choice(("1", "null", "[]"))}, {text[at:]}'


_JUNK: tuple[Callable[[], Any], ...] = (
    lambda: None,
    lambda: True,
    lambda: -1,
    lambda: 0,
    lambda: 2**63,
    lambda: 10**400,
    lambda: 1.5,
    lambda: 1e308,
    lambda: float("nan"),
    lambda: float("inf"),
    lambda: "",
    lambda: " ",
    lambda: "\x00\x1b[2J\u202e",
    lambda: "\ud800",
    lambda: "@everyone <@1> [a](https://evil.example) ||`*_",
    lambda: "x" * 3000,
    lambda: "9" * 5000,
    lambda: "2026-02-30",
    lambda: "2026-11-22T25:00:00Z",
    lambda: "https://",
    list,
    dict,
    lambda: [None] * 100,
    lambda: _nested(20),
)

_MUCH: tuple[Callable[[], Any], ...] = (
    lambda: "x" * 300_000,
    lambda: [0] * 200_000,
    lambda: [dict[str, Any]()] * 150_000,
    lambda: {str(number): number for number in range(60_000)},
    lambda: _nested(150),
    lambda: _nested(600),
)
"""More than there could be room for, and now and then only, for it takes time."""

_SELDOM = 0.02


def _nested(depth: int) -> Any:
    inside: Any = []
    for _ in range(depth):
        inside = [inside]
    return inside


def _replace(holder: Any, step: Any, chance: Random) -> None:
    holder[step] = chance.choice(_MUCH if chance.random() < _SELDOM else _JUNK)()


def _remove(holder: Any, step: Any, chance: Random) -> None:
    del holder[step]


def _repeat(holder: Any, step: Any, chance: Random) -> None:
    """The same once more, or very often."""
    if isinstance(holder, list):
        size = len(json.dumps(holder[step], default=str))
        often = MOST_BYTES // (size + 4) // 2 if chance.random() < _SELDOM else chance.choice((1, 2, 30))
        holder.extend([holder[step]] * often)  # pyright: ignore[reportUnknownMemberType]
    else:
        holder[f"{step}{chance.choice(('2', ' ', '_'))}"] = holder[step]


def _rename(holder: Any, step: Any, chance: Random) -> None:
    names = ("", "value", "key", "facts", "shows", "kind", "layer", "id", "\x1b")
    if isinstance(holder, dict):
        holder[chance.choice(names)] = holder.pop(step)  # pyright: ignore[reportUnknownMemberType]


def _wrap(holder: Any, step: Any, chance: Random) -> None:
    inside = holder[step]
    holder[step] = chance.choice(([inside], {"value": inside}, json.dumps(inside, default=str)))


def _exchange(holder: Any, step: Any, chance: Random) -> None:
    """Something and its neighbour trade places."""
    other = chance.choice(_steps(holder))
    holder[step], holder[other] = holder[other], holder[step]


def _own(holder: Any, step: Any, chance: Random) -> None:
    """A server's id, a person's or a fact's, where no file has one."""
    names = ("layer", "server", "guild_id", "actor_id", "show_id", "edit_id", "by")
    if isinstance(holder, dict):
        holder[chance.choice(names)] = chance.choice((1, 0, 10**17, "1"))


def _renew(holder: Any, step: Any, chance: Random) -> None:
    """Another version, or another value that would do elsewhere."""
    choices = (
        2,
        0,
        "1",
        99,
        "2026-11-22",
        "2027-H1",
        "S1E10",
        "renewed",
        "dark-2017",
        "https://example.org/a",
    )
    holder[step] = chance.choice(choices)


_OF_TREES = (_replace, _replace, _remove, _remove, _repeat, _rename, _wrap, _exchange, _own, _renew)


def _cut(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _flip(content: bytes, chance: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 5, 50))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _insert(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(_LONG if chance.random() < 0.1 else _PIECES) + content[at:]


def _leave_out(content: bytes, chance: Random) -> bytes:
    first = chance.randrange(len(content))
    return content[:first] + content[first + chance.choice((1, 1, 10, 1000)) :]


def _double(content: bytes, chance: Random) -> bytes:
    first = chance.randrange(len(content))
    last = first + chance.choice((1, 10, 1000))
    return content[:last] + content[first:last] * chance.choice((1, 3)) + content[last:]


def _zip(content: bytes, chance: Random) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("facts.json", content)
    return archive.getvalue()


_PIECES = (
    b"\xff",
    b"\xef\xbb\xbf",
    b"\x00",
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"\\ud800",
    b'"',
    b"}",
    b"]",
    b",",
    b"//",
    b"\r\n",
    b"\xed\xa0\x80",
)

_LONG = (
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"9" * 100_000,
    b'"' + b"\\" * 100_000,
    b" " * 100_000,
    b"\n" * 100_000,
)

_OF_BYTES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _cut,
    _flip,
    _flip,
    _insert,
    _insert,
    _leave_out,
    _double,
    _zip,
    lambda content, _: b"\xef\xbb\xbf" + content,
    lambda content, _: content.decode(errors="replace").encode("utf-16"),
    lambda content, _: content.decode(errors="replace").encode("utf-32-be"),
    lambda content, _: content.decode(errors="replace").encode("latin-1", errors="replace"),
    lambda content, _: gzip.compress(content),
    lambda _, chance: chance.randbytes(chance.choice((0, 1, 10, 1000))),
)

"""Links as people paste them: an https address on the open web whose host is what it seems to be."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from unicodedata import category, name
from urllib.parse import SplitResult, quote, urlsplit

import idna

from bot.links import link
from bot.reading.words import Misread, quoted
from db.when import When

_LONGEST = 512
_FORMS = "Paste the whole address, such as `https://variety.com/2022/tv/news/a-story`."
_TRACKING = re.compile("(?i)(?:utm_[^=]*|fbclid|gclid|igshid)(?:=.*)?")
_IN_TEXT = re.compile(r"(?i)https://[^\s<>\[\]]+")
_NO_SCHEME = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#].*)?")
# Japanese and Korean are written in several scripts at once.
_SHARED = ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "IDEOGRAPHIC")
_SCRIPTS: dict[str, str] = dict.fromkeys(_SHARED, "CJK")


def read_link(text: str) -> str:
    """Read a link as an ASCII https URL without what tracks its reader; raises Misread."""
    typed = re.sub("^<(.*)>$", r"\1", text.strip()).strip()
    for is_wrong, sentence in _WRONG_TEXT:
        if is_wrong(typed):
            raise Misread(sentence(typed))
    parts = _split(typed)
    for is_wrong, sentence in _WRONG_PARTS:
        if is_wrong(parts):
            raise Misread(sentence)
    address = _normal(parts)
    if len(address) > _LONGEST:
        raise Misread(_too_long(address))
    if not link(address).startswith("["):
        raise _no_site(parts.netloc)
    return address


def links_in(text: str) -> list[str]:
    """Every link of a text that can be a source, as `read_link` reads it, each once and in their order."""
    found: list[str] = []
    for written in _IN_TEXT.findall(text):
        try:
            found.append(read_link(_without_end(written)))
        except Misread:
            continue
    return list(dict.fromkeys(found))


def _without_end(written: str) -> str:
    """A link without what ends a sentence or a bracket round it."""
    while written.endswith((*".,;:!?*|'\"`»”", ")")):
        if written.endswith(")") and written.count("(") >= written.count(")"):
            break
        written = written[:-1]
    return written


def published_in(url: str) -> When | None:
    """The day of publication that an address carries, as in /2026/11/20/; None where it carries none."""
    found = re.search(r"/((?:19|20)\d\d)/(\d\d)/(\d\d)(?:/|$)", url)
    try:
        return When.parse("-".join(found.groups())) if found else None
    except ValueError:
        return None


def _normal(parts: SplitResult) -> str:
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKING.fullmatch(part))
    return SplitResult(
        "https", _ascii_host(parts.netloc), _coded(parts.path), _coded(query), _coded(parts.fragment)
    ).geturl()


def _coded(part: str) -> str:
    return quote(part, "%/?:@!$&'()*+,;=")


def _split(typed: str) -> SplitResult:
    try:
        return urlsplit(typed)
    except ValueError:
        raise _no_site(typed) from None


def _ascii_host(typed: str) -> str:
    try:
        host = idna.encode(typed.rstrip("."), uts46=True).decode()
        readable = idna.decode(host)
    except UnicodeError:
        raise _no_site(typed) from None
    if any(len(_scripts(label)) > 1 for label in readable.split(".")):
        raise Misread(f"{quoted(readable)} mixes alphabets: it is really {quoted(host)}. {_FORMS}")
    return host


def _scripts(label: str) -> set[str]:
    words = (name(letter, "?").split()[0] for letter in label if category(letter).startswith("L"))
    return {_SCRIPTS.get(word, word) for word in words}


def _is_number(parts: SplitResult) -> bool:
    host = parts.netloc.rstrip(".").lower()
    try:
        return bool(ip_address(host.strip("[]")))
    except ValueError:
        # Browsers take 127.1 and 0x7f.1 for addresses too.
        return host.startswith("[") or bool(re.fullmatch("[0-9]+|0x[0-9a-f]*", host.rpartition(".")[2]))


def _no_site(typed: str) -> Misread:
    return Misread(f"{quoted(typed)} cannot be the name of a site. {_FORMS}")


def _too_long(typed: str) -> str:
    return f"A link has at most {_LONGEST} characters, and this one {len(typed)}. Paste a shorter one."


def _with_https(typed: str) -> str:
    """What to write in place of a link without https; where that would be refused too, why."""
    mended = "https://" + re.sub("(?i)^http://", "", typed)
    try:
        read_link(mended)
    except Misread as problem:
        return str(problem)
    return f"A link begins with https. Write {quoted(mended)}."


_WRONG_TEXT: tuple[tuple[Callable[[str], object], Callable[[str], str]], ...] = (
    (lambda typed: not typed, lambda _: f"The source is empty. {_FORMS}"),
    (lambda typed: len(typed) > _LONGEST, _too_long),
    (
        lambda typed: any(category(character)[0] in "CZ" for character in typed),
        lambda typed: (
            f"There is a space or an invisible character in the link. {_FORMS}"
            if "://" in typed
            else f"{quoted(typed)} is not a link. {_FORMS}"
        ),
    ),
    (lambda typed: "\\" in typed, lambda _: "There is a backslash in the link. Write / in its place."),
    (lambda typed: re.match("(?i)http://", typed) or _NO_SCHEME.fullmatch(typed), _with_https),
    (
        lambda typed: not re.match("(?i)https://", typed),
        lambda typed: f"{quoted(typed)} is not a link that begins with https://. {_FORMS}",
    ),
)
_WRONG_PARTS: tuple[tuple[Callable[[SplitResult], object], str], ...] = (
    (lambda parts: "@" in parts.netloc, f"There is a name or a password before the site's own. {_FORMS}"),
    (_is_number, f"The link names a machine by its number, not a site. {_FORMS}"),
    (
        lambda parts: ":" in parts.netloc,
        f"There is a port in the link. Leave out the colon and number. {_FORMS}",
    ),
    (lambda parts: "." not in parts.netloc.strip("."), f"There is no dot in the site's name. {_FORMS}"),
)

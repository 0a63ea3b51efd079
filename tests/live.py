"""What Discord makes of a card beyond showing it, and where a card breaks Discord's rules."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import Any

Json = dict[str, Any]

_ESCAPE = re.compile(r"\\[^0-9A-Za-z\s]")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\(<([^<>\s]*)>\)")
_OWN_CODE = re.compile(
    r"`/(?:about|cast|catalogue|config|export|history|import|lock|privacy|reviews)[^`\n]*`"
    r"|`/(?:shows|status|story|suggest|suggestions|unlock|update|viewers)[^`\n]*`"
)
_OWN_BOLD = re.compile(r"\*\*(?! )[^*\n]+\*\*")
_OWN_START = re.compile(r"\A### |^-# ", re.MULTILINE)
_PING = re.compile(r"(?i)@(?:everyone|here)|<@[!&]?[0-9]+>")
_INSTANT = re.compile(r"<t:[0-9]+:[fF]>")
_ALIVE = {
    "something in angle brackets": re.compile(r"<(?:@|#|/|a?:\w|t:|id:|\w+:/)[^ >\n]*>"),
    "a masked link": re.compile(r"\[[^\n]*?\]\s?\("),
    "an address": re.compile(r"(?i)[a-z][a-z0-9+.-]*://\S"),
    "an invite": re.compile(r"(?i)discord(?:app)?\.(?:gg|com/invite)/\w"),
    "markup": re.compile(r"[*_`]|~~"),
    "a spoiler": re.compile(r"\|\|"),
    "a block": re.compile(r"(?m)^ *(?:#{1,3}|-#|>|>>>|[-*+]|[0-9]+\.) +\S"),
}


def alive(markdown: str, hosts: Collection[str] | None = None) -> list[str]:
    """What a text does beyond being read and linking to hosts, of these where they are given, by name."""
    found = ["a ping"] if _PING.search(markdown) else []
    inert = _ESCAPE.sub("\N{REPLACEMENT CHARACTER}", markdown)
    for shown, target in _LINK.findall(inert):
        host = re.match(r"https://([^/?#:@]+)(?::[0-9]+)?(?:[/?#]|$)", target)
        if host is None or shown != host[1].removeprefix("www.") or host[1] not in (hosts or [host[1]]):
            found.append(f"a link to {target} as {shown}")
    for own in (_LINK, _OWN_CODE, _OWN_BOLD, _INSTANT):
        inert = own.sub("", inert)
    inert = _OWN_START.sub("", inert)
    return found + [f"{name}: {at[0]!r}" for name, pattern in _ALIVE.items() if (at := pattern.search(inert))]


def unseen(text: str) -> list[str]:
    """The characters of a text that nobody sees, but for what breaks a mention and joins a script."""
    kept = text.replace("@\u200b", "@")
    kept = re.sub(r"(?<=[^\x00-\u05ff])[\u200c\u200d](?=[^\x00-\u05ff])", "", kept).replace("\n", "")
    return [character for character in kept if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs")]


def faults(components: Iterable[Json], hosts: Collection[str] | None = None) -> list[str]:
    """All that is wrong with a message's components."""
    every = list(_walk(components))
    texts = [component["content"] for component in every if component["type"] == 10]
    found = [f"{len(every)} components"] if len(every) > 40 else []
    if sum(map(len, texts)) > 4000:
        found.append(f"{sum(map(len, texts))} characters")
    if len("".join(texts).strip()) == 0:
        found.append("no text")
    for content in texts:
        found += [f"{fault} in {content[:200]!r}" for fault in [*alive(content, hosts), *unseen(content)]]
    found += _wrong_ids([component["custom_id"] for component in every if "custom_id" in component])
    for component in every:
        found += _wrong_control(component)
    return found


def _wrong_ids(ids: list[str]) -> list[str]:
    wrong = [custom_id for custom_id in ids if not 1 <= len(custom_id) <= 100]
    return wrong + (["a custom_id twice"] if len(ids) != len(set(ids)) else [])


def _wrong_control(component: Json) -> Iterator[str]:
    if component["type"] == 2:
        yield from _wrong_label(component["label"], 80)
    if component["type"] == 3:
        options = component["options"]
        if not 1 <= len(options) <= 25:
            yield f"{len(options)} options"
        if len({option["value"] for option in options}) != len(options):
            yield "an option twice"
        yield from _wrong_label(component["placeholder"], 150)
        for option in options:
            yield from _wrong_label(option["label"], 100)
            yield from _wrong_label(option.get("description", "none"), 100)


def _wrong_label(label: str, limit: int) -> Iterator[str]:
    if not 1 <= len(label.strip()) or len(label) > limit:
        yield f"a label of {len(label)}: {label!r}"
    if unseen(label):
        yield f"unseen characters in the label {label!r}"


def _walk(components: Iterable[Json]) -> Iterator[Json]:
    for component in components:
        yield component
        yield from _walk(component.get("components", []))

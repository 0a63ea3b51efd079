"""Markup from somebody else's server, as the text that a person sees."""

import html
import re

_MOST_MARKUP = 20_000
"""Characters that are looked at."""

# The standard library's parser takes seconds for as many when they are made to hold it up. This looks once at
# each: the possessive quantifiers (*+) never go back.
_TAG = re.compile(r"<(?:/?(?P<name>[a-zA-Z][a-zA-Z0-9]*+)|[!?])[^<>]*+>")
_BREAKS = frozenset({"p", "br", "div", "li"})
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
# From Arabic on, a joiner between two characters is spelling; it also holds an emoji together.
_JOINED = r"[^\x00-\u05ff\u200c\u200d\s]"
STRAY_JOINER = re.compile(rf"(?<!{_JOINED})[\u200c\u200d]|[\u200c\u200d](?!{_JOINED})")
"""A joiner that joins nothing."""


def text(markup: object, limit: int) -> str:
    """The text without tags and invisible characters, "" for what is no text.

    It has at most `limit` characters, cut at a word with "…".
    """
    if not isinstance(markup, str):
        return ""
    written = html.unescape(_TAG.sub(_between, markup[:_MOST_MARKUP]))
    seen = written if written.isascii() and written.isprintable() else "".join(filter(is_seen, written))
    return _cut(" ".join(STRAY_JOINER.sub("", seen).split()), limit)


def _cut(seen: str, limit: int) -> str:
    if len(seen) <= limit:
        return seen
    words, letters = seen[:limit].rfind(" "), limit - 1
    return seen[: words if words >= limit // 2 else letters] + "…"


def _between(tag: re.Match[str]) -> str:
    """What a tag leaves behind: the space between two paragraphs or lines, or nothing."""
    return " " if (tag["name"] or "").lower() in _BREAKS else ""


def is_seen(character: str) -> bool:
    """Whether a character is seen, is white space, or is a joiner, which may be spelling."""
    # Python 3.11 does not know the emoji of later years, and calls them unassigned.
    is_emoji = "\U0001f000" <= character <= "\U0001faff"
    is_printed = character.isprintable() or character.isspace() or character in "\u200c\u200d" or is_emoji
    return is_printed and character not in _BLANK_LETTERS

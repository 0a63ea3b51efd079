"""Finding a show or a name by what people type: typos, missing articles, accents and punctuation forgiven.

What is alike, and what comes first, is decided here alone. `search` goes through all names that it is given,
which is best for the few of one show; `db.names` compares so those of its many that have something in common
with what was typed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from rapidfuzz import fuzz

_ARTICLES = re.compile(r"^((the|a|an) )+")
_APOSTROPHES = re.compile("['`\u00b4\u1ffd\u2018\u2019\u02bc\u2032]")
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that people type without their stroke, and that Unicode does not take apart."""

_ASCII_WORDS = str.maketrans(
    {sign: " " for sign in map(chr, range(128)) if not sign.isalnum()} | {"'": "", "`": "", "&": " and "}
)
"""What most titles need: their signs as spaces."""

_LONGEST_TEXT = 200
_NUMBER = re.compile(r"\d+")

EXACT = 100.0
ALMOST = 99.0
"""The likeness of the same letters in other words, or the same words in another order."""
_CLEAR = 85.0
"""From this likeness (0 to 100) on, free text names a show."""
_LEAD = 6.0
"""By how much the best must lead the next one for the text to be clear."""
_UNCLEAR = 84.0
"""The most that is given where the text is very short, or the name has a number that is not in the text."""
LIKELY = 66.0
"""From this likeness on, something is worth offering."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Something found, and how alike it is to what was typed: 0 to 100."""

    item: T
    likeness: float


@dataclass(frozen=True, slots=True)
class Hit(Found[T]):
    """Something found by one of its names, and whether that begins with what was typed."""

    begins: bool
    popularity: int

    @property
    def order(self) -> tuple[float, ...]:
        """What is named exactly comes first, then what begins so, by popularity, then what is alike."""
        if self.likeness >= ALMOST:
            return 0, -self.likeness, -self.popularity
        if self.begins:
            return 1, -self.popularity, -self.likeness
        return 2, -self.likeness, -self.popularity


def normalise(text: str) -> str:
    """Text as it is compared: without case, accents, punctuation or a leading article.

    What has neither letters nor digits is compared as it stands.
    """
    return without_article(words_of(text))


def has_letters(text: str) -> bool:
    """Whether a letter or a digit of any script is in a text."""
    return any(map(str.isalnum, text))


def without_article(words: str) -> str:
    """What `words_of` gave, without the articles it begins with."""
    return _ARTICLES.sub("", words)


def words_of(text: str) -> str:
    """Text without case, accents or punctuation."""
    if text.isascii() and (plain := text.lower().translate(_ASCII_WORDS).split()):
        return " ".join(plain)
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    plain = _APOSTROPHES.sub("", decomposed).translate(_PLAIN).replace("&", " and ")
    letters = "".join(
        character if character.isalnum() or unicodedata.category(character).startswith("M") else " "
        for character in plain
        if not _is_latin_accent(character)
    )
    return " ".join(letters.split()) or "".join(filter(str.isprintable, plain.split()))


_name_words = lru_cache(maxsize=20_000)(words_of)


def _is_latin_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def search(names: Iterable[tuple[str, T]], text: str, limit: int) -> list[Hit[T]]:
    """The items whose names are most like the text, best first; an item with several names appears once."""
    typed = as_typed(text)
    return best((compare(typed, _name_words(name), item, 0) for name, item in names), limit) if typed else []


def as_typed(text: str) -> str:
    """A text as names are compared with it."""
    return normalise(text)[:_LONGEST_TEXT]


def compare(typed: str, name: str, item: T, popularity: int) -> Hit[T] | None:
    """How a name, as `words_of` has it, fits what was typed, as `as_typed` has it; None if it does not."""
    short, letters = without_article(name), typed.replace(" ", "")
    begins = short.replace(" ", "").startswith(letters) or name.startswith(f"{typed} ")
    alike = max(likeness(typed, short), LIKELY if begins else 0.0)
    return Hit(item, alike, begins, popularity) if alike >= LIKELY else None


def best(hits: Iterable[Hit[T] | None], limit: int) -> list[Hit[T]]:
    """The first so many items in their order, each by the name that fits best."""
    found: dict[T, Hit[T]] = {}
    for hit in hits:
        if hit and (hit.item not in found or hit.order < found[hit.item].order):
            found[hit.item] = hit
    return sorted(found.values(), key=lambda hit: hit.order)[:limit]


def contained(names: Iterable[tuple[str, T]], text: str) -> list[tuple[str, T]]:
    """The names that stand in a text, as whole words, each with its item."""
    words = f" {normalise(text)} "
    return [(name, item) for name, item in names if f" {without_article(_name_words(name))} " in words]


def clear_winner(found: Iterable[Found[T]]) -> T | None:
    """What the text names beyond doubt, if anything: the only exact match, or one far ahead of the rest."""
    ranked = sorted(found, key=lambda one: -one.likeness)
    if not ranked or ranked[0].likeness < _CLEAR:
        return None
    best, runner_up = ranked[0], ranked[1].likeness if len(ranked) > 1 else 0.0
    is_exact = best.likeness == EXACT and runner_up < EXACT
    return best.item if is_exact or best.likeness - runner_up >= _LEAD else None


def likeness(typed: str, name: str) -> float:
    """How alike two normalised texts are, 0 to 100; below LIKELY it may be given too low."""
    if typed == name:
        return EXACT
    if typed.replace(" ", "") == name.replace(" ", ""):
        return ALMOST
    alike = max(
        fuzz.ratio(typed, name, score_cutoff=LIKELY),
        fuzz.token_sort_ratio(typed, name, score_cutoff=LIKELY),
    )
    if name.startswith(typed):
        alike = max(alike, 83.0 + 5.0 * len(typed) / len(name))
    elif min(len(typed), len(name)) >= (4 if typed.isascii() else 2):
        alike = max(alike, 0.8 * fuzz.partial_ratio(typed, name, score_cutoff=LIKELY / 0.8))
    if alike <= _UNCLEAR:
        return alike
    is_certain = len(typed) >= 5 and _numbers(name) <= _numbers(typed)
    return min(alike, ALMOST) if is_certain else _UNCLEAR


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))

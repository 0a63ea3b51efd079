"""Names by the hundred thousand, kept so that what people type finds the likeliest of them at once."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from db.search import Hit, as_typed, best, compare, normalise, without_article, words_of

T = TypeVar("T")
Places: TypeAlias = NDArray[np.integer[Any]]

_FEW_GRAMS, _MOST_GRAMS = 8, 40
"""How many trigrams of a text are looked up; between the two, three quarters of them."""
_MOST_COMPARED = 100
"""How many of the names that share the most trigrams with a text are compared with it whole."""


class Names(Generic[T]):
    """Items by their names. Each name has a place, and each trigram the places of the names that have it.

    A place is never given twice, so that those of a trigram ascend.
    """

    def __init__(self) -> None:
        self._names: list[str] = []
        self._items: list[T | None] = []
        self._sizes = array("i")
        self._popularity = array("i")
        self._places: dict[T, range] = {}
        self._having: defaultdict[str, array[int]] = defaultdict(lambda: array("i"))

    def put(self, item: T, names: Iterable[str], popularity: int) -> None:
        """Know an item by these names and no others; of two alike the more popular is found first."""
        words = list(dict.fromkeys(words_of(name) for name in names))
        if words != [self._names[place] for place in self._places.get(item, ())]:
            self.remove(item)
            self._places[item] = range(len(self._names), len(self._names) + len(words))
            for name in words:
                self._add(item, name)
        for place in self._places[item]:
            self._popularity[place] = popularity

    def remove(self, item: T) -> None:
        """Know an item no more."""
        for place in self._places.pop(item, ()):
            for gram in _grams(self._names[place]):
                having = self._having[gram]
                del having[bisect_left(having, place)]
            self._names[place], self._items[place], self._popularity[place] = "", None, 0

    def _add(self, item: T, name: str) -> None:
        place, grams = len(self._names), _grams(name)
        for gram in grams:
            self._having[gram].append(place)
        self._items.append(item)  # first, for whoever looks through the names in another thread
        self._names.append(name)
        self._sizes.append(len(grams))
        self._popularity.append(0)

    def popular(self, limit: int) -> list[T]:
        """The most popular items, the first of them first."""
        most = limit
        while True:
            places: list[int] = _top(most, _viewed(self._popularity)).tolist()
            found = {
                item: self._popularity[place] for place in places if (item := self._items[place]) is not None
            }
            if len(found) >= limit or most >= len(self._names):
                return sorted(found, key=lambda item: -found[item])[:limit]
            most *= 4  # some of the places were other names of the same items

    def within(self, text: str) -> list[T]:
        """The items that a text names, as whole words."""
        words = f" {normalise(text)} "
        named = enumerate(f" {without_article(name)} " in words for name in self._names)
        return [item for place, is_named in named if is_named and (item := self._items[place]) is not None]

    def search(self, text: str, limit: int, without: Collection[T] = ()) -> list[Hit[T]]:
        """The items that a text may mean, the likeliest first, each by the name that fits best."""
        typed = as_typed(text)
        if not typed:
            return []
        candidates = self._beginning(typed, limit + len(without))
        if len(candidates) < limit + len(without):
            sharing = self._sharing(typed, _MOST_COMPARED + len(without))
            candidates = np.union1d(candidates, sharing)
        places: list[int] = candidates.tolist()
        return best(
            (
                compare(typed, self._names[place], item, self._popularity[place])
                for place in places
                if (item := self._items[place]) is not None and item not in without
            ),
            limit,
        )

    def _beginning(self, typed: str, limit: int) -> Places:
        """The names that begin with a text, whatever its spaces: the most popular and the shortest."""
        letters = typed.replace(" ", "")
        places = self._with(f"^{letters[:3]}")
        if len(letters) > 3:
            begun: list[int] = places.tolist()
            begun = [place for place in begun if _letters(self._names[place]).startswith(letters)]
            places = np.array(begun, np.int32)
        places = np.concatenate([places, self._with(f"^{typed} ")])
        popular = _top(limit, _viewed(self._popularity)[places])
        short = _top(limit, -_viewed(self._sizes)[places])
        return places[np.union1d(popular, short)]

    def _sharing(self, typed: str, limit: int) -> Places:
        """The names that share the most trigrams with a text, for their own number of them."""
        grams = sorted(map(self._with, _grams(typed)), key=len)
        grams = grams[: min(max(_FEW_GRAMS, len(grams) * 3 // 4), _MOST_GRAMS)]  # the rarest tell the most
        shared = np.bincount(np.concatenate(grams), minlength=len(self._names))
        places = np.flatnonzero(shared > shared.max(initial=0) // 3)
        return places[_top(limit, shared[places] / (len(grams) + _viewed(self._sizes)[places] / 2))]

    def _with(self, gram: str) -> Places:
        """The places of the names that have a trigram."""
        return _viewed(self._having.get(gram, _NOWHERE))


_NOWHERE = array("i")


def _viewed(numbers: "array[int]") -> Places:
    """The same numbers for reckoning; while somebody holds them none can be added."""
    return np.frombuffer(numbers, np.int32)


def _top(limit: int, values: NDArray[Any]) -> Places:
    """Where the greatest values stand, in no order."""
    if len(values) <= limit:
        return np.arange(len(values))
    return np.argpartition(values, -limit)[-limit:]


def _letters(name: str) -> str:
    return without_article(name).replace(" ", "")


def _grams(name: str) -> set[str]:
    """The trigrams of each word, with its ends; how the name begins, after a "^"; and its article."""
    short = without_article(name)
    letters = short.replace(" ", "")
    grams = {f"^{letters[:length]}" for length in (1, 2, 3)}
    if short != name:
        grams.add(f"^{name.removesuffix(short)}")
    for word in short.split():
        padded = f"  {word} "
        grams.update(padded[start : start + 3] for start in range(len(padded) - 2))
        if not word.isascii():  # where two letters may be a word
            grams.update(word[start : start + 2] for start in range(len(word) - 1))
    return grams

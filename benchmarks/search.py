"""How fast a show is found while somebody types, how well with mistakes, and what the index costs."""

import gc
import random
import resource
import statistics
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import Part, Target, table
from db.names import Names
from db.search import normalise

TITLES = Path(__file__).parents[2] / "shared" / "data" / "titles.txt"
"""Real titles, one on each line, which lie beside the project."""

SIZES = (10_000, 100_000, 250_000)
OFFERED = 25
"""How many shows are offered at most; one that is not among them is not found."""

WORDS = ("Bridge", "Crown", "Harbour", "Island", "Journey", "Lantern", "Meadow", "Orchard", "River", "Tower")
"""What made-up titles are made of."""

KEYSTROKES, SAMPLES = 3_000, 1_000
_ENDINGS = (
    "Returns",
    "Origins",
    "Revisited",
    "Junior",
    "Tonight",
    "Stories",
    "Live",
    "After Dark",
    "Reloaded",
)


def real_titles() -> list[str]:
    """Real titles, where the file of them is there; else a few made up."""
    if not TITLES.is_file():
        return [f"The {one} and the {other}" for one in WORDS for other in WORDS if one != other]
    return [title for line in TITLES.read_text("utf-8").splitlines() if (title := line.strip())]


def titles_of(real: Sequence[str], how_many: int) -> list[str]:
    """So many different titles: the real ones, and then variants of them."""

    def variants() -> Iterator[str]:
        yield from real
        for number in range(2, 1_000):
            for title in real:
                yield f"{title} {_ENDINGS[number % len(_ENDINGS)]}" if number % 3 else f"{title} {number}"
            yield from (f"{title} {1950 + number}" for title in real)

    titles: dict[str, None] = {}
    for title in variants():
        titles[title] = None
        if len(titles) == how_many:
            break
    return list(titles)


def typo(title: str, chance: random.Random) -> str:
    """Two neighbouring letters swapped, one left out, or one typed wrong."""
    at = chance.randrange(max(1, len(title) - 1))
    match chance.randrange(3):
        case 0:
            return title[:at] + title[at + 1 : at + 2] + title[at : at + 1] + title[at + 2 :]
        case 1:
            return title[:at] + title[at + 1 :]
        case _:
            return title[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + title[at + 1 :]


def without_article(title: str, _: random.Random) -> str:
    first, *rest = title.split(maxsplit=1)
    return rest[0] if rest and first.lower() in ("the", "a", "an") else title


def without_accents(title: str, _: random.Random) -> str:
    letters = unicodedata.normalize("NFKD", title)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def without_punctuation(title: str, _: random.Random) -> str:
    return "".join(character for character in title if character.isalnum() or character.isspace())


def other_order(title: str, chance: random.Random) -> str:
    words = title.split()
    while words == title.split():
        chance.shuffle(words)
    return " ".join(words)


MISTAKES: dict[str, tuple[Callable[[str, random.Random], str], Callable[[str], bool]]] = {
    "one typo": (typo, lambda title: len(title) >= 6),
    "a missing article": (without_article, lambda title: title.lower().startswith(("the ", "a ", "an "))),
    "accents": (without_accents, lambda title: not title.isascii() and bool(normalise(title))),
    "punctuation": (without_punctuation, lambda title: any(mark in title for mark in "'.:!-&,?")),
    "word order": (other_order, lambda title: 2 <= len(set(title.split())) <= 4),
}


def memory() -> float:
    """Millions of bytes that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


@dataclass(frozen=True, slots=True)
class Searched:
    """What an index cost, in seconds and millions of bytes, how fast it answered, and what it found."""

    built: float
    held: float
    times: list[float]
    recall: dict[str, float]

    def within(self, share: int) -> float:
        """Milliseconds within which so many of a hundred keystrokes were answered."""
        return statistics.quantiles(self.times, n=100)[share - 1] * 1000


def measure(real: Sequence[str], size: int) -> Searched:
    """Fill an index and ask it."""
    titles, chance = titles_of(real, size), random.Random(7)
    gc.collect()
    before, began = memory(), time.perf_counter()
    names = Names[int]()
    for number, title in enumerate(titles):
        names.put(number, [title], number % 40)
    built, held = time.perf_counter() - began, memory() - before
    times = [_seconds(names, title[: chance.randint(1, len(title))]) for title in _some(titles, chance)]
    recall = {name: _recall(names, titles, *mistake, chance) for name, mistake in MISTAKES.items()}
    return Searched(built, held, times, recall)


def _some(titles: Sequence[str], chance: random.Random) -> list[str]:
    return [chance.choice(titles) for _ in range(KEYSTROKES)]


def _seconds(names: Names[int], typed: str) -> float:
    began = time.perf_counter()
    names.search(normalise(typed), OFFERED)
    return time.perf_counter() - began


def _recall(
    names: Names[int],
    titles: Sequence[str],
    spoil: Callable[[str, random.Random], str],
    fits: Callable[[str], bool],
    chance: random.Random,
) -> float:
    """The share of titles that are found although they were typed with a mistake."""
    fitting = [number for number, title in enumerate(titles) if fits(title)]
    tried = chance.sample(fitting, min(SAMPLES, len(fitting)))
    found = 0
    for number in tried:
        hits = names.search(normalise(spoil(titles[number], chance)), OFFERED)
        found += number in {hit.item for hit in hits}
    return found / max(1, len(tried))


async def measured(*, quick: bool = False) -> Part:
    """A row for each size, of real titles and variants of them."""
    sizes = SIZES[:1] if quick else SIZES
    found = {size: measure(real_titles(), size) for size in sizes}
    columns = ("titles", "built in s", "MB", "median ms", "p99 ms", *MISTAKES)
    rows = [
        (
            f"{size:,}",
            f"{one.built:.1f}",
            f"{one.held:.0f}",
            f"{one.within(50):.2f}",
            f"{one.within(99):.2f}",
            *(f"{share:.3f}" for share in one.recall.values()),
        )
        for size, one in found.items()
    ]
    figures = table(f"Search, {len(real_titles()):,} real titles and variants made from them", columns, rows)
    size, largest = sizes[-1], found[sizes[-1]]
    return Part(
        [figures],
        [
            Target(f"median keystroke among {size:,} titles", 2, largest.within(50), "ms"),
            Target(f"p99 of a keystroke among {size:,} titles", 5, largest.within(99), "ms"),
            *(
                Target(f"recall at {OFFERED} with {mistake}", 0.95, share, is_least=True)
                for mistake, share in largest.recall.items()
            ),
            Target(f"index of {size:,} titles built", 6, largest.built, "s"),
            Target(f"memory for {size:,} titles", 200, largest.held, "MB"),
        ],
    )

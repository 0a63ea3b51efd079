"""How fast a show is found while somebody types, how well with mistakes, and what the index costs.

Run with: python -m benchmarks.search TITLES [HOW_MANY ...], a file with a title on each line. Where more are
wanted than it has, variants are made of them: a number, a year or a word behind the title.
"""

import gc
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from db.names import Names
from db.search import normalise

SIZES = (10_000, 100_000, 250_000)
OFFERED = 25
"""How many shows are offered at most; one that is not among them is not found."""

KEYSTROKES, SAMPLES = 3_000, 1_000
_WORDS = ("Returns", "Origins", "Revisited", "Junior", "Tonight", "Stories", "Live", "After Dark", "Reloaded")


def titles_of(real: Sequence[str], how_many: int) -> list[str]:
    """So many different titles: the real ones, and then variants of them."""

    def variants() -> Iterator[str]:
        yield from real
        for number in range(2, 1_000):
            for title in real:
                yield f"{title} {_WORDS[number % len(_WORDS)]}" if number % 3 else f"{title} {number}"
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
    return normalise(title)


def without_punctuation(title: str, _: random.Random) -> str:
    return "".join(character for character in title if character.isalnum() or character.isspace())


def other_order(title: str, chance: random.Random) -> str:
    words = title.split()
    chance.shuffle(words)
    return " ".join(words)


MISTAKES: dict[str, tuple[Callable[[str, random.Random], str], Callable[[str], bool]]] = {
    "one typo": (typo, lambda title: len(title) >= 6),
    "a missing article": (without_article, lambda title: title.lower().startswith(("the ", "a ", "an "))),
    "accents": (without_accents, lambda title: not title.isascii() and bool(normalise(title))),
    "punctuation": (without_punctuation, lambda title: any(mark in title for mark in "'.:!-&,?")),
    "word order": (other_order, lambda title: len(title.split()) in (2, 3, 4)),
}


def memory() -> float:
    """Millions of bytes that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def measure(real: Sequence[str], size: int, table: Table) -> None:
    """Fill an index and ask it; the figures become a row."""
    titles, chance = titles_of(real, size), random.Random(7)
    gc.collect()
    before, began = memory(), time.perf_counter()
    names = Names[int]()
    for number, title in enumerate(titles):
        names.put(number, [title], number % 40)
    built, held = time.perf_counter() - began, memory() - before
    times = [_seconds(names, title[: chance.randint(1, len(title))]) for title in _some(titles, chance)]
    recalls = [f"{_recall(names, titles, *mistake, chance):.3f}" for mistake in MISTAKES.values()]
    milliseconds = [f"{_at(times, share) * 1000:.2f}" for share in (0.5, 0.99)]
    table.add_row(f"{size:,}", f"{built:.1f}", f"{held:.0f}", *milliseconds, *recalls)


def _some(titles: Sequence[str], chance: random.Random) -> list[str]:
    return [chance.choice(titles) for _ in range(KEYSTROKES)]


def _seconds(names: Names[int], typed: str) -> float:
    began = time.perf_counter()
    names.search(normalise(typed), OFFERED)
    return time.perf_counter() - began


def _at(times: Sequence[float], share: float) -> float:
    return statistics.quantiles(times, n=100)[round(share * 100) - 1]


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


def measured(titles: Path, sizes: Sequence[int]) -> Table:
    """A row for each size, from a file with a title on each line."""
    real = [line.strip() for line in titles.read_text("utf-8").splitlines() if line.strip()]
    table = Table(title=f"Search, {len(real):,} real titles and variants made from them")
    for column in ("titles", "built in s", "MB", "median ms", "p99 ms", *MISTAKES):
        table.add_column(column, justify="right")
    for size in sizes:
        measure(real, size, table)
    return table


def main() -> None:
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_file():
        sys.exit("Name a file with a title on each line: python -m benchmarks.search titles.txt")
    sizes = [int(size) for size in sys.argv[2:]] or SIZES
    Console(width=140).print(measured(Path(sys.argv[1]), sizes))


if __name__ == "__main__":
    main()

"""The whole bot with 100,000 shows: how soon it is ready, how fast it completes, whether it is ever late."""

import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from benchmarks.bots import Ask, Bot, Measured, bare, greenlight, measure, steady
from benchmarks.catalogue import SHOWS, Making, made
from benchmarks.report import Part, Target, table
from benchmarks.wire import ask_status, complete_fixed
from tests.wire import Answer, Wire

A_SECOND, SECONDS = 200, 60
_TOO_EARLY = "I have just started"
_STARTS, _COMPLETIONS = 3, 2_000
_LATE = 3_000.0
"""Milliseconds after which Discord takes an answer no more."""


class Asking:
    """What people ask for among the shows of the store: other ones each time."""

    def __init__(self, shows: int) -> None:
        self._titles = Making(shows).titles
        self._chance = random.Random(7)

    async def complete(self, wire: Wire) -> Answer:
        title = self._chance.choice(self._titles)
        typed = title[: self._chance.randint(1, len(title))]
        return await wire.autocomplete("status", {"show": typed}, "show")

    async def status(self, wire: Wire) -> Answer:
        return await wire.command("status", {"show": self._chance.choice(self._titles)})

    async def reviews(self, wire: Wire) -> Answer:
        return await wire.command("reviews", {"show": self._chance.choice(self._titles)})

    def some(self, how_many: int) -> list[Ask]:
        """Four keystrokes for each answer, of which half are to what everybody asks just now."""
        answers: list[Ask] = [ask_status, ask_status, self.status, self.reviews]
        return [self.complete if number % 5 else answers[number // 5 % 4] for number in range(how_many)]


async def measured(*, quick: bool = False) -> Part:
    """A store of so many shows; the bot is started on it, and asked."""
    shows, seconds = (5_000, 5) if quick else (SHOWS, SECONDS)
    with tempfile.TemporaryDirectory() as name:
        folder, asking = Path(name), Asking(shows)
        await made(folder / "greenlight.db", shows)
        ready = [await _start(folder) for _ in range(_STARTS)]
        async with greenlight(folder) as ours, bare() as other:
            await _until_every_name_is_read(ours)
            fixed, completed = Measured(), Measured()
            for _ in range(4):  # in turn, so that both meet the same moments of the machine
                await measure(other, complete_fixed, _COMPLETIONS // 4, 1, fixed)
                await measure(ours, asking.complete, _COMPLETIONS // 4, 1, completed)
            stream = await steady(ours, asking.some(A_SECOND * seconds), A_SECOND)
            memory = ours.memory
    return _part(shows, seconds, ready, fixed, completed, stream, memory)


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start until a show that was picked is answered, and one that was typed."""

    picked: float
    typed: float


async def _start(folder: Path) -> Start:
    began = time.perf_counter()
    async with greenlight(folder) as bot:
        while not (shown := await bot.wire.autocomplete("status", {"show": "imperf"}, "show")).choices:
            continue
        await bot.wire.command("status", {"show": shown.choices[0]["value"]})
        picked = time.perf_counter() - began
        while _TOO_EARLY in (await ask_status(bot.wire)).text:
            continue
        return Start(picked, time.perf_counter() - began)


async def _until_every_name_is_read(bot: Bot) -> None:
    while _TOO_EARLY in (await bot.wire.command("cast", {"person": "Zzyzx Qqq"})).text:
        continue


def _part(
    shows: int,
    seconds: int,
    ready: list[Start],
    fixed: Measured,
    completed: Measured,
    stream: Measured,
    memory: float,
) -> Part:
    added, latest = completed.within(99) - fixed.within(99), max(stream.times) * 1000
    names = {
        "completion of a bare bot": fixed,
        "completion, one at a time": completed,
        f"{A_SECOND} a second for {seconds} s": stream,
    }
    rows = [
        (
            name,
            f"{len(one.times):,}",
            f"{one.within(50):.1f}",
            f"{one.within(99):.1f}",
            f"{max(one.times) * 1000:.0f}",
            f"{one.each * 1e6:.0f}",
        )
        for name, one in names.items()
    ]
    columns = ("asked", "answers", "p50 ms", "p99 ms", "latest ms", "processor µs")
    figures = table(f"With {shows:,} shows", columns, rows)
    picked, typed = zip(*map(astuple, ready), strict=True)
    figures.caption = (
        f"After the start, a show that is picked while typing is answered in {_listed(picked)} s; one that "
        f"is typed out, when every name has been read, in {_listed(typed)} s. Memory: {memory:.0f} MB."
    )
    return Part(
        [figures],
        [
            Target(f"start to a picked show's answer, {shows:,} shows", 5, max(picked), "s"),
            Target(f"start to a typed title's answer, {shows:,} shows", 5, max(typed), "s"),
            Target(f"added to a bare completion's p99 at {shows:,} titles", 5, added, "ms"),
            Target(f"latest answer at {A_SECOND} a second for {seconds} s", _LATE, latest, "ms"),
        ],
    )


def _listed(seconds: Sequence[float]) -> str:
    return ", ".join(f"{one:.1f}" for one in seconds)

"""The whole bot over the wire beside a bare one: answers a second, lateness, processor time, memory."""

import random
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.bots import Ask, Bot, Measured, bare, greenlight, measure
from benchmarks.report import Part, Target, table
from benchmarks.search import typo
from tests.wire import Answer, Wire

IN_FLIGHT = (1, 50, 200)
ROUNDS, ANSWERS = 10, 400
MOST_TIMES_PONG = 1.25

_TITLE = "The Imperfects"
_CHANCE = random.Random(7)


async def ask_pong(wire: Wire) -> Answer:
    return await wire.command("ping")


async def ask_fixed_card(wire: Wire) -> Answer:
    return await wire.command("card")


async def complete_fixed(wire: Wire) -> Answer:
    return await wire.autocomplete("named", {"name": "imprefe"}, "name")


async def ask_status(wire: Wire) -> Answer:
    """As somebody does who types the title out, and is offered others of that title as well."""
    return await wire.command("status", {"show": _TITLE})


async def ask_for_picked(command: str, choice: str, wire: Wire) -> Answer:
    return await wire.command(command, {"show": choice})


async def complete_show(wire: Wire) -> Answer:
    return await wire.autocomplete("status", {"show": typo(_TITLE, _CHANCE)}, "show")


async def measured(*, quick: bool = False) -> Part:
    """All bots asked in turn, round by round; one row for each thing asked and number in flight."""
    with tempfile.TemporaryDirectory() as folder:
        async with greenlight(Path(folder)) as ours, bare() as other, bare("uvloop") as on_uvloop:
            offered = await ours.wire.autocomplete("status", {"show": _TITLE}, "show")
            choice = offered.choices[0]["value"]
            asked: dict[str, tuple[Bot, Ask]] = {
                "bare: pong": (other, ask_pong),
                "bare: fixed card": (other, ask_fixed_card),
                "bare: completion": (other, complete_fixed),
                "bare, on uvloop: pong": (on_uvloop, ask_pong),
                "bare, on uvloop: fixed card": (on_uvloop, ask_fixed_card),
                "/status": (ours, partial(ask_for_picked, "status", choice)),
                "/status, typed out": (ours, ask_status),
                "/reviews": (ours, partial(ask_for_picked, "reviews", choice)),
                "completion": (ours, complete_show),
            }
            found = await _in_turn(asked, rounds=1 if quick else ROUNDS, answers=100 if quick else ANSWERS)
            caption = f"Memory: {ours.memory:.0f} MB; the bare bot {other.memory:.0f} MB."
            return _part(found, caption)


async def _in_turn(
    asked: dict[str, tuple[Bot, Ask]], rounds: int, answers: int
) -> dict[tuple[str, int], Measured]:
    for bot, ask in asked.values():
        await measure(bot, ask, answers, 10, Measured())
    found = {(name, count): Measured() for name in asked for count in IN_FLIGHT}
    for _ in range(rounds):
        for count in IN_FLIGHT:
            for name, (bot, ask) in asked.items():
                await measure(bot, ask, answers, count, found[name, count])
    return found


def _part(found: dict[tuple[str, int], Measured], caption: str) -> Part:
    rows = [
        (
            name,
            str(count),
            f"{len(one.times) / one.wall:.0f}",
            f"{one.within(50):.1f}",
            f"{one.within(99):.1f}",
            f"{one.each * 1e6:.0f}",
            f"{one.each / found['bare: pong', count].each:.2f}",
        )
        for (name, count), one in found.items()
    ]
    columns = ("asked", "in flight", "answers a second", "p50 ms", "p99 ms", "processor µs", "times pong")
    figures = table("Over the wire, beside a bare bot", columns, rows)
    figures.caption = caption
    targets = [
        Target(
            f"processor time of a warm /status, {count} in flight, against the bare pong's",
            MOST_TIMES_PONG,
            found["/status", count].each / found["bare: pong", count].each,
        )
        for count in IN_FLIGHT
    ]
    return Part([figures], targets)

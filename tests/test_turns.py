"""Turns to call a server: how many there are in a span of time, and who gets them."""

import asyncio

from sources.turns import Turns


async def test_a_span_holds_no_more_calls_than_are_allowed_whenever_they_reach_the_server() -> None:
    turns, reached = Turns(5, 0.2), list[float]()

    async def call(number: int) -> None:
        async with turns.turn():
            await asyncio.sleep(0.05 * (number % 3))
            reached.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(call(number) for number in range(18)))

    assert [] == [
        later - first for first, later in zip(reached, reached[5:], strict=False) if later - first < 0.199
    ]


async def test_who_asks_first_goes_first_and_what_can_wait_leaves_turns_to_people() -> None:
    turns, order = Turns(4, 0.1), list[str]()

    async def call(name: str, *, can_wait: bool) -> None:
        async with turns.turn(can_wait=can_wait):
            order.append(name)

    imports = [asyncio.create_task(call(f"import {number}", can_wait=True)) for number in range(4)]
    await asyncio.sleep(0.01)
    people = [asyncio.create_task(call(f"person {number}", can_wait=False)) for number in range(3)]
    await asyncio.sleep(0.01)
    at_once = list(order)
    await asyncio.gather(*imports, *people)

    assert ["import 0", "import 1", "import 2", "person 0"] == at_once
    assert ["person 1", "person 2"] == [name for name in order[4:] if name.startswith("person")]


async def test_who_leaves_while_waiting_takes_no_turn_along() -> None:
    turns = Turns(1, 0.05)
    async with turns.turn():
        waiting = asyncio.create_task(turns.turn().__aenter__())
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    waiting.cancel()

    async with asyncio.timeout(5), turns.turn():
        pass

"""TVmaze over the network: what is understood of it, its limits, and every way in which it fails."""

import asyncio
import gzip
import json
import random
import threading
from collections.abc import AsyncGenerator
from contextlib import nullcontext, suppress
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web
from hypothesis import example, given
from hypothesis import strategies as st

from sources.turns import Turns
from sources.tvmaze import NoSuchShow, TVmaze, TVmazeError
from tests.test_tvmaze_answers import JSON
from tests.tvmaze import Fault, TVmazeHere


class Kept:
    """Answers kept in memory."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}

    async def kept(self, address: str) -> bytes | None:
        return self.bodies.get(address)

    async def keep(self, address: str, body: bytes) -> None:
        self.bodies[address] = body


@pytest.fixture
async def here() -> AsyncGenerator[TVmazeHere]:
    async with TVmazeHere() as here:
        yield here


@pytest.fixture
async def tvmaze(here: TVmazeHere) -> AsyncGenerator[TVmaze]:
    async with TVmaze(here.address, Kept(), version="1.2", first_pause=0.001) as tvmaze:
        yield tvmaze


async def test_a_show_comes_with_its_seasons_its_cast_and_its_next_episode(tvmaze: TVmaze) -> None:
    show = await tvmaze.show(9000003)

    assert [(1, date(2024, 3, 1)), (2, date(2025, 3, 7)), (3, None)] == [
        (season.number, season.premiere) for season in show.seasons
    ]
    assert ["The Keeper"] == [role.character for role in show.cast]
    assert show.next_episode is not None
    assert datetime(2027, 3, 6, 1, tzinfo=UTC) == show.next_episode.at
    assert "Made up for this stand-in: a night train and alert(1) its keeper." == show.summary


async def test_what_was_asked_is_not_asked_again(here: TVmazeHere, tvmaze: TVmaze) -> None:
    first, second = await tvmaze.search("bridge"), await tvmaze.search("bridge")

    assert first == second
    assert ["/search/shows?q=bridge"] == here.asked
    assert {True} == {agent.startswith("Greenlight/1.2 (a Discord bot") for agent in here.agents}


async def test_pages_go_on_to_the_last_one(here: TVmazeHere, tvmaze: TVmaze) -> None:
    assert ["Firefly", "House"] == sorted(show.title for show in await tvmaze.page(0) or [])
    assert [] == await tvmaze.page(1)
    assert await tvmaze.page(1_000_000) is None
    assert {15824: 1466951790, 180: 1477835152}.items() <= (await tvmaze.updates()).items()


@pytest.mark.parametrize("fault", [429, 500, 503, "reset"])
async def test_trouble_that_passes_is_not_noticed(here: TVmazeHere, tvmaze: TVmaze, fault: Any) -> None:
    here.next.extend(web.Response(status=fault) if isinstance(fault, int) else fault for _ in range(2))

    assert "Firefly" == (await tvmaze.show(180)).title
    assert 3 == len(here.asked)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([web.Response(status=503) for _ in range(4)], "has trouble (it answers 503). Please try again"),
        ([web.Response(status=429) for _ in range(4)], "is asked too often. Please try again"),
        (["reset"] * 8, "cannot be reached. Please try again"),
        ([web.Response(status=403)], "refuses to answer (it says 403)."),
        ([web.Response(text="<html>")], "makes no sense to me"),
        ([web.Response(text="[1, 2]")], "makes no sense to me"),
        ([web.json_response({"id": 180, "name": "Firefly"})], "makes no sense to me"),
        ([web.json_response({"id": 180, "name": "F", "_embedded": {"cast": []}})], "makes no sense to me"),
        ([web.Response(text="[" * 100_000)], "makes no sense to me"),
        ([web.Response(body=b"\xff\xfe")], "makes no sense to me"),
        ([web.Response(body=b" " * 50_000_000)], "far too long"),
        ([web.Response(status=301, headers={"Location": "https://evil.example/"})], "another place"),
        ([web.Response(status=301, headers={"Location": "/shows/1"}) for _ in range(5)], "without an end"),
        ([web.Response(status=404)], "has no such show any more"),
    ],
)
async def test_trouble_that_stays_is_told_in_a_sentence(
    here: TVmazeHere, tvmaze: TVmaze, answers: list[Any], sentence: str
) -> None:
    here.next.extend(answers)

    with pytest.raises(TVmazeError) as told:
        await tvmaze.show(180)

    assert sentence in str(told.value)
    assert str(told.value).startswith("TVmaze")


async def test_an_answer_that_takes_too_long_is_given_up(here: TVmazeHere) -> None:
    here.next.append(30.0)

    async with TVmaze(here.address, Kept(), patience=0.2) as tvmaze:
        with pytest.raises(TVmazeError, match="TVmaze does not answer in time"):
            await tvmaze.show(180)


async def test_nobody_waits_for_a_time_that_is_beyond_their_patience(
    here: TVmazeHere, tvmaze: TVmaze
) -> None:
    busy = {"Retry-After": "3600"}
    here.next.append(web.Response(status=429, headers=busy))

    async with asyncio.timeout(10):
        with pytest.raises(TVmazeError, match="is asked too often"):
            await tvmaze.show(180)

    assert 1 == len(here.asked)


@pytest.mark.parametrize(("days", "is_over"), [(-1, True), (-36_500, True), (0.01, False), (365_000, False)])
async def test_nobody_asks_tvmaze_before_the_date_that_it_said(
    here: TVmazeHere, tvmaze: TVmaze, days: float, is_over: bool
) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(days=days), usegmt=True)
    here.next.append(web.Response(status=429, headers={"Retry-After": until}))

    for question in (tvmaze.show(180), tvmaze.search("bridge")):
        async with asyncio.timeout(10):
            with nullcontext() if is_over else pytest.raises(TVmazeError, match="is asked too often"):
                await question

    assert (3 if is_over else 1) == len(here.asked)


@pytest.mark.parametrize("told", ["soon", "", "Wed, 99 Oct 2026 07:28:00 GMT", "-5", "²"])
async def test_a_time_that_says_nothing_is_no_reason_to_wait(
    here: TVmazeHere, tvmaze: TVmaze, told: str
) -> None:
    here.next.append(web.Response(status=429, headers={"Retry-After": told}))

    assert "Firefly" == (await tvmaze.show(180)).title


@pytest.mark.parametrize("seconds", ["3600", "604800", "9" * 400])
async def test_nobody_asks_tvmaze_before_the_time_that_it_said_to_another(
    here: TVmazeHere, seconds: str
) -> None:
    here.next.append(web.Response(status=429, headers={"Retry-After": seconds}))

    async with TVmaze(here.address, Kept(), turns=Turns(2, 30.0)) as tvmaze:
        for question in (tvmaze.show(180), tvmaze.search("bridge"), tvmaze.person(1), tvmaze.page(0)):
            async with asyncio.timeout(5):  # nobody waits for a turn only to be refused
                with pytest.raises(TVmazeError, match="is asked too often"):
                    await question

    assert 1 == len(here.asked)


@pytest.mark.parametrize("is_in_the_queue", [False, True])
async def test_whoever_asks_waits_for_a_time_that_is_near(here: TVmazeHere, is_in_the_queue: bool) -> None:
    here.next.append(web.Response(status=429, headers={"Retry-After": "1"}))

    async with TVmaze(here.address, Kept(), turns=Turns(1, 0.01), first_pause=0.001) as tvmaze:
        first = asyncio.create_task(tvmaze.show(180))
        await asyncio.sleep(0 if is_in_the_queue else 0.3)
        found, page = await asyncio.gather(tvmaze.search("bridge"), tvmaze.page(0))
        show = await first

    assert (2, 2, "Firefly") == (len(found), len(page or []), show.title)
    assert 4 == len(here.asked)
    assert 1 <= here.asked_at[1] - here.asked_at[0]


async def test_each_pause_before_another_try_is_twice_as_long_and_not_the_same_for_all(
    here: TVmazeHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "uniform", max)
    here.next.extend(web.Response(status=503) for _ in range(3))

    async with TVmaze(here.address, Kept(), first_pause=0.1) as tvmaze:
        assert "Firefly" == (await tvmaze.show(180)).title

    pauses = [later - first for first, later in pairwise(here.asked_at)]
    assert [True] * 3 == [pause >= least for pause, least in zip(pauses, (0.15, 0.3, 0.6), strict=True)]


async def test_a_person_is_answered_while_the_background_has_all_the_turns_that_it_may_have(
    here: TVmazeHere,
) -> None:
    async with TVmaze(here.address, Kept(), turns=Turns(4, 30.0)) as tvmaze:
        done = [asyncio.create_task(tvmaze.page(number)) for number in range(3)]
        waiting = [asyncio.create_task(tvmaze.show(number, in_background=True)) for number in (180, 118)]
        await asyncio.gather(*done)
        async with asyncio.timeout(10):
            found = await tvmaze.search("bridge")
        assert (2, [False, False]) == (len(found), [show.done() for show in waiting])

    await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_question_of_two_calls_has_no_longer_than_one_of_a_single_call(here: TVmazeHere) -> None:
    here.next.extend([2.0, 2.0])

    async with TVmaze(here.address, Kept(), patience=3.5) as tvmaze:
        with pytest.raises(TVmazeError, match="TVmaze does not answer in time"):
            await tvmaze.person(1)

    assert 2 == len(here.asked)


def endless(**headers: str) -> Fault:
    """An answer that goes on for ever, whatever its headers say."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        with suppress(ConnectionError):
            while request.transport is not None:
                await response.write(b" " * 100_000)
        return response

    return answer


PACKED = web.Response(body=gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize("answer", [endless(), endless(**{"Content-Length": "900000000"}), PACKED])
async def test_an_answer_that_is_too_long_is_not_read_to_its_end(
    here: TVmazeHere, tvmaze: TVmaze, answer: Fault
) -> None:
    here.next.append(answer)

    with pytest.raises(TVmazeError, match="far too long"):
        await tvmaze.show(180)


async def test_who_asks_for_the_same_at_once_shares_one_call(here: TVmazeHere, tvmaze: TVmaze) -> None:
    here.next.append(0.1)

    impatient, *shows = [asyncio.create_task(tvmaze.show(180)) for _ in range(5)]
    await asyncio.sleep(0.05)
    impatient.cancel()

    assert {"Firefly"} == {show.title for show in await asyncio.gather(*shows)}
    assert 1 == len(here.asked)


async def test_a_person_does_not_wait_for_what_nobody_waits_for(here: TVmazeHere) -> None:
    here.next.append(30.0)

    async with TVmaze(here.address, Kept(), patience=5.0) as tvmaze:
        behind = asyncio.create_task(tvmaze.show(180, in_background=True))
        await asyncio.sleep(0.1)
        assert "Firefly" == (await tvmaze.show(180)).title
        assert not behind.done()

    await asyncio.gather(behind, return_exceptions=True)


async def test_a_person_comes_with_the_shows_they_are_in(here: TVmazeHere, tvmaze: TVmaze) -> None:
    (found,) = await tvmaze.search_people("fillion")
    person = await tvmaze.person(found.id)

    assert ("Nathan Fillion", ()) == (found.name, found.credits)
    (credit,) = person.credits
    assert ("Firefly", 180, 2002, "Malcolm Reynolds") == (
        credit.show.title,
        credit.show.id,
        credit.show.premiered and credit.show.premiered.year,
        credit.character,
    )
    with pytest.raises(TVmazeError, match="no such person"):
        await tvmaze.person(999)


async def test_somebody_who_cannot_be_read_does_not_hide_the_others(here: TVmazeHere, tvmaze: TVmaze) -> None:
    found = [{"person": {"id": 1, "name": None}}, {"person": {"id": 2, "name": "Nathan Fillion"}}]
    here.next.append(web.json_response(found))

    assert [2] == [person.id for person in await tvmaze.search_people("Nathan")]


async def test_no_answer_is_read_where_others_would_have_to_wait_for_it(
    tvmaze: TVmaze, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads, loads = list[threading.Thread](), json.loads

    def noting(body: bytes) -> Any:
        threads.append(threading.current_thread())
        return loads(body)

    monkeypatch.setattr("sources.tvmaze.json.loads", noting)
    await asyncio.gather(tvmaze.search("bridge"), tvmaze.show(180), tvmaze.search_people("fillion"))
    await asyncio.gather(tvmaze.person(1), tvmaze.page(0), tvmaze.updates())

    assert (7, False) == (len(threads), threading.current_thread() in threads)


async def test_the_likeliest_show_is_found_first(tvmaze: TVmaze) -> None:
    assert [2011, 2013] == [
        show.premiered.year for show in await tvmaze.search("The Bridge") if show.premiered
    ]
    assert [] == await tvmaze.search("Nothing like it")
    assert ["Krøniken"] == [show.title for show in await tvmaze.search("KRONIKEN")]


async def test_a_show_merged_into_another_is_that_other_one(here: TVmazeHere, tvmaze: TVmaze) -> None:
    here.next.append(web.Response(status=301, headers={"Location": "/shows/180"}))

    merged = await tvmaze.show(181)
    assert (180, 1, True) == (merged.id, len(merged.seasons), len(merged.cast) > 0)
    with pytest.raises(NoSuchShow):
        await tvmaze.show(182)


async def test_tvmaze_never_has_to_refuse_what_is_too_often(here: TVmazeHere) -> None:
    async with (
        TVmazeHere(limit=5, span=0.3) as busy,
        TVmaze(busy.address, Kept(), turns=Turns(5, 0.3), first_pause=0.001) as tvmaze,
    ):
        # Slow ones, and redirects, which are calls as well.
        busy.next.extend([0.2, 0.0, web.Response(status=301, headers={"Location": "/search/shows?q=x"}), 0.1])
        await asyncio.gather(
            *(tvmaze.search(f"show {number}") for number in range(8)), *(tvmaze.page(0) for _ in range(3))
        )
        for number in range(6):
            await tvmaze.search(f"another {number}")

    assert (0, True) == (busy.refused, len(busy.asked) > 15)


@given(JSON.map(json.dumps) | st.text() | st.binary())
@example('{"1": 1e999}')
@example('{"1": "0"}')
@example("9" * 5_000)
def test_whatever_tvmaze_says_no_other_error_gets_out(answer: str | bytes) -> None:
    body = answer if isinstance(answer, bytes) else answer.encode("utf-8", "surrogatepass")

    async def ask_for_everything() -> None:
        async with TVmazeHere() as here, TVmaze(here.address, Kept(), turns=Turns(100)) as tvmaze:
            here.next.extend(web.Response(body=body) for _ in range(7))
            for question in (
                *(tvmaze.search("x"), tvmaze.show(1), tvmaze.search_people("x"), tvmaze.person(1)),
                *(tvmaze.updates(), tvmaze.page(0)),
            ):
                with suppress(TVmazeError):
                    await question

    asyncio.run(ask_for_everything())

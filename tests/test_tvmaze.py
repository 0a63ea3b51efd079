"""TVmaze over the network: what is understood of it, its limits, and every way in which it fails."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from sources import tvmaze as network
from sources.turns import Turns
from sources.tvmaze import NoSuchShow, TVmaze, TVmazeError
from sources.tvmaze_answers import Misshapen, read_person, read_show
from tests.tvmaze import TVmazeHere

REAL = Path(__file__).parent.parent.parent / "shared" / "data" / "tvmaze"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the recorded answers of TVmaze are not here")


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
    async with TVmaze(here.address, Kept(), first_pause=0.001) as tvmaze:
        yield tvmaze


def recorded(name: str) -> Any:
    return json.loads((REAL / name).read_text("utf-8"))


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
    assert {True} == {"Greenlight" in agent for agent in here.agents}


async def test_pages_go_on_to_the_last_one(here: TVmazeHere, tvmaze: TVmaze) -> None:
    assert ["Firefly", "House"] == sorted(show.title for show in await tvmaze.page(0) or [])
    assert [] == await tvmaze.page(1)
    assert await tvmaze.page(1_000_000) is None
    assert {15824: 1466951790, 180: 1477835152}.items() <= (await tvmaze.updates(None)).items()


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


async def test_an_answer_that_takes_too_long_is_given_up(
    here: TVmazeHere, tvmaze: TVmaze, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tvmaze._session, "_timeout", network.aiohttp.ClientTimeout(total=0.05))  # pyright: ignore[reportPrivateUsage]
    here.next.extend([1.0] * 4)

    with pytest.raises(TVmazeError, match="takes too long to answer"):
        await tvmaze.show(180)


async def test_a_show_merged_into_another_is_that_other_one(here: TVmazeHere, tvmaze: TVmaze) -> None:
    here.next.append(web.Response(status=301, headers={"Location": "/shows/180"}))

    assert 180 == (await tvmaze.show(181)).id
    with pytest.raises(NoSuchShow):
        await tvmaze.show(182)


async def test_no_span_ever_holds_more_turns_than_are_allowed() -> None:
    turns, begun = Turns(5, 0.2), list[float]()

    async def call() -> None:
        await turns.take()
        begun.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(call() for _ in range(18)))

    assert [] == [
        later - first for first, later in zip(begun, begun[5:], strict=False) if later - first < 0.19
    ]


@needs_real
def test_real_answers_are_understood() -> None:
    flash = read_show(recorded("shows_13_embed_seasons.json"))
    scarlet = read_show(recorded("show_41532_embed_cast_2025_trimmed.json"))
    gospel = read_show(recorded("show_45499_netflix_2020.json"))
    person = read_person(recorded("people_14076_embed_castcredits_2026_trimmed.json"))

    assert ("The Flash", "The CW", "US", "tt3107288") == (
        flash.title,
        flash.network,
        flash.country,
        flash.imdb_id,
    )
    assert "https://www.tvmaze.com/shows/13/the-flash" == flash.url
    assert ("Kate Phillips", 64060) == (scarlet.cast[0].person, scarlet.cast[0].person_id)
    assert ("Netflix", None) == (gospel.network, gospel.country)
    assert [(82, "Game of Thrones", "Cersei Lannister")] == [
        (credit.show_id, credit.show, credit.character) for credit in person.credits
    ]
    assert all(read_show(one).id for one in recorded("shows_index_2024_sample.json"))


_KEYS = st.sampled_from(
    [
        *("id", "name", "url", "_embedded", "_links", "seasons", "cast", "castcredits", "nextepisode"),
        *("number", "person", "character", "premiered", "premiereDate", "network", "webChannel"),
        *("externals", "imdb", "summary", "airstamp"),
    ]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS | st.text(), inner, max_size=6),
    max_leaves=30,
)


@given(_JSON)
def test_whatever_is_answered_is_understood_or_refused(answer: Any) -> None:
    for read in (read_show, read_person):
        with suppress(Misshapen):
            read(answer)

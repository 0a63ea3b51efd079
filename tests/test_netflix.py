"""Keeping Netflix's figures up to date: when they are fetched, and every way in which that fails."""

import asyncio
import logging
import shutil
from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.client import Greenlight
from bot.netflix import awaited_week, is_due, refresh
from bot.settings import Settings
from db.database import Database
from db.viewing import newest_week
from sources import download
from sources.download import NotFetched, fetch
from sources.netflix import FIRST_WEEK
from tests.test_process import Behind, connected, left
from tests.top_ten import WEEK, Answer, Netflix, season, top_ten
from tests.world import World, text

MONDAY = datetime(2021, 7, 19, tzinfo=UTC)
"""A day on which the newest list that is out is that of the second week of all, 11 July."""

TUESDAY = MONDAY + timedelta(days=1, hours=8)
TWO_WEEKS = top_ten(2, season("Beef", ": Season 1", 30, 20))
THREE_WEEKS = top_ten(3, season("Beef", ": Season 1", 30, 20, 10))


@pytest.fixture
async def netflix() -> AsyncGenerator[Netflix]:
    async with Netflix(TWO_WEEKS) as netflix:
        yield netflix


async def held(database: Database) -> date | None:
    async with database.read() as connection:
        return await newest_week(connection)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged of it since this was last asked."""
    said = [record.getMessage() for record in caplog.records if record.name == "bot.netflix"]
    caplog.clear()
    return said


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.netflix")


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-07-20T12:00", "2026-07-12"),
        ("2026-07-21T07:59", "2026-07-12"),
        ("2026-07-21T08:00", "2026-07-19"),
        ("2026-07-26T23:00", "2026-07-19"),
        ("2026-07-28T07:00", "2026-07-19"),
        ("2026-07-28T09:00", "2026-07-26"),
    ],
)
def test_a_week_is_awaited_from_the_tuesday_after_it_on(now: str, week: str) -> None:
    assert date.fromisoformat(week) == awaited_week(datetime.fromisoformat(now).replace(tzinfo=UTC))


@given(st.integers(0, 40_000))
def test_the_awaited_week_ended_on_a_sunday_from_two_to_nine_days_ago(hours: int) -> None:
    now = MONDAY + timedelta(hours=hours)
    week = awaited_week(now)

    assert 7 == week.isoweekday()
    assert timedelta(days=2) <= now.date() - week <= timedelta(days=9)
    assert awaited_week(now + timedelta(weeks=1)) == week + WEEK


def test_it_is_fetched_until_the_awaited_week_is_held_every_twelve_hours() -> None:
    now = datetime(2026, 7, 21, 20, 0, tzinfo=UTC)
    older, awaited = date(2026, 7, 12), date(2026, 7, 19)

    assert is_due(None, None, now)
    assert is_due(older, None, now)
    assert is_due(older, now - timedelta(hours=12), now)
    assert not is_due(older, now - timedelta(hours=11, minutes=59), now)
    assert is_due(older, now + timedelta(hours=1), now), "the clock ran ahead at the last try"
    assert not is_due(awaited, None, now)
    assert not is_due(awaited + WEEK, None, now)


async def test_the_new_week_is_fetched_on_tuesday_and_then_left_in_peace(
    database: Database, netflix: Netflix, caplog: pytest.LogCaptureFixture
) -> None:
    await refresh(database, netflix.address, MONDAY)
    assert (1, FIRST_WEEK + WEEK) == (netflix.asked, await held(database))
    assert ["Took 40 rows of Netflix's Top 10."] == lines(caplog)

    await refresh(database, netflix.address, MONDAY + timedelta(hours=20))
    assert 1 == netflix.asked

    for hours in (0, 1, 11, 12, 13):
        await refresh(database, netflix.address, TUESDAY + timedelta(hours=hours))
    assert (3, []) == (netflix.asked, lines(caplog))
    netflix.body = THREE_WEEKS
    for hours in (24, 25, 36, 48):
        await refresh(database, netflix.address, TUESDAY + timedelta(hours=hours))
    assert (4, FIRST_WEEK + 2 * WEEK) == (netflix.asked, await held(database))
    assert ["Took 20 rows of Netflix's Top 10."] == lines(caplog)


async def _refuse(status: int) -> web.StreamResponse:
    return web.Response(status=status, text="<html>Sorry</html>", content_type="text/html")


async def _break_off(request: web.Request) -> web.StreamResponse:
    """Promise the whole file and give half of it."""
    response = web.StreamResponse(headers={"Content-Length": str(len(THREE_WEEKS))})
    await response.prepare(request)
    await response.write(THREE_WEEKS[: len(THREE_WEEKS) // 2])
    assert request.transport is not None
    request.transport.close()
    return response


async def _say_nothing(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(5)
    return web.Response()


async def _give_too_much(request: web.Request) -> web.StreamResponse:
    return web.Response(body=b"x" * 2_000)


def _send_on(location: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": location})

    return answer


FAULTS: dict[str, tuple[Answer, str]] = {
    "403": (lambda _: _refuse(403), "127.0.0.1 does not give the file: it refuses us (403)."),
    "429": (lambda _: _refuse(429), "127.0.0.1 does not give the file: it is asked too often (429)."),
    "404": (lambda _: _refuse(404), "127.0.0.1 does not give the file: it has no such file (404)."),
    "503": (lambda _: _refuse(503), "127.0.0.1 does not give the file: it answers 503."),
    "HTML": (lambda _: _refuse(200), "Line 1, column 1: should be “week”, not “<html>Sorry</html>”."),
    "truncated": (_break_off, "127.0.0.1 broke off in the middle of its answer."),
    "slow": (_say_nothing, "127.0.0.1 takes too long to answer."),
    "too large": (_give_too_much, "127.0.0.1 sends more than"),
    "elsewhere": (
        _send_on("http://example.com/file"),
        "127.0.0.1 sends us on to another place that is not safe: http://example.com.",
    ),
    "another scheme": (_send_on("file:///etc/passwd"), "another place that is not safe: file://"),
    "in circles": (_send_on("/"), "127.0.0.1 sends us on without an end."),
    "nowhere": (_send_on(""), "127.0.0.1 sends us on without an end."),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_goes_wrong_the_old_figures_stay_and_one_line_tells_it(
    database: Database,
    netflix: Netflix,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    await refresh(database, netflix.address, MONDAY)
    lines(caplog)
    monkeypatch.setattr(download, "_TIME", aiohttp.ClientTimeout(total=0.5))
    if fault == "too large":
        monkeypatch.setattr(download, "_LARGEST", 1_000)
    netflix.answer, told = FAULTS[fault]

    await refresh(database, netflix.address, TUESDAY)
    (line,) = lines(caplog)
    assert line.startswith(
        "Netflix's viewing figures could not be fetched, and those up to 11 July 2021 stay: "
    )
    assert told in line
    for hours in (12, 24):
        await refresh(database, netflix.address, TUESDAY + timedelta(hours=hours))
    assert (FIRST_WEEK + WEEK, []) == (await held(database), lines(caplog))

    monkeypatch.undo()
    netflix.answer, netflix.body = None, THREE_WEEKS
    await refresh(database, netflix.address, TUESDAY + timedelta(hours=36))
    assert FIRST_WEEK + 2 * WEEK == await held(database)
    assert [
        "Netflix's viewing figures can be fetched again.",
        "Took 20 rows of Netflix's Top 10.",
    ] == lines(caplog)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (THREE_WEEKS[:-200], "The file was cut short, or has another shape now."),
        (top_ten(1), "2021-07-04 is the newest week, and 2021-07-11 is held already."),
        (THREE_WEEKS.replace(b"2021-07-11", b"2021-07-12"), "should be a Sunday"),
        (b"", "Line 1, column 1: should be “week”, not nothing."),
    ],
)
async def test_a_file_that_cannot_be_taken_changes_nothing(
    database: Database, netflix: Netflix, caplog: pytest.LogCaptureFixture, body: bytes, told: str
) -> None:
    await refresh(database, netflix.address, MONDAY)
    lines(caplog)
    netflix.body = body
    await refresh(database, netflix.address, TUESDAY)

    (line,) = lines(caplog)
    assert told in line
    assert FIRST_WEEK + WEEK == await held(database)


async def test_a_network_that_is_away_is_told_without_figures_too(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await refresh(database, "http://127.0.0.1:1/file", MONDAY)

    assert [
        "Netflix's viewing figures could not be fetched, and there are none yet: "
        "127.0.0.1 cannot be reached (Connection refused)."
    ] == lines(caplog)
    assert await held(database) is None


async def test_what_nobody_foresaw_is_logged_whole_and_tried_again_later(
    database: Database, netflix: Netflix, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr("bot.netflix.read_top_ten", fails)
    await refresh(database, netflix.address, MONDAY)
    await refresh(database, netflix.address, MONDAY + timedelta(hours=13))

    (record,) = [record for record in caplog.records if record.name == "bot.netflix"]
    assert record.exc_info is not None
    monkeypatch.undo()
    await refresh(database, netflix.address, MONDAY + timedelta(hours=26))
    assert FIRST_WEEK + WEEK == await held(database)


async def test_a_redirect_within_the_same_server_is_followed(netflix: Netflix) -> None:
    async def moved(request: web.Request) -> web.StreamResponse:
        if request.path == "/new":
            return web.Response(body=b"here")
        return web.Response(status=301, headers={"Location": "/new"})

    netflix.answer = moved

    assert b"here" == await fetch(netflix.address)


@pytest.mark.parametrize(
    "address", ["http://", "nothing", "http://[::1", "https://a b/", "ftp://example.com/x"]
)
async def test_what_is_no_address_is_told_in_a_sentence(address: str) -> None:
    with pytest.raises(NotFetched, match="cannot be reached"):
        await fetch(address)


async def test_the_running_bot_looks_by_its_own_clock_and_about_shows_the_age(
    world: World, netflix: Netflix
) -> None:
    assert "Viewing figures: Netflix's Top 10. Shows" in text(await world.ask("about"))
    settings = Settings(netflix_top10_url=netflix.address)
    await world.restart(settings)
    await world.env.advance_time(3600)
    assert 0 == netflix.asked

    fetching = Greenlight(settings, world.database, world.charts, shard_count=1, fetches=True)
    await world.env.restart_bot(fetching)
    await world.env.advance_time(11 * 3600)
    assert 1 == netflix.asked
    told = "Viewing figures: Netflix's Top 10, up to the week to 11 July 2021 (5 years ago). Shows"
    assert told in text(await world.ask("about"))

    netflix.body = THREE_WEEKS
    await world.env.advance_time(2 * 3600)
    assert 2 == netflix.asked
    assert "up to the week to 18 July 2021" in text(await world.ask("about"))


async def test_the_process_ends_at_once_though_it_is_fetching(
    netflix: Netflix, starter_file: Path, tmp_path: Path
) -> None:
    shutil.copy(starter_file, tmp_path / "greenlight.db")
    begun = asyncio.Event()

    async def answer(_: web.Request) -> web.StreamResponse:
        begun.set()
        await asyncio.sleep(30)
        return web.Response()

    netflix.answer = answer
    async with Behind() as wire, connected(wire, tmp_path, NETFLIX_TOP10_URL=netflix.address) as process:
        await begun.wait()
        process.terminate()
        await left(process)

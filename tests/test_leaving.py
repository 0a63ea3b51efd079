"""A server is left: what it said is kept for thirty days; then it is gone, and all else is as it was."""

import asyncio
import re
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simcord.backend import serializers

from db import tables
from db.database import open_database
from db.facts import SHARED
from db.leaving import forget, note_departure, note_return
from db.mutes import Mute
from db.shows import ShowDetails
from tests.servers import DIRECTOR, OURS, WRITER, Rows, Servers, rows
from tests.test_process import Behind, connected, left
from tests.wire import ROOT
from tests.world import World, text

LATER = datetime(2027, 1, 1, tzinfo=UTC)


def of_layer(path: Path, layer: int) -> dict[str, int]:
    """How many rows each table has that belong to a layer."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
        assert [] == store.execute("PRAGMA foreign_key_check").fetchall()
        names = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        layered = [
            name for name in names if "layer" in str(store.execute(f"PRAGMA table_info({name})").fetchall())
        ]
        count = "SELECT count(*) FROM {} WHERE layer = ?"
        return {name: store.execute(count.format(name), (layer,)).fetchone()[0] for name in layered}


def without(before: Rows, layer: int) -> Rows:
    """What a store must hold once a layer is forgotten, by what it held before."""
    columns = {table.name: [column.name for column in table.c] for table in tables.metadata.sorted_tables}
    after = {
        name: [
            row
            for row in before[name]
            if "layer" not in columns[name] or row[columns[name].index("layer")] != layer
        ]
        for name in before
    }

    def named(table: str, column: str) -> set[Any]:
        return {row[columns[table].index(column)] for row in after[table]}

    after["fact"] = [row for row in after["fact"] if row[0] in named("revision", "fact_id")]
    shows = named("fact", "show_id") | named("draft", "show_id") | named("viewing_week", "show_id")
    after["show"] = [row for row in after["show"] if row[0] in shows]
    muted = {int(key.strip("[]")) for _, _, kind, key in after["fact"] if kind == Mute.KIND}
    acting = named("edit", "actor_id") | named("suggestion", "actor_id") | named("suggestion", "settled_by")
    after["actor"] = [row for row in after["actor"] if row[0] in acting | muted]
    return after


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of the conversation's store."""
    return tmp_path / "greenlight.db"


async def work_in(world: World, layer: int, who: int, moderator: int) -> None:
    """All that can be left behind in a server is."""
    servers = Servers(world.database, world.env.now(), interaction=layer)
    show_id = await world.show_id("Wednesday")
    await servers.say(layer, moderator, show_id, DIRECTOR)
    await servers.found(layer, moderator)
    await servers.suggest(layer, who, moderator)
    await servers.mute(layer, who, moderator)
    await servers.begin(layer, moderator)


async def remove_bot(world: World) -> Callable[[], None]:
    """The bot is removed from the first server. Returns what lets it join again."""
    backend = world.env.backend
    server = backend.get_guild(world.server.id)
    channels = {channel: backend.channels[channel] for channel in server.channel_ids}
    backend.remove_guild(server.id)
    await world.env.settle()

    def join_again() -> None:
        backend.guilds[server.id] = server
        backend.channels.update(channels)
        backend.messages.update({channel: {} for channel in channels})
        joined = dict(serializers.guild_create_payload(backend, server))
        del joined["unavailable"]  # which is how Discord tells of a server that was joined just now
        backend.emit("GUILD_CREATE", joined)

    return join_again


async def test_after_thirty_days_nothing_is_left_of_a_server_and_everything_of_the_others(
    world: World, path: Path
) -> None:
    here, there = world.server.id, world.other_server.id
    await work_in(world, there, world.other_fan.id, world.fan.id)
    await work_in(world, here, world.fan.id, world.moderator.id)
    owner = world.env.create_user("owner").id
    await work_in(world, SHARED, owner, owner)
    before = rows(path)
    await remove_bot(world)

    await world.wait(days=29)
    kept = rows(path)
    await world.wait(days=2)

    assert min({**of_layer(path, there), "departure": 1}.values()) > 0, "every table is put to the test"
    assert {**before, "departure": kept["departure"]} == kept
    assert {0} == set(of_layer(path, here).values())
    assert without(before, here) == rows(path)
    assert before["fact"] != rows(path)["fact"]
    assert before["show"] != rows(path)["show"]
    assert before["actor"] != rows(path)["actor"]
    assert DIRECTOR.person in text(await world.ask_elsewhere("cast", show="Wednesday"))
    assert OURS.title in text(await world.ask_elsewhere("status", show=OURS.title))


async def test_an_outage_of_forty_days_loses_nothing(world: World, path: Path) -> None:
    await work_in(world, world.server.id, world.fan.id, world.moderator.id)
    before = rows(path)

    world.env.backend.emit("GUILD_DELETE", {"id": str(world.server.id), "unavailable": True})
    for _ in range(4):
        await world.wait(days=10)

    assert before == rows(path)
    assert DIRECTOR.person in text(await world.ask("cast", show="Wednesday"))


async def test_a_server_that_takes_the_bot_back_on_the_twentieth_day_finds_all_as_it_was(
    world: World, path: Path
) -> None:
    await work_in(world, world.server.id, world.fan.id, world.moderator.id)
    before = rows(path)
    join_again = await remove_bot(world)
    await world.wait(days=20)
    noted = rows(path)["departure"]

    join_again()
    await world.env.settle()
    joined = rows(path)
    await world.wait(days=20)

    assert [world.server.id] == [layer for layer, _ in noted]
    assert before == joined
    assert before == rows(path)
    assert DIRECTOR.person in text(await world.ask("cast", show="Wednesday"))


async def test_a_removal_that_discord_never_told_of_is_seen_the_next_day(world: World, path: Path) -> None:
    await work_in(world, world.server.id, world.fan.id, world.moderator.id)
    world.env.backend.guilds.pop(world.server.id)  # as while the bot had no session to be told in

    await world.wait(days=1)
    noted = rows(path)["departure"]
    await world.wait(days=31)

    assert [world.server.id] == [layer for layer, _ in noted]
    assert {0} == set(of_layer(path, world.server.id).values())


async def test_what_goes_wrong_one_day_is_logged_and_done_another(
    world: World, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    here = world.server.id
    await work_in(world, here, world.fan.id, world.moderator.id)
    await remove_bot(world)
    async with world.database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE departure RENAME TO lost")

    await world.wait(days=31)
    failed = caplog.text
    async with world.database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE lost RENAME TO departure")
    kept = of_layer(path, here)
    await world.wait(days=1)

    assert "no such table: departure" in failed
    assert "Traceback" in failed
    assert min(kept.values()) > 0
    assert {0} == set(of_layer(path, here).values())


async def test_a_server_that_cannot_be_forgotten_is_there_whole_and_keeps_no_other_waiting(
    world: World, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = world.server.id, world.other_server.id
    await work_in(world, here, world.fan.id, world.moderator.id)
    await work_in(world, there, world.other_fan.id, world.fan.id)
    before = of_layer(path, here)
    async with world.database.write() as connection:
        stuck = f"WHEN old.layer = {here} BEGIN SELECT RAISE(ABORT, 'stuck'); END"
        await connection.exec_driver_sql(f"CREATE TRIGGER stuck BEFORE DELETE ON edit {stuck}")
    world.env.backend.remove_guild(there)
    await remove_bot(world)

    await world.wait(days=31)
    forgotten, kept = of_layer(path, there), of_layer(path, here)
    async with world.database.write() as connection:
        await connection.exec_driver_sql("DROP TRIGGER stuck")
    await world.wait(days=1)

    assert {0} == set(forgotten.values())
    assert {**before, "departure": 1} == kept
    assert f"Server {here} could not be forgotten" in caplog.text
    assert {0} == set(of_layer(path, here).values())


# The real process.


async def until_noted(path: Path, layers: set[int]) -> None:
    """Wait until these servers, and no others, are noted as left."""
    for _ in range(1000):
        if dict(rows(path)["departure"]).keys() == layers:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"noted are {rows(path)['departure']}, not {layers}")


async def test_only_a_removal_is_one_and_what_happened_while_the_bot_was_away_is_seen_at_its_start(
    starter_file: Path, path: Path
) -> None:
    shutil.copy(starter_file, path)
    async with Behind(guilds=4) as wire:
        removed, lost, quiet, removed_meanwhile = wire.guilds
        long_ago, unknown = wire.snowflake(), wire.snowflake()
        async with open_database(path) as database:
            servers = Servers(database, datetime.now(UTC) - timedelta(days=31))
            for layer in (*wire.guilds, long_ago, unknown):
                await servers.found(layer, wire.user)
            async with database.write() as connection:
                for layer in (long_ago, quiet):
                    await note_departure(connection, layer, servers.at)
        before = rows(path)
        async with connected(wire, path.parent) as process:
            await process.line(f"Server {long_ago} was left 30 days ago or more; all that it had said")
            forgotten = rows(path)
            await wire.lose(lost)
            await wire.remove_bot(removed)
            await until_noted(path, {unknown, removed})
            await wire.add_bot(removed)
            await until_noted(path, {unknown})
            process.terminate()
            await left(process)
        wire.guilds.remove(removed_meanwhile)
        async with connected(wire, path.parent) as process:
            await until_noted(path, {unknown, removed_meanwhile})
            answer = await wire.command(
                "shows", {"search": OURS.title}, guild=removed_meanwhile, install="user"
            )
            process.terminate()
            await left(process)

    assert without(before, long_ago)["revision"] == forgotten["revision"] == rows(path)["revision"]
    assert "I found no show called" in answer.text
    assert [] == wire.problems
    assert not re.search("ERROR|Traceback", process.output)


# Killed in the middle.

_CHILD = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from db.database import open_database
from db.leaving import forget

async def main(path, layer, last):
    async with open_database(Path(path)) as database:
        async with database.write() as connection:
            counted = iter(range(1, 1000))
            @event.listens_for(connection.sync_connection, "after_cursor_execute")
            def executed(*_):
                if next(counted) == last:
                    os.kill(os.getpid(), signal.SIGKILL)
            forgotten = await forget(connection, layer, datetime(2027, 1, 1, tzinfo=UTC))
            print(forgotten, next(counted), flush=True)

asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
"""


async def forget_in_a_process(path: Path, layer: int, last: int) -> tuple[int, str]:
    """Another process forgets a layer, and is killed after its last statement; returns how it ended."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _CHILD, str(path), str(layer), str(last)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await child.communicate()
    return child.returncode or 0, printed.decode()


async def test_killed_in_the_middle_the_server_is_there_whole(starter_file: Path, tmp_path: Path) -> None:
    here = 100
    shutil.copy(starter_file, tmp_path / "0.db")
    async with open_database(tmp_path / "0.db") as database:
        servers = Servers(database, LATER - timedelta(days=40))
        for layer in (here, 200):
            await servers.found(layer, 1)
            await servers.suggest(layer, 2, 1)
            await servers.mute(layer, 2, 1)
        async with database.write() as connection:
            await note_departure(connection, here, servers.at)
    before = rows(tmp_path / "0.db")
    for number in (1, 2, 3):
        shutil.copy(tmp_path / "0.db", tmp_path / f"{number}.db")

    killed = await asyncio.gather(
        *(forget_in_a_process(tmp_path / f"{number}.db", here, 5 * number) for number in (1, 2))
    )
    done = await forget_in_a_process(tmp_path / "3.db", here, 0)

    assert [(-signal.SIGKILL, "")] * 2 == killed
    assert (0, "True") == (done[0], done[1].split()[0])
    assert int(done[1].split()[1]) > 10, "both were killed in the middle"
    assert [before, before] == [rows(tmp_path / "1.db"), rows(tmp_path / "2.db")]
    assert without(before, here) == rows(tmp_path / "3.db")


# Whatever was done.

LAYERS, PEOPLE = (SHARED, 100, 200), (1, 2, 3, 4)
ACTS = st.tuples(
    st.sampled_from(["say", "found", "suggest", "mute", "begin"]),
    st.sampled_from(LAYERS),
    st.sampled_from(PEOPLE),
    st.sampled_from(PEOPLE),
)


@pytest.fixture(scope="session")
def one_show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that knows one show."""
    path = tmp_path_factory.mktemp("leaving") / "greenlight.db"

    async def fill() -> None:
        async with open_database(path) as database:
            async with database.write() as connection:
                await connection.exec_driver_sql("INSERT INTO show (id, key) VALUES (1, 'a-show')")
            await Servers(database, LATER).say(SHARED, 9, 1, ShowDetails(title="A Show", year=2026))

    asyncio.run(fill())
    return path


@settings(max_examples=15)
@given(acts=st.lists(ACTS, min_size=5, max_size=30))
def test_whatever_was_done_forgetting_a_server_takes_that_and_nothing_else(
    one_show: Path, acts: list[tuple[str, int, int, int]]
) -> None:
    async def work(path: Path) -> None:
        async with open_database(path) as database:
            servers = Servers(database, LATER - timedelta(days=31), interaction=1000)
            for act, layer, who, moderator in acts:
                await act_out(servers, act, layer, who, moderator)
            before = rows(path)
            async with database.write() as connection:
                for layer in (SHARED, 100):
                    await note_departure(connection, layer, servers.at)
                await forget(connection, 100, LATER)
                assert not await forget(connection, 100, LATER)
                assert not await forget(connection, SHARED, LATER)
                await note_return(connection, SHARED)
            assert without(before, 100) == rows(path)
            assert {0} == set(of_layer(path, 100).values())

    with TemporaryDirectory() as folder:
        asyncio.run(work(Path(shutil.copy(one_show, Path(folder) / "greenlight.db"))))


async def act_out(servers: Servers, act: str, layer: int, who: int, moderator: int) -> None:
    if act == "say":
        await servers.say(layer, who, 1, WRITER.model_copy(update={"person": f"Person {moderator}"}))
    elif act == "found":
        await servers.found(layer, who)
    elif act == "begin":
        await servers.begin(layer, who)
    elif layer != SHARED:
        await (servers.suggest if act == "suggest" else servers.mute)(layer, who, moderator)

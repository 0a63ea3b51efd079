"""The bot as it is deployed, `python -m bot run`, against a Discord on localhost."""

import asyncio
import re
import shutil
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from bot.check import look
from bot.settings import Settings
from db.database import StoreError, open_database
from tests.wire import Answer, BotProcess, Call, Json, Session, Wire

pytestmark = pytest.mark.asyncio(loop_scope="module")

STATUS = "The Imperfects was cancelled after one season; there will be no season 2."
COMMANDS = {"status", "reviews", "viewers", "cast", "story", "shows", "about"}
LEFT_OPEN = ("Task was destroyed", "Unclosed", "was never", "Exception ignored", "Event loop is closed")


class Behind(Wire):
    """Discord behind a gateway proxy: /gateway/bot names an address that is not to be used."""

    async def _give_gateway(self, _: Call) -> Json:
        return await super()._give_gateway(_) | {"url": "ws://127.0.0.1:9/"}


class Slow(Behind):
    """Discord that leaves the login waiting."""

    async def _give_application(self, _: Call) -> Json:
        await asyncio.sleep(20)
        return await super()._give_application(_)


class Refusing(Behind):
    """Discord whose gateway does not take the token, which was reset after the login."""

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        await socket.close(code=4004)
        return None


@dataclass(frozen=True)
class Running:
    """A bot and the Discord it is connected to."""

    wire: Wire
    process: BotProcess
    folder: Path

    async def logged(self, text: str) -> str:
        return await self.process.line(text, timeout=5)


@pytest.fixture
def folder(starter_file: Path, tmp_path: Path) -> Path:
    """Where a bot can start that holds the starter content already."""
    shutil.copy(starter_file, tmp_path / "greenlight.db")
    return tmp_path


@asynccontextmanager
async def launched(wire: Wire, folder: Path, **settings: str) -> AsyncGenerator[BotProcess]:
    """A process that has been started; none of its output may tell the token."""
    async with BotProcess({**wire.environment, **settings}, cwd=folder) as process:
        yield process
    assert wire.token.rpartition(".")[2] not in process.output


@asynccontextmanager
async def connected(wire: Wire, folder: Path, **settings: str) -> AsyncGenerator[BotProcess]:
    async with launched(wire, folder, **settings) as process:
        try:
            await wire.ready()
        except TimeoutError as error:
            raise AssertionError(f"{error}; the bot printed:\n{process.output}") from None
        yield process


async def left(process: BotProcess) -> None:
    """What follows upon a signal: the end within five seconds, with nothing left open."""
    assert 0 == await process.wait(5)
    assert [] == [trace for trace in LEFT_OPEN if trace in process.output]


def first_line(answer: Answer) -> str:
    return answer.text.split("\n")[0].removeprefix("### ")


def syncs(wire: Wire) -> list[str]:
    return [call.path for call in wire.calls if call.method == "PUT" and call.path.endswith("/commands")]


# One process, asked many things.


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shared(starter_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    folder = tmp_path_factory.mktemp("shared")
    shutil.copy(starter_file, folder / "greenlight.db")
    async with Behind() as wire, connected(wire, folder, LOG_LEVEL="DEBUG") as process:
        yield Running(wire, process, folder)
        process.terminate()
        await left(process)


@pytest_asyncio.fixture(loop_scope="module")
async def bot(shared: Running) -> AsyncGenerator[Running]:
    """The shared bot, which at the end must have sent nothing that Discord does not take."""
    yield shared
    assert [] == shared.wire.problems


@pytest_asyncio.fixture(loop_scope="module")
async def calm_bot(bot: Running) -> AsyncGenerator[Running]:
    """The shared bot, which must log no error in this test."""
    before = len(bot.process.output)
    yield bot
    logged = bot.process.output[before:]
    assert [] == [line for line in logged.splitlines() if re.search("ERROR|WARNING|Traceback", line)]


async def test_the_start_prints_an_invitation_that_asks_for_no_permission(calm_bot: Running) -> None:
    line = await calm_bot.logged("Invite me")

    assert line == (
        "Invite me to a server: https://discord.com/oauth2/authorize"
        f"?client_id={calm_bot.wire.application}&scope=bot+applications.commands&permissions=0"
    )
    assert [] == [line for line in calm_bot.process.output.splitlines() if re.search("WARNING|ERROR", line)]


async def test_the_gateway_proxy_is_used_whatever_discord_names(calm_bot: Running) -> None:
    asked = [call.path for call in calm_bot.wire.calls if call.path.startswith("/gateway")]

    assert ["/gateway/bot"] == asked
    assert [[0, 1]] == [identify["shard"] for identify in calm_bot.wire.identifies]
    assert [1] == [identify["intents"] for identify in calm_bot.wire.identifies]


async def test_what_it_sends_is_held_against_discords_own_description(shared: Running) -> None:
    if not shared.wire.validates:
        pytest.skip("../shared/discord/openapi.json is not here, so only the checks by hand were made")
    assert shared.wire.validates


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("status", STATUS),
        ("reviews", "Opinions on season 1 of The Imperfects are divided"),
        ("viewers", "Season 1 of The Imperfects was watched for 71.85 million hours in three weeks"),
        ("cast", "The Imperfects: Italia Ricci, Iñaki Godoy"),
        ("story", "The Imperfects: this spoils everything up to season 1, episode 10."),
        ("shows", "I know 16 shows."),
        ("about", "I answer what fans ask about a show"),
    ],
)
async def test_each_command_answers(calm_bot: Running, command: str, said: str) -> None:
    options = {} if command in ("shows", "about") else {"show": "The Imperfects"}

    answer = await calm_bot.wire.command(command, options)

    assert (200, 4, False) == (answer.status, answer.type, answer.private)
    assert first_line(answer).startswith(said)


async def test_a_show_is_completed_while_it_is_typed(calm_bot: Running) -> None:
    answer = await calm_bot.wire.autocomplete("status", {"show": "imprefects"}, "show")
    picked = await calm_bot.wire.command("status", {"show": answer.choices[0]["value"]})

    assert "The Imperfects (2022) · Netflix · cancelled" == answer.choices[0]["name"]
    assert STATUS == first_line(picked)


async def test_a_button_leads_to_the_neighbouring_answer(calm_bot: Running) -> None:
    status = await calm_bot.wire.command("status", {"show": "The Imperfects"})

    cast = await calm_bot.wire.click("Cast", message=status)

    assert (200, True) == (cast.status, cast.private)
    assert first_line(cast).startswith("The Imperfects: Italia Ricci")


async def test_of_several_shows_that_may_be_meant_one_is_chosen(calm_bot: Running) -> None:
    question = await calm_bot.wire.command("status", {"show": "one"})
    select = next(component for component in question.components if component["type"] == 3)
    meant = next(option for option in select["options"] if option["label"].startswith("One Piece"))

    answer = await calm_bot.wire.choose(select["custom_id"], [meant["value"]], message=question)

    assert ("Which show do you mean by “one”?", True) == (first_line(question), question.private)
    assert (200, "One Piece was renewed") == (answer.status, first_line(answer)[:21])


async def test_it_answers_in_direct_messages_and_where_only_a_person_has_installed_it(
    calm_bot: Running,
) -> None:
    wire, options = calm_bot.wire, {"show": "The Imperfects"}
    direct = await wire.command("status", options, context="bot_dm")
    elsewhere = await wire.command("status", options, guild=wire.snowflake(), install="user")
    group = await wire.command("status", options, context="private_channel", install="user")
    pressed = await wire.click("Story", message=elsewhere)

    assert [STATUS] * 3 == [first_line(answer) for answer in (direct, elsewhere, group)]
    assert [200] * 4 == [answer.status for answer in (direct, elsewhere, group, pressed)]


async def test_a_command_without_the_person_who_used_it_is_answered(calm_bot: Running) -> None:
    wire = calm_bot.wire
    said = await wire.command("status", {"show": "The Imperfects"})
    payload = wire.payload(2, said.interaction["data"], {})
    del payload["member"]

    assert STATUS == first_line(await wire.deliver(payload))


async def test_the_same_interaction_twice_is_answered_once(calm_bot: Running) -> None:
    wire = calm_bot.wire
    status = await wire.command("status", {"show": "The Imperfects"})
    clicked = await wire.click("Cast", message=status)

    for answer in (status, clicked):
        await wire.replay(answer)
        await calm_bot.logged(f"{answer.interaction['id']} was answered before")

    assert [[200, 400]] * 2 == [answer.statuses for answer in (status, clicked)]
    assert [[], []] == [status.followups, clicked.followups]


async def test_an_answer_that_discord_took_and_denied_is_not_given_twice(calm_bot: Running) -> None:
    wire = calm_bot.wire
    wire.fail_next("/callback", 500, applied=True)

    answer = await wire.command("status", {"show": "The Imperfects"})
    await wire.until(lambda: len(answer.statuses) > 1, "the bot has tried again")
    await calm_bot.logged(f"{answer.interaction['id']} was answered before")

    assert ([200, 400], STATUS, []) == (answer.statuses, first_line(answer), answer.followups)


async def test_what_was_asked_while_the_connection_was_down_is_answered_once(calm_bot: Running) -> None:
    wire, resumes = calm_bot.wire, calm_bot.wire.resumes
    asking = asyncio.create_task(wire.command("status", {"show": "The Imperfects"}))
    await wire.drop_connections()
    answer = await asking
    await wire.until(lambda: wire.resumes > resumes, "the bot has resumed")
    again = await wire.command("about")

    assert ([200], STATUS, 200) == (answer.statuses, first_line(answer), again.status)


async def test_an_unforeseen_failure_shows_a_reference_that_is_in_the_log(bot: Running) -> None:
    bot.wire.fail_next("/callback", 403, {"code": 50013, "message": "Missing Permissions"})

    answer = await bot.wire.command("status", {"show": "The Imperfects"})

    assert answer.private
    reference = re.fullmatch(
        r"Something went wrong on my side\. If it keeps happening, report it as `(\w{6})`\.", answer.text
    )
    assert reference is not None, answer.text
    await bot.logged(f"Failure {reference[1]} in interaction {answer.interaction['id']}")


async def test_an_answer_that_the_network_loses_twice_does_not_end_in_a_stray_traceback(bot: Running) -> None:
    bot.wire.fail_next("/callback", 0)
    bot.wire.fail_next("/callback", 0)

    lost = await bot.wire.command("status", {"show": "The Imperfects"}, wait=False)
    await bot.logged("A failure could not be answered")
    answer = await bot.wire.command("about")

    assert ([], 200) == (lost.statuses, answer.status)
    assert "never retrieved" not in bot.process.output


async def test_a_second_copy_is_refused_and_a_check_reads_all_the_same(calm_bot: Running) -> None:
    path = calm_bot.folder / "greenlight.db"

    with pytest.raises(StoreError, match="is in use by another running Greenlight"):
        async with open_database(path):
            pass
    findings = await look(Settings(database_url=f"sqlite+aiosqlite:///{path}"))
    about = await calm_bot.wire.command("about")

    assert [""] * 3 == [finding.mend for finding in findings]
    assert (200, "I answer") == (about.status, first_line(about)[:8])


# A process of the test's own.


async def test_from_an_empty_folder_to_a_second_start(tmp_path: Path) -> None:
    async with Behind() as wire:
        async with connected(wire, tmp_path) as first:
            await first.line("facts of the starter content")
            status = await wire.command("status", {"show": "The Imperfects"})
            first.terminate()
            await left(first)
        async with connected(wire, tmp_path) as second:
            clicked = await wire.click("Reviews", message=status)
            second.interrupt()
            await left(second)

    assert (STATUS, 200) == (first_line(status), clicked.status)
    assert first_line(clicked).startswith("Opinions on season 1")
    assert COMMANDS <= {command["name"] for command in wire.commands}
    assert [f"/applications/{wire.application}/commands"] == syncs(wire), "commands are synced once"
    assert "starter content" not in second.output
    assert [] == wire.problems


async def test_commands_are_synced_to_the_server_for_trying_out_and_refusals_are_survived(
    folder: Path,
) -> None:
    async with Behind() as wire:
        async with connected(wire, folder, DEV_GUILD_ID=str(wire.guild)) as tried:
            assert COMMANDS <= {command["name"] for command in wire.guild_commands[wire.guild]}
            assert [] == wire.commands
            tried.kill()
            assert -9 == await tried.wait()
        wire.fail_next("PUT /applications", 403, {"code": 50001, "message": "Missing Access"})
        async with connected(wire, folder) as refused:
            answer = await wire.command("status", {"show": "The Imperfects"})
            refused.terminate()
            await left(refused)
        wire.fail_next("PUT /applications", 0)
        wire.fail_next("PUT /applications", 0)  # aiohttp tries a PUT again by itself.
        async with connected(wire, folder) as reset:
            await reset.line("Discord did not take the commands")
            await wire.command("about")

    assert STATUS == first_line(answer)
    assert "Discord did not take the commands" in refused.output
    assert "Traceback" not in refused.output + reset.output
    everywhere = f"/applications/{wire.application}/commands"
    assert [everywhere] * 3 == syncs(wire)[1:], "what was refused is tried again"


@pytest.mark.parametrize("end", [BotProcess.terminate, BotProcess.interrupt])
async def test_what_is_in_flight_at_the_end_is_answered(folder: Path, end: Any) -> None:
    async with Behind() as wire, connected(wire, folder) as process:
        wire.slow(1)
        options = {"show": "The Imperfects"}
        answers = [await wire.command("status", options, wait=False) for _ in range(50)]
        await wire.until(lambda: any(answer.status for answer in answers), "it has begun to answer")
        end(process)
        end(process)
        await left(process)

    assert [[200]] * 50 == [answer.statuses for answer in answers]
    assert {STATUS} == {first_line(answer) for answer in answers}
    assert "Traceback" not in process.output


async def test_an_answer_that_discord_does_not_confirm_does_not_hold_up_the_end(folder: Path) -> None:
    async with Behind() as wire, connected(wire, folder) as process:
        wire.slow(30)
        answer = await wire.command("status", {"show": "The Imperfects"})
        process.terminate()
        await left(process)

    assert STATUS == first_line(answer)
    assert "Traceback" not in process.output


async def test_sigterm_ends_a_login_that_hangs(folder: Path) -> None:
    async with Slow() as wire, launched(wire, folder) as process:
        await wire.until(lambda: bool(wire.calls), "the bot logs in")
        await asyncio.sleep(0.1)
        process.terminate()
        await left(process)

    assert "Traceback" not in process.output
    assert [] == wire.identifies


async def test_sigterm_ends_it_where_the_gateway_is_out_of_reach(folder: Path) -> None:
    async with (
        Behind() as wire,
        launched(wire, folder, DISCORD_GATEWAY_URL="ws://127.0.0.1:9/") as process,
    ):
        await process.line("Failed to connect for shard_id: 0. Retrying")
        process.terminate()
        await left(process)


@pytest.mark.parametrize("kind", [Behind, Refusing])
async def test_a_token_that_discord_refuses_ends_it_with_a_sentence(folder: Path, kind: type[Wire]) -> None:
    async with kind() as wire, launched(wire, folder) as process:
        wire.refuse_token = kind is Behind
        status = await process.wait()

    assert 78 == status
    assert "Discord refuses the token. Reset it on the Bot page" in process.output.splitlines()[-1]
    assert "Traceback" not in process.output


async def test_a_discord_out_of_reach_ends_it_with_a_sentence(folder: Path, tmp_path_factory: Any) -> None:
    other = tmp_path_factory.mktemp("other")
    shutil.copy(folder / "greenlight.db", other)
    async with (
        Behind() as wire,
        launched(wire, folder, DISCORD_API_URL="http://127.0.0.1:9/api/v10") as closed,
        launched(wire, other) as unavailable,
    ):
        wire.fail_next("GET /users/@me", 503, {"message": "<html>" * 99})
        statuses = [await process.wait() for process in (closed, unavailable)]

    assert [1, 1] == statuses
    assert "Discord cannot be reached (Cannot connect to host 127.0.0.1:9" in closed.output.splitlines()[-1]
    assert unavailable.output.splitlines()[-1] == (
        "Discord cannot be reached (it answers 503). Check the network, "
        "and DISCORD_API_URL if you set it; then start again."
    )
    assert "Traceback" not in closed.output + unavailable.output


async def test_a_store_that_breaks_while_it_runs_is_told_privately(folder: Path) -> None:
    path = folder / "greenlight.db"
    async with Behind() as wire, connected(wire, folder) as process:
        with closing(sqlite3.connect(path)) as store, store:
            store.execute("UPDATE revision SET value = '{\"sense\": false}' WHERE value LIKE '%cancelled%'")
        garbled = await wire.command("status", {"show": "The Imperfects"})
        with closing(sqlite3.connect(path)) as store, store:
            store.execute("ALTER TABLE revision RENAME TO lost")
        gone = await wire.command("status", {"show": "The Imperfects"})
        clicked = await wire.click("ask:status:1:::0:")
        process.terminate()
        await left(process)

    reference = garbled.text.split("`")[1]
    assert (True, True, True) == (garbled.private, gone.private, clicked.private)
    assert f"Failure {reference} in interaction {garbled.interaction['id']}" in process.output
    for answer in (gone, clicked):
        assert "I can't reach my facts right now." in answer.text

"""The one policy, over the wire: everything that can be used, tried by everybody who could."""

import re
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.client import FORMS as RETURNED
from bot.client import ITEMS
from db.config import Configuration
from db.database import open_database
from db.edits import Change, Signature, sign
from db.tables import SERVER
from tests.moderating import MANAGE_SERVER, Member, Moderator
from tests.policy import COMMANDS, COMPONENTS, FORMS, May, Scene
from tests.test_process import Behind, Running, connected, left
from tests.wire import MEMBER_PERMISSIONS, Json, Where, Wire

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1 << 3
OURS = "A show of our own"

REFUSALS = re.compile(
    "Only moderators can do that|Only members with the Manage Server permission can do that"
    "|In direct messages only my owner can correct facts|That belongs to a server"
    "|I am not a member of this server|Only my owner can do that"
)
EVERYTHING = {**COMMANDS, **COMPONENTS, **FORMS}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shared(starter_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """A bot in two servers, in the first of which a role may correct facts."""
    folder = tmp_path_factory.mktemp("policy")
    shutil.copy(starter_file, folder / "greenlight.db")
    async with Behind(guilds=2) as wire:
        async with open_database(folder / "greenlight.db") as database, database.write() as connection:
            by = Signature(wire.owner, wire.guild, datetime.now(UTC), wire.snowflake(), unlocked=True)
            editors = Configuration(editor_role=wire.role)
            await sign(connection, by, [Change.to(SERVER, editors, (), by.at.date())])
        async with connected(wire, folder) as process:
            wire.patience = 20  # however busy the machine that tests is
            yield Running(wire, process, folder)
            process.terminate()
            await left(process)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def scene(shared: Running) -> Scene:
    """What people have left behind: something confirmed, begun and suggested, a show of this server's own."""
    moderator = Moderator(shared.wire)
    about, role = {"show": "The Imperfects"}, "Themselves"
    await moderator.confirm(await moderator.preview("credit", about, {"person": "Somebody", "role": role}))
    begun = await moderator.preview("credit", about, {"person": "Somebody else", "role": role})
    ours = await moderator.preview("show", {"title": OURS}, {"title": OURS, "year_network": "2026, Here"})
    await moderator.confirm(ours)
    member = Member(shared.wire, {"user": shared.wire.snowflake()})
    await member.send(await member.preview("Somebody suggested"))
    (suggestion,) = _rows(shared, "SELECT max(id) FROM suggestion")[0]
    (show,) = _rows(shared, "SELECT id FROM show WHERE key LIKE 'the-imperfects%'")[0]
    (edit,) = _rows(shared, f"SELECT max(id) FROM edit WHERE layer = {shared.wire.guild}")[0]
    return Scene(shared.wire, show, begun.draft_id, edit, suggestion)


def everybody(wire: Wire) -> dict[str, tuple[May, Where]]:
    """Who could try, and how far each may go there."""
    elsewhere = wire.snowflake()
    manages = MEMBER_PERMISSIONS | MANAGE_SERVER
    return {
        "somebody without any permission": (May.MEMBER, {"user": wire.snowflake(), "permissions": 0}),
        "a member": (May.MEMBER, {"user": wire.snowflake()}),
        "the author, who has lost the permission": (May.MEMBER, {}),
        "somebody in direct messages": (May.ANYBODY, {"user": wire.snowflake(), "context": "bot_dm"}),
        "somebody in a group": (
            May.ANYBODY,
            {"user": wire.snowflake(), "context": "private_channel", "install": "user"},
        ),
        "a manager of a server where the bot is not": (
            May.ANYBODY,
            {"user": wire.snowflake(), "guild": elsewhere, "install": "user", "permissions": manages},
        ),
        "somebody with the editors' role": (May.EDITOR, {"user": wire.snowflake(), "roles": [wire.role]}),
        "the author": (May.MANAGER, {"permissions": manages}),
        "an administrator": (May.MANAGER, {"user": wire.snowflake(), "permissions": ADMINISTRATOR}),
    }


@pytest.mark.parametrize("name", sorted(EVERYTHING))
async def test_who_may_not_is_refused_privately_and_changes_nothing(
    shared: Running, scene: Scene, name: str
) -> None:
    row, wrong = EVERYTHING[name], dict[str, str]()
    for who, (reach, where) in everybody(shared.wire).items():
        before = _written(shared)
        answer = await row.use(scene, where)
        refused = bool(REFUSALS.search(answer.text))
        if refused != (reach < row.may) or (refused and not answer.private):
            wrong[who] = answer.text
        if refused and _written(shared) != before:
            wrong[who] = "something was written"

    assert {} == wrong
    assert [] == shared.wire.problems
    assert "Failure " not in shared.process.output


@pytest.mark.parametrize("name", sorted(COMPONENTS.keys() | FORMS.keys()))
async def test_a_manager_elsewhere_reaches_nothing_here_by_a_forged_id(
    shared: Running, scene: Scene, name: str
) -> None:
    there: Where = {
        "user": shared.wire.snowflake(),
        "guild": shared.wire.guilds[1],
        "permissions": MEMBER_PERMISSIONS | MANAGE_SERVER,
    }
    before = _written(shared, of=shared.wire.guild)

    answer = await EVERYTHING[name].use(scene, there)
    nowhere = await EVERYTHING[name].use(_nothing(scene), there)

    assert before == _written(shared, of=shared.wire.guild)
    assert [] == [one.text for one in (answer, nowhere) if "Somebody else" in one.text or OURS in one.text]
    assert {200} == {one.status for one in (answer, nowhere)}
    assert "Failure " not in shared.process.output


async def test_what_a_server_has_of_its_own_is_offered_there_alone(shared: Running, scene: Scene) -> None:
    completed = [
        (name, option["name"])
        for name, options in _commands(shared.wire.commands)
        for option in options
        if option.get("autocomplete") and option["name"] in ("show", "title", "compare", "default_show")
    ]
    offered = {
        (name, option): [
            OURS in str((await shared.wire.autocomplete(name, {option: OURS}, option, **where)).choices)
            for _, where in everybody(shared.wire).values()
        ]
        for name, option in completed
    }

    assert len(completed) > 8
    assert {here: [True, True, True, False, False, False, True, True, True] for here in completed} == offered


async def test_everything_that_can_be_used_has_a_row(shared: Running) -> None:
    ids = [_SOMETHING.fill(row.custom_id) for row in (*COMPONENTS.values(), *FORMS.values())]
    patterns = [item.__discord_ui_compiled_template__.pattern for item in ITEMS]
    alternatives = [one for pattern in patterns for one in _alternatives(pattern)]

    assert {name for name, _ in _commands(shared.wire.commands)} == COMMANDS.keys()
    assert [] == [one for one in alternatives if not any(re.fullmatch(one, found) for found in ids)]
    assert [] == [one for one in RETURNED if not any(map(one.custom_id.fullmatch, ids))]


_SOMETHING = Scene(Wire(), 1, 1, 1, 1)


def _nothing(scene: Scene) -> Scene:
    """A scene of ids that nothing has."""
    return replace(scene, show=999_999, draft=999_999, edit=999_999, suggestion=999_999)


def _alternatives(pattern: str) -> Iterator[str]:
    """A custom_id's pattern, once for each word that one of its groups allows."""
    words = re.search(r"\(\?P<\w+>([a-z]+(?:\|[a-z]+)+)\)", pattern)
    if words is None:
        yield pattern
    else:
        yield from (pattern.replace(words[0], word) for word in words[1].split("|"))


def _commands(tree: list[Json]) -> Iterator[tuple[str, list[Json]]]:
    """Each command by its whole name, with its options."""
    for command in tree:
        options: list[Json] = command.get("options") or []
        groups: list[Json] = [option for option in options if option["type"] == 1]
        if not groups:
            yield command["name"], options
        for group in groups:
            yield f"{command['name']} {group['name']}", group.get("options") or []


def _written(running: Running, of: int | None = None) -> list[Any]:
    """All that people's acts leave behind, or what of it belongs to one server."""
    where = f" WHERE layer = {of}" if of is not None else ""
    tables = ("edit", "revision", "draft", "suggestion")
    return [_rows(running, f"SELECT * FROM {table}{where}") for table in tables]


def _rows(running: Running, query: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{running.folder}/greenlight.db?mode=ro", uri=True)) as store:
        return store.execute(query).fetchall()

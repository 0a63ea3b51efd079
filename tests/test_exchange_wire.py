"""/export and /import over the wire: files that do not come, are not what was declared, or come twice."""

import asyncio
import json
import re
import shutil
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Unpack

import pytest
import pytest_asyncio

from bot.exchange import MOST_BYTES
from tests.moderating import MANAGE_SERVER
from tests.test_process import Behind, Running, connected, left
from tests.wire import MEMBER_PERMISSIONS, Answer, Json, Where
from tests.wire_rules import text_of
from tests.world import show_in_file

pytestmark = pytest.mark.asyncio(loop_scope="module")

MANAGES = MEMBER_PERMISSIONS | MANAGE_SERVER


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shared(starter_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """A bot in two servers."""
    folder = tmp_path_factory.mktemp("exchange")
    shutil.copy(starter_file, folder / "greenlight.db")
    async with Behind(guilds=2) as wire, connected(wire, folder, LOG_LEVEL="DEBUG") as process:
        wire.patience = 20  # however busy the machine that tests is
        yield Running(wire, process, folder)
        process.terminate()
        await left(process)


@pytest_asyncio.fixture(loop_scope="module")
async def bot(shared: Running) -> AsyncGenerator[Running]:
    """The shared bot, which in no test sends what Discord does not take, or logs a failure."""
    before = len(shared.process.output)
    yield shared
    logged = shared.process.output[before:]
    assert [] == [line for line in logged.splitlines() if re.search("WARNING|ERROR|Traceback", line)]
    assert [] == shared.wire.problems


def about(title: str) -> bytes:
    """A file about one show that nobody has yet."""
    file = {"version": 1, "checked_on": "2026-11-22", "shows": [show_in_file(title)]}
    return json.dumps(file).encode()


async def sent(bot: Running, content: bytes, size: int | None = None) -> Answer:
    """A manager's file, as far as the answer that follows the waiting."""
    answer = await bot.wire.upload("import:file", "file", content, size=size, permissions=MANAGES)
    await bot.wire.until(lambda: answer.type != 5 or bool(answer.edits), "what the file comes to")
    return answer


async def preview_of(bot: Running, content: bytes) -> Json:
    """The preview as it was first shown: what is pressed on it later is pressed on an old message."""
    return deepcopy((await sent(bot, content)).message or {})


async def pressed(bot: Running, label: str, on: Json, **where: Unpack[Where]) -> Answer:
    answer = await bot.wire.click(label, message=on, **{"permissions": MANAGES, **where})
    await bot.wire.until(
        lambda: answer.type != 6 or bool(answer.edits or answer.followups), "what the button does"
    )
    return answer


def shows(bot: Running, title: str) -> int:
    """In how many servers a show of this title was recorded, and how often."""
    with closing(sqlite3.connect(f"file:{bot.folder}/greenlight.db?mode=ro", uri=True)) as store:
        query = "SELECT count(*) FROM revision WHERE value ->> '$.title' = ?"
        return store.execute(query, (title,)).fetchone()[0]


async def test_a_manager_sends_a_file_sees_what_it_changes_and_confirms_it(bot: Running) -> None:
    opened = await bot.wire.command("import", permissions=MANAGES)
    answer = await sent(bot, about("Sent and confirmed"))
    preview, before = deepcopy(answer.message or {}), shows(bot, "Sent and confirmed")
    done = await pressed(bot, "Confirm", preview)
    carried = await bot.wire.command("export", permissions=MANAGES)
    await bot.wire.until(lambda: bool(carried.files), "the file")

    assert (9, "import:file") == (opened.type, opened.data["custom_id"])
    assert (5, True) == (answer.type, answer.private)
    assert "Import one fact from facts.json?" in text_of(preview)
    assert "Imported." in done.text
    assert (0, 1) == (before, shows(bot, "Sent and confirmed"))
    assert carried.private
    assert b"Sent and confirmed" in next(iter(carried.files.values()))


async def test_a_file_declared_too_large_is_not_even_asked_for(bot: Running) -> None:
    answer = await sent(bot, about("Declared"), size=MOST_BYTES + 1)

    assert (4, True) == (answer.type, answer.private)
    assert "at most 1,048,576 (1 MiB) can be imported" in answer.text
    assert list(bot.wire.files)[-1] not in bot.wire.handed_over


async def test_a_file_that_is_larger_than_declared_is_refused(bot: Running) -> None:
    answer = await sent(bot, about("Larger") + b" " * MOST_BYTES, size=100)

    assert "at most 1,048,576 (1 MiB) can be imported" in answer.text
    assert list(bot.wire.files)[-1] in bot.wire.handed_over


async def test_a_file_that_discord_does_not_hand_over_is_told(bot: Running) -> None:
    bot.wire.files_url, whole = "http://127.0.0.1:9/files", bot.wire.files_url
    nowhere = await sent(bot, about("Nowhere"))
    bot.wire.files_url = f"{whole}/no"
    missing = await sent(bot, about("Missing"))
    bot.wire.files_url = whole

    sentence = "Discord did not hand that file over. Please send it again."
    assert [sentence] * 2 == [nowhere.text, missing.text]


async def test_a_form_without_a_file_is_told_what_is_missing(bot: Running) -> None:
    answer = await bot.wire.submit("import:file", {"file": "facts.json"}, permissions=MANAGES)

    assert "Please choose one file, such as `/export` writes." in answer.text
    assert answer.private


async def test_confirming_twice_in_whatever_way_imports_once(bot: Running) -> None:
    preview = await preview_of(bot, about("Only once"))
    first = await pressed(bot, "Confirm", preview)
    again = await bot.wire.replay(first)
    other = await pressed(bot, "Confirm", preview)
    at_once = await preview_of(bot, about("Both at once"))
    both = await asyncio.gather(pressed(bot, "Confirm", at_once), pressed(bot, "Confirm", at_once))

    assert [200, 400] == again.statuses
    assert "That file has been imported already." in str(other.followups)
    assert 1 == shows(bot, "Only once")
    assert 1 == len([one for one in both if "imported already" in str(one.followups)])
    assert 1 == shows(bot, "Both at once")


async def test_a_file_sent_twice_is_looked_at_once(bot: Running) -> None:
    answer = await sent(bot, about("Delivered twice"))
    await bot.wire.replay(answer)

    assert [200, 400] == answer.statuses
    assert 0 == shows(bot, "Delivered twice")


async def test_nobody_else_and_nobody_elsewhere_goes_on_with_an_import(bot: Running) -> None:
    preview = await preview_of(bot, about("Mine alone"))
    number = re.findall(r"import:confirm:(\d+)", json.dumps(preview))[0]

    somebody = await pressed(bot, "Confirm", preview, user=bot.wire.snowflake())
    elsewhere = await pressed(bot, "Confirm", preview, guild=bot.wire.guilds[1])
    as_a_fact = await bot.wire.click(f"draft:confirm:{number}", permissions=MANAGES)
    as_a_form = await bot.wire.click(f"draft:edit:{number}", permissions=MANAGES)

    assert "Somebody else began that import." in str(somebody.followups)
    assert "That import was begun in another place" in str(elsewhere.followups)
    assert ["That change is not there any more. Please begin again with `/update`."] * 2 == [
        as_a_fact.text,
        as_a_form.text,
    ]
    assert 0 == shows(bot, "Mine alone")


async def test_an_export_that_discord_would_not_take_is_refused(bot: Running) -> None:
    await pressed(bot, "Confirm", await preview_of(bot, about("Too much")))
    where: Where = {"permissions": MANAGES}
    asked = await bot.wire.command("export", wait=False, **where)
    payload = asked.interaction | {
        "id": str(bot.wire.snowflake()),
        "token": "small",
        "attachment_size_limit": 300,
    }
    answer = await bot.wire.deliver(payload, where)
    await bot.wire.until(lambda: bool(answer.edits), "the refusal")

    assert "Leave the history out with `history: False`, or export one `show` at a time." in answer.text
    assert {} == answer.files

"""/suggest over the wire: forged, delivered twice, at the same moment, or while the store cannot write."""

import asyncio
import re
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from db.config import Configuration
from db.database import open_database
from db.edits import Change, Signature, sign
from db.tables import SERVER
from tests.moderating import Member, Moderator, Preview
from tests.test_process import Behind, Running, connected, first_line, left
from tests.test_update_wire import NOTHING_CHANGED, UNOFFERED, locked
from tests.wire import Answer, Json, Where, Wire
from tests.wire_rules import text_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

GONE = "That suggestion is not there any more. `/suggestions` shows all there are."
BEGIN_AGAIN = "That suggestion is not there any more. Please begin again with `/suggest`."
IN_A_SERVER = "That belongs to a server. Please use it in one where I am a member."
NOT_A_MEMBER = "I am not a member of this server, so it has no facts of its own to correct."
MODERATORS_ONLY = "Only moderators can do that: members with the Manage Server permission."
SENT = "Sent to this server's moderators. `/suggestions` shows you what becomes of it."


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shared(starter_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """A bot in two servers; the first has a channel for suggestions."""
    folder = tmp_path_factory.mktemp("suggest")
    shutil.copy(starter_file, folder / "greenlight.db")
    async with Behind(guilds=2) as wire:
        async with open_database(folder / "greenlight.db") as database, database.write() as connection:
            by = Signature(wire.owner, wire.guild, datetime.now(UTC), wire.snowflake(), unlocked=True)
            chosen = Configuration(suggestions_channel=wire.channels[wire.guild])
            await sign(connection, by, [Change.to(SERVER, chosen, (), by.at.date())])
        async with connected(wire, folder, LOG_LEVEL="DEBUG") as process:
            wire.patience = 20  # however busy the machine that tests is
            yield Running(wire, process, folder)
            process.terminate()
            await left(process)


@pytest_asyncio.fixture(loop_scope="module")
async def bot(shared: Running) -> AsyncGenerator[Running]:
    """The shared bot, which in no test sends what Discord does not take, or logs a failure.

    What earlier tests sent is set back by a day, so that it does not count among the twenty an hour.
    """
    with closing(sqlite3.connect(shared.folder / "greenlight.db", timeout=5)) as store, store:
        store.execute("UPDATE suggestion SET sent = datetime(sent, '-1 day')")
    before = len(shared.process.output)
    yield shared
    logged = shared.process.output[before:]
    assert [] == [line for line in logged.splitlines() if re.search("WARNING|ERROR|Traceback", line)]
    assert [] == shared.wire.problems


@pytest.fixture
def moderator(bot: Running) -> Moderator:
    return Moderator(bot.wire)


@pytest.fixture
def member(bot: Running) -> Member:
    """A member whom no other test knows."""
    return Member(bot.wire, {"user": bot.wire.snowflake()})


@pytest.fixture
def person(bot: Running) -> str:
    """Somebody to suggest whom no other test knows."""
    return f"Somebody {bot.wire.snowflake()}"


@pytest_asyncio.fixture(loop_scope="module")
async def card(bot: Running, member: Member, person: str) -> Json:
    """The card of a suggestion that a member has sent."""
    return await a_card(bot, member, person)


async def a_card(bot: Running, member: Member, person: str) -> Json:
    sent = await member.send(await member.preview(person))
    assert SENT == sent.text
    await eventually(lambda: len(cards(bot, person)) == 1 and placed(bot, person))
    return cards(bot, person)[0]


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait for something that the bot does after it has answered, perhaps only in its store."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def cards(bot: Running, person: str) -> list[Json]:
    """The cards about a person in the moderators' channel."""
    channel = str(bot.wire.channels[bot.wire.guild])
    public = [
        message
        for message in bot.wire.messages.values()
        if message["channel_id"] == channel and not message["flags"] & 1 << 6
    ]
    return [
        message for message in public if re.search(f"{person}.*Suggested by", text_of(message), re.DOTALL)
    ]


def first_line_of(message: Json) -> str:
    return text_of(message).splitlines()[0]


def rows(bot: Running, query: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(f"file:{bot.folder}/greenlight.db?mode=ro", uri=True)) as store:
        return store.execute(query, values).fetchall()


def suggested(bot: Running, person: str) -> list[tuple[int, str]]:
    """The suggestions about a person: their numbers, and what became of each."""
    fate = (
        "CASE WHEN settled IS NULL THEN 'open' WHEN settled_by IS NULL THEN 'withdrawn' "
        "WHEN reason IS NULL THEN 'approved' ELSE 'declined' END"
    )
    query = f"SELECT suggestion.id, {fate} FROM suggestion JOIN draft ON draft.id = draft_id"
    return rows(bot, f"{query} WHERE instr(draft.typed, ?)", person)


def fates(bot: Running, person: str) -> list[str]:
    return [fate for _, fate in suggested(bot, person)]


def placed(bot: Running, person: str) -> bool:
    """Whether the store knows where the card is."""
    query = "SELECT message_id FROM suggestion JOIN draft ON draft.id = draft_id WHERE instr(draft.typed, ?)"
    return [row for row in rows(bot, query, person) if row[0]] != []


def edits(bot: Running, person: str) -> int:
    """How often something about a person was recorded."""
    query = "SELECT count(*) FROM revision JOIN fact ON fact.id = fact_id WHERE instr(fact.key, ?)"
    (found,) = rows(bot, query, person.casefold())[0]
    return found


async def decide(moderator: Moderator, label: str, card: Json, *, wait: bool = True) -> Answer:
    """Press a button under the card; Decline also gives a reason."""
    pressed = await moderator.wire.click(label, message=card, wait=wait, **moderator.here)
    if label == "Decline" and pressed.type == 9:
        return await moderator.wire.submit(pressed, {"reason": "No page says so."}, wait=wait)
    return pressed


def others(bot: Running) -> tuple[Moderator, Moderator]:
    wire = bot.wire
    return Moderator(wire, {"user": wire.snowflake()}), Moderator(wire, {"user": wire.snowflake()})


# From the command to the answer.


async def test_a_member_suggests_and_a_moderator_approves(
    bot: Running, moderator: Moderator, member: Member, person: str
) -> None:
    card = await a_card(bot, member, person)
    before = text_of(card)

    approved = await decide(moderator, "Approve", card)
    answer = await bot.wire.command("cast", {"show": "The Imperfects"})
    elsewhere = await bot.wire.command("cast", {"show": "The Imperfects"}, guild=bot.wire.guilds[1])

    assert f"Suggested by <@{member.where.get('user')}>" in before
    assert (7, 200, False) == (approved.type, approved.status, approved.private)
    assert first_line(approved).startswith(f"✅ Approved: Credit {person}")
    assert (person in answer.text, person in elsewhere.text) == (True, False)
    assert (["approved"], 1) == (fates(bot, person), edits(bot, person))


# Twice, and at the same moment.


@pytest.mark.parametrize("wait", [True, False], ids=["later", "at the same moment"])
async def test_the_same_send_twice_is_one_suggestion_and_one_card(
    bot: Running, member: Member, person: str, wait: bool
) -> None:
    preview = await member.preview(person)
    answer = await member.send(preview, wait=wait)
    await bot.wire.replay(answer, wait=wait)
    await eventually(lambda: len(answer.statuses) == 2 and placed(bot, person))
    again = await member.send(preview)

    assert ([200, 400], SENT, SENT) == (sorted(answer.statuses), answer.text, again.text)
    assert (["open"], 1) == (fates(bot, person), len(cards(bot, person)))


async def test_what_was_sent_or_decided_is_told_although_the_answer_is_lost(
    bot: Running, moderator: Moderator, member: Member, person: str
) -> None:
    lost = {"code": 10062, "message": "Unknown interaction"}
    preview = await member.preview(person)
    bot.wire.fail_next("/callback", 404, lost)
    await member.send(preview, wait=False)
    await eventually(lambda: placed(bot, person))
    ((number, _),) = suggested(bot, person)

    bot.wire.fail_next("/callback", 404, lost)
    await bot.wire.click(f"suggestion:approve:{number}", wait=False, **moderator.here)
    await eventually(lambda: first_line_of(cards(bot, person)[0]).startswith("### ✅ Approved"))

    assert (["approved"], 1) == (fates(bot, person), edits(bot, person))


async def test_a_card_that_is_posted_after_the_decision_shows_it(
    bot: Running, moderator: Moderator, member: Member, person: str
) -> None:
    preview = await member.preview(person)
    bot.wire.fail_next(f"POST /channels/{bot.wire.channels[bot.wire.guild]}/messages", 500)
    await member.send(preview)  # the card is tried again a second later
    ((number, _),) = suggested(bot, person)

    await bot.wire.click(f"suggestion:approve:{number}", **moderator.here)
    await eventually(lambda: placed(bot, person))

    ((posted,),) = rows(bot, "SELECT message_id FROM suggestion WHERE id = ?", number)
    await eventually(lambda: first_line_of(bot.wire.messages[str(posted)]).startswith("### ✅ Approved"))


@pytest.mark.parametrize("wait", [True, False], ids=["later", "at the same moment"])
@pytest.mark.parametrize("label", ["Approve", "Decline"])
async def test_the_same_decision_twice_decides_once(
    bot: Running, moderator: Moderator, card: Json, person: str, label: str, wait: bool
) -> None:
    answer = await decide(moderator, label, card, wait=label == "Decline" or wait)
    await bot.wire.replay(answer, wait=wait)
    await bot.wire.until(lambda: len(answer.statuses) == 2, "both are answered")

    assert ([200, 400], []) == (sorted(answer.statuses), answer.followups)
    fate = "approved" if label == "Approve" else "declined"
    assert first_line(answer).split()[1].startswith(fate.capitalize())
    assert ([fate], int(label == "Approve")) == (fates(bot, person), edits(bot, person))


@pytest.mark.parametrize("labels", [("Approve", "Approve"), ("Approve", "Decline"), ("Decline", "Decline")])
async def test_of_two_moderators_at_the_same_moment_one_decides_and_one_is_told(
    bot: Running, card: Json, person: str, labels: tuple[str, str]
) -> None:
    pair = others(bot)

    answers = await asyncio.gather(
        *(decide(who, label, card) for who, label in zip(pair, labels, strict=True))
    )
    await bot.wire.until(lambda: any(answer.followups for answer in answers), "the slower one is told")

    (late,) = [answer for answer in answers if answer.followups]
    winner = pair[answers.index(late) - 1].where.get("user")
    ((fate,),) = (fates(bot, person),)
    assert [200, 200] == [answer.status for answer in answers]
    assert f"<@{winner}> has {fate} this suggestion already." in text_of(late.followups[0])
    assert late.followups[0]["flags"] & 1 << 6
    assert int(fate == "approved") == edits(bot, person)
    assert fate.capitalize() in text_of(cards(bot, person)[0])


async def test_everything_at_the_same_moment_settles_it_once(
    bot: Running, member: Member, moderator: Moderator, person: str
) -> None:
    for attempt in range(4):
        name = f"{person} {attempt}"
        card = await a_card(bot, member, name)
        ((number, _),) = suggested(bot, name)
        first, second = others(bot)
        opened = await bot.wire.click("Edit", message=card, **second.here)
        edited = await bot.wire.submit(opened, {})
        await asyncio.gather(
            decide(first, "Approve", card),
            decide(moderator, "Decline", card),
            bot.wire.click("Confirm", message=edited),
            bot.wire.click(f"suggestion:withdraw:{number}", **member.where),
        )

        (fate,) = fates(bot, name)
        assert fate != "open"
        assert int(fate == "approved") == edits(bot, name)
        await bot.wire.until(
            lambda name=name, fate=fate: fate.capitalize() in text_of(cards(bot, name)[0]),
            "the card tells it",
        )


@pytest.mark.parametrize(
    "act", ["suggest", "pick", "suggestions", "edit", "reason", "mute", "withdraw", "unmute"]
)
async def test_whatever_is_delivered_twice_is_answered_once(
    bot: Running, moderator: Moderator, member: Member, card: Json, person: str, act: str
) -> None:
    wire = bot.wire
    ((number, _),) = suggested(bot, person)
    match act:
        case "suggest":
            answer = await wire.command("suggest", {"show": "Wednesday"}, **member.where)
        case "pick":
            answer = await wire.choose("pick:kind:1:::", ["decision"], **member.where)
        case "suggestions":
            answer = await wire.command("suggestions", **moderator.here)
        case "edit" | "reason":
            label = "Edit" if act == "edit" else "Decline"
            answer = await wire.click(label, message=card, **moderator.here)
        case "withdraw":
            answer = await wire.click(f"suggestion:withdraw:{number}", **member.where)
        case "mute":
            answer = await wire.click(f"suggestion:muted:{number}", **moderator.here)
        case _:
            answer = await wire.click(f"unmute:{member.where.get('user')}", **moderator.here)

    said = answer.text
    await wire.replay(answer)

    assert ([200, 400], said, []) == (answer.statuses, answer.text, answer.followups)
    assert ["withdrawn" if act == "withdraw" else "open"] == fates(bot, person)


# Forged.

FORGED: dict[str, tuple[Callable[[Wire], Where], str]] = {
    "by a fan": (lambda wire: {"user": wire.snowflake()}, MODERATORS_ONLY),
    "by a moderator of another server": (
        lambda wire: {**Moderator(wire).here, "guild": wire.guilds[1]},
        GONE,
    ),
    "in direct messages": (lambda _: {"context": "bot_dm"}, "In direct messages only my owner"),
    "by the owner in direct messages": (lambda wire: {"context": "bot_dm", "user": wire.owner}, GONE),
    "in a server I am not in": (
        lambda wire: {**Moderator(wire).here, "guild": wire.snowflake(), "install": "user"},
        NOT_A_MEMBER,
    ),
}


@pytest.mark.parametrize("forged", FORGED)
async def test_nobody_else_decides(bot: Running, card: Json, person: str, forged: str) -> None:
    make, told = FORGED[forged]
    ((number, _),) = suggested(bot, person)

    refused = [
        *[
            await bot.wire.click(f"suggestion:{act}:{number}", **make(bot.wire))
            for act in ("approve", "edit", "decline", "mute", "muted")
        ],
        await bot.wire.submit(f"decline:{number}", {"reason": "Forged."}, **make(bot.wire)),
    ]

    assert [(200, 4, True, True)] * 6 == [
        (one.status, one.type, one.private, one.text.startswith(told)) for one in refused
    ]
    assert (["open"], 0) == (fates(bot, person), edits(bot, person))


SOMEWHERE_ELSE: dict[str, tuple[Where, str]] = {
    "in direct messages": ({"context": "bot_dm"}, IN_A_SERVER),
    "in a group": ({"context": "private_channel", "install": "user"}, IN_A_SERVER),
    "in a server I am not in": ({"guild": 7 << 40, "install": "user"}, NOT_A_MEMBER),
}


@pytest.mark.parametrize("place", [*SOMEWHERE_ELSE, "by the owner in direct messages"])
async def test_suggesting_belongs_to_a_server_where_the_bot_is(bot: Running, place: str) -> None:
    where, told = SOMEWHERE_ELSE.get(place) or ({"context": "bot_dm", "user": bot.wire.owner}, IN_A_SERVER)
    wire = bot.wire

    refused = [
        await wire.command("suggest", {"show": "Wednesday"}, **where),
        await wire.command("suggestions", **where),
        await wire.choose("pick:kind:1:::", ["decision"], **where),
        await wire.choose("pick:season:1:decision::", ["2"], **where),
        await wire.click("pick:entry:1:credit::1", **where),
        await wire.click("draft:send:1", **where),
        await wire.click("suggestions:own:0", **where),
    ]

    assert [(told, True)] * 7 == [(one.text, one.private) for one in refused]


async def test_one_members_draft_is_nobody_elses(bot: Running, member: Member, person: str) -> None:
    preview = await member.preview(person)

    async def press(act: str, where: Where) -> str:
        return (await bot.wire.click(f"draft:{act}:{preview.draft_id}", **where)).text

    elsewhere: Where = {**member.where, "guild": bot.wire.guilds[1]}
    moderating: Where = {**Moderator(bot.wire).here, **member.where}
    told = "Somebody else began that suggestion. Begin your own with `/suggest`."
    assert [told] * 3 == [await press(act, {}) for act in ("send", "edit", "cancel")]
    assert "That suggestion was begun in another place; please go on with it there." == await press(
        "send", elsewhere
    )
    assert MODERATORS_ONLY == await press("confirm", member.where)
    assert "That change is not there any more." in await press("confirm", moderating)
    assert ([], 0) == (fates(bot, person), edits(bot, person))


async def test_who_names_no_person_is_refused(bot: Running, member: Member, person: str) -> None:
    preview = await member.preview(person)
    payload = bot.wire.payload(
        3, {"component_type": 2, "custom_id": f"draft:send:{preview.draft_id}"}, member.where
    )
    payload["message"] = preview.message
    del payload["member"]

    refused = await bot.wire.deliver(payload)

    assert ("Only members of this server can do that.", True) == (refused.text, refused.private)
    assert [] == fates(bot, person)


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18])
async def test_what_never_was_is_said_to_be_gone(bot: Running, moderator: Moderator, number: str) -> None:
    wire = bot.wire
    told = {
        (await wire.click(f"suggestion:{act}:{number}", **moderator.here)).text
        for act in ("approve", "edit", "decline", "mute", "muted")
    }
    send = await wire.click(f"draft:send:{number}")
    withdraw = await wire.click(f"suggestion:withdraw:{number}")
    unmute = await wire.click(f"unmute:{number}", **moderator.here)
    page = await wire.click(f"suggestions:own:{number}")

    assert {GONE} == told
    assert BEGIN_AGAIN == send.text
    assert "Only whoever made a suggestion can withdraw it." == withdraw.text
    assert [200, 200] == [unmute.status, page.status]


@pytest.mark.parametrize(
    ("custom_id", "value"),
    [
        ("pick:kind:1:::", "nonsense"),
        ("pick:kind:1:::", "lock"),
        ("pick:season:1:nonsense::", "1"),
        ("pick:season:1:decision::", "0"),
        ("pick:season:1:decision::", "9999"),
        ("pick:season:1:decision::", "-1"),
        ("pick:season:1:decision::", "\u00b2"),
        ("pick:season:1:story::", "x" * 5000),
        ("pick:entry:1:mute::", "new"),
    ],
)
async def test_a_choice_that_is_not_offered_is_refused(bot: Running, custom_id: str, value: str) -> None:
    refused = await bot.wire.choose(custom_id, [value])

    assert (UNOFFERED, True) == (refused.text, refused.private)


@pytest.mark.parametrize("value", ["999999", "x", "9" * 400, "\u0663"])
async def test_an_entry_that_is_not_there_is_said_to_be_gone(bot: Running, value: str) -> None:
    refused = await bot.wire.choose("pick:entry:1:credit::", [value])

    assert "That entry is not there any more. Please begin again with `/suggest`." == refused.text


@pytest.mark.parametrize("custom_id", ["pick:season:1:decision::9999", "pick:entry:1:credit::9999"])
async def test_a_page_that_is_not_there_is_the_last_one(bot: Running, custom_id: str) -> None:
    shown = await bot.wire.click(custom_id)

    assert (200, True) == (shown.status, shown.private)
    assert "Which" in shown.text


@pytest.mark.parametrize("reason", ["", " \u200b ", "x" * 100_000, 7, None, {"a": 1}])
async def test_a_reason_of_another_kind_or_length_declines_nothing(
    bot: Running, moderator: Moderator, card: Json, person: str, reason: Any
) -> None:
    opened = await bot.wire.click("Decline", message=card, **moderator.here)

    refused = await bot.wire.submit(opened, {"reason": reason})

    assert "Please give a reason of at most 500 characters." == refused.text.splitlines()[0]
    assert refused.private
    assert ["open"] == fates(bot, person)


async def test_where_the_store_cannot_write_nothing_is_sent_or_decided_until_it_can(shared: Running) -> None:
    wire, moderator = shared.wire, Moderator(shared.wire)
    member = Member(wire, {"user": wire.snowflake()})
    card = await a_card(shared, member, "Somebody to decide about")
    preview: Preview = await member.preview("Somebody to send")

    with locked(shared.folder):
        refused = await asyncio.gather(
            member.send(preview),
            decide(moderator, "Approve", card),
            decide(moderator, "Decline", card),
        )
        listed = await wire.command("suggestions", **member.where)

    assert {(200, True, NOTHING_CHANGED)} == {
        (one.status, one.private, one.text.splitlines()[0]) for one in refused
    }
    assert "waits for a moderator" in listed.text
    assert SENT == (await member.send(preview)).text
    assert first_line(await decide(moderator, "Approve", card)).startswith("✅ Approved")
    assert ["approved"] == fates(shared, "Somebody to decide about")
    assert [] == wire.problems

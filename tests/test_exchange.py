"""/export and /import: a server's own facts leave as a file and come back as one."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import jsonschema_rs
import pytest
import simcord
from simcord.results import InteractionResult
from sqlalchemy import select, update

from bot.cards.exchange import preview_card
from bot.exchange import MOST_BYTES
from db import tables
from db.comparison import Comparison, Conflict
from db.drafts import IMPORT, Draft
from db.edits import Change, Signature, sign
from db.files import schema
from db.lock import Lock
from db.starter import STARTER
from db.story import Story, StoryKind
from tests.live import faults
from tests.test_cards import texts_of
from tests.test_history import configure, correct, history, undo
from tests.world import Json, World, buttons, filled, first_line, message_of, show_in_file, text

LINK = "https://variety.com/2026/tv/news/a-page-1235/"
PUBLISHED = jsonschema_rs.validator_for(json.loads(schema()), validate_formats=True)


async def exported(world: World, **options: Any) -> Json:
    """The file that the moderator gets, as it is read."""
    return json.loads(await _file(await world.moderator.slash(world.channel, "export", **options)))


async def _file(shown: InteractionResult) -> bytes:
    (attachment,) = message_of(shown).attachments
    return await attachment.read()


async def send(
    world: World, content: Json | bytes, by: simcord.MemberActor | None = None, name: str = "facts.json"
) -> InteractionResult:
    """A moderator sends a file with the form of /import."""
    who = by or world.moderator
    opened = await who.slash(world.channel, "import")
    data = content if isinstance(content, bytes) else json.dumps(content, indent=1).encode()
    return await who.submit_modal(opened, {"file": (name, data)})


async def undone(world: World) -> None:
    """The moderator undoes the newest edit of the server."""
    preview = await undo(world, await history(world))
    await world.press(preview, "Undo it", by=world.moderator)


async def written(world: World) -> list[Any]:
    """All that a file must not write before it is confirmed."""
    async with world.database.read() as connection:
        return [
            (await connection.execute(table.select())).all()
            for table in (tables.show, tables.fact, tables.edit, tables.revision, tables.viewing_week)
        ]


# Out.


async def test_an_export_holds_what_the_server_said_and_who_said_it(world: World) -> None:
    await correct(world)

    shown = await world.moderator.slash(world.channel, "export")
    content = json.loads(await _file(shown))

    assert shown.ephemeral
    assert "One fact about one show, and one edit." == first_line(shown)
    assert [] == faults(message_of(shown).components)
    PUBLISHED.validate(content)
    (show,), (edit,) = content["shows"], content["history"]
    assert ("wednesday-2022", ["decision"]) == (show["key"], [fact["kind"] for fact in show["facts"]])
    assert LINK == show["facts"][0]["sources"][0]["url"]
    assert "Wednesday" == show["shared_details"]["value"]["title"]
    assert (str(world.moderator.id), "wednesday-2022") == (edit["by"], edit["changes"][0]["show"])
    assert "cancelled" == edit["changes"][0]["after"]["verdict"]


async def test_an_export_can_leave_the_history_out_or_be_about_one_show(world: World) -> None:
    await correct(world)
    one_piece = (await world.page("One Piece")).show
    await world.learn("One Piece", one_piece.model_copy(update={"year": 2024}), layer=world.server.id)

    whole, bare = await exported(world), await exported(world, history=False)
    one = await exported(world, show="One Piece")

    assert ["one-piece-2023", "wednesday-2022"] == [show["key"] for show in whole["shows"]]
    assert "history" not in bare
    assert whole["shows"] == bare["shows"]
    assert ["one-piece-2023"] == [show["key"] for show in one["shows"]]
    assert [["one-piece-2023"]] == [[change["show"] for change in edit["changes"]] for edit in one["history"]]


async def test_what_was_undone_is_in_the_history_and_not_among_the_facts(world: World) -> None:
    await correct(world)
    await undone(world)

    content = await exported(world)

    assert [] == content["shows"]
    assert [True, False] == [edit["changes"][0].get("follows_shared", False) for edit in content["history"]]


async def test_an_export_names_nobody_who_was_erased(world: World) -> None:
    await correct(world)
    async with world.database.write() as connection:
        await connection.execute(update(tables.actor).values(discord_id=None))

    content = await exported(world)

    assert [None] == [edit.get("by") for edit in content["history"]]
    assert str(world.moderator.id) not in json.dumps(content)


async def test_a_server_that_said_nothing_has_nothing_to_export(world: World) -> None:
    await correct(world)
    moderator = elsewhere_moderator(world)

    shown = await moderator.slash(world.other_channel, "export")

    assert "nothing of its own to export" in text(shown)
    assert [] == message_of(shown).attachments
    assert shown.ephemeral


async def test_settings_and_muted_members_stay_with_the_server(world: World) -> None:
    await configure(world, private=True)
    await correct(world)

    content = await exported(world)

    assert 1 == len(content["history"])
    assert "configuration" not in json.dumps(content)


# In.


async def test_what_was_undone_comes_back_from_a_file_and_one_undo_takes_it_away_again(world: World) -> None:
    await correct(world)
    content = await exported(world)
    await undone(world)
    assert "renewed" in first_line(await world.ask("status", show="Wednesday"))
    before = await written(world)

    preview = await send(world, content)
    assert before == await written(world)
    assert preview.ephemeral
    assert "Import one fact from facts.json?" == first_line(preview)
    assert "One fact is added." in text(preview)
    await world.restart()
    done = await world.press(preview, "Confirm", by=world.moderator)

    assert "Imported." == first_line(done)
    assert "cancelled" in first_line(await world.ask("status", show="Wednesday"))
    told = text(await history(world, show="Wednesday"))
    assert f"<@{world.moderator.id}> added" in told
    assert "Note: imported a file" in told
    await undone(world)
    assert "renewed" in first_line(await world.ask("status", show="Wednesday"))


async def test_a_file_that_says_nothing_new_is_told_at_once(world: World) -> None:
    await correct(world)

    shown = await send(world, await exported(world))

    assert "This server says all of that already, so there is nothing to import." == text(shown)
    assert [] == buttons(shown)


async def test_a_file_goes_into_the_server_of_its_importer_alone(world: World) -> None:
    await correct(world)
    content = await exported(world)
    content["history"][0] |= {"by": "999", "note": "Nobody's business"}
    moderator = elsewhere_moderator(world)

    opened = await moderator.slash(world.other_channel, "import")
    preview = await moderator.submit_modal(opened, {"file": ("facts.json", json.dumps(content).encode())})
    await moderator.click(message_of(preview), label="Confirm")

    assert "cancelled" in first_line(await world.ask_elsewhere("status", show="Wednesday"))
    assert "renewed" in text(await world.ask_directly("status", show="Wednesday"))
    async with world.database.read() as connection:
        layers = (await connection.execute(select(tables.edit.c.layer).order_by(tables.edit.c.id))).scalars()
        people = (await connection.execute(select(tables.actor.c.discord_id))).scalars()
        assert [0, world.server.id, world.other_server.id] == list(layers)
        assert {None, world.moderator.id, moderator.id} == set(people)
        kept = (await connection.execute(select(tables.draft.c.typed))).scalars()
        assert [] == [typed for typed in kept if "Nobody's business" in typed]


async def test_another_servers_own_show_is_unknown_here_until_the_file_describes_it(world: World) -> None:
    ours = show_in_file("Ours", year=2026)
    await confirmed(world, await send(world, {"version": 1, "checked_on": "2026-11-22", "shows": [ours]}))
    moderator = elsewhere_moderator(world)
    about = {"kind": "credit", "value": {"person": "Somebody", "role": "Lead", "billing": 1}}
    content = {**await exported(world, history=False)}
    content["shows"] = [{"key": ours["key"], "facts": [about | {"sources": ours["facts"][0]["sources"]}]}]

    opened = await moderator.slash(world.other_channel, "import")
    refused = await moderator.submit_modal(opened, {"file": ("facts.json", json.dumps(content).encode())})

    assert "Ours" in text(await world.ask("status", show="Ours"))
    assert f"show {ours['key']}: is not known here. Add a fact of the kind “show”" in text(refused)
    assert [] == buttons(refused)


async def test_a_show_that_nobody_knows_is_added_where_the_file_tells_what_it_is(world: World) -> None:
    shared = show_in_file("Far away", year=2026)
    credit = {"kind": "credit", "value": {"person": "Somebody", "role": "Lead", "billing": 1}}
    sources = {"sources": shared["facts"][0]["sources"]}
    show = {"key": shared["key"], "facts": [credit | sources], "shared_details": shared["facts"][0]}

    preview = await send(world, {"version": 1, "checked_on": "2026-11-22", "shows": [show]})
    said = text(preview)
    await confirmed(world, preview)

    assert "**Shows that are new here**\nFar away" in said
    assert "Somebody" in text(await world.ask("cast", show="Far away"))
    assert "don't know a show" in text(await world.ask_elsewhere("cast", show="Far away"))


async def confirmed(world: World, preview: InteractionResult) -> InteractionResult:
    return await world.press(preview, "Confirm", by=world.moderator)


async def test_what_was_changed_here_since_the_export_is_shown_before_it_is_gone_over(world: World) -> None:
    await correct(world)
    content = await exported(world)
    await world.env.advance_time(60)
    await correct(world, by=world.second_moderator, decided="21 Nov 2026")
    await add_credit(world, "Wednesday")
    await add_credit(world, "One Piece")

    preview = await send(world, content)
    said = text(preview)
    await confirmed(world, preview)

    assert "⚠️ Changed here since the file was written" in said
    assert f"**Decision, season 3 of Wednesday**, by <@{world.second_moderator.id}>" in said
    assert "Decided: 21 November 2026 → 20 November 2026" in said
    assert "One fact was recorded here since, is not in the file, and stays." in said
    assert "20 November 2026" in text(await world.ask("status", show="Wednesday"))
    assert "Somebody new" in text(await world.ask("cast", show="Wednesday"))


def test_that_a_piece_of_story_has_another_source_is_told_openly_and_what_it_tells_is_hidden() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    here = Story(number=1, kind=StoryKind.THEORY, text="It was a dream.", spoils_through="S1E2")
    other = here.model_copy(update={"text": "It was no dream."})
    found = [Conflict("Ours", Story.KIND, here, then, by=None, at=now) for then in (here, other)]

    shown = preview_card(
        Draft(1, 1, IMPORT, now), "facts.json", Comparison(1, 0, 2, 0, 0, 0, (), tuple(found))
    )

    assert "-# The same, with another source or day" in texts_of(shown)
    assert "It was no dream.||" in texts_of(shown)


async def add_credit(world: World, show: str) -> None:
    """Another moderator adds somebody to a show."""
    opened = await world.second_moderator.slash(world.channel, "update credit", show=show)
    typed = filled(opened, person="Somebody new", role="Lead", source=LINK)
    preview = await world.second_moderator.submit_modal(opened, typed)
    await world.second_moderator.click(message_of(preview), label="Confirm")


async def test_where_the_server_changed_between_preview_and_confirm_it_is_shown_anew(world: World) -> None:
    await correct(world)
    content = await exported(world)
    await undone(world)
    preview = await send(world, content)
    await add_credit(world, "One Piece")

    again = await confirmed(world, preview)

    assert f"Meanwhile <@{world.second_moderator.id}> changed something in this server" in text(again)
    assert "renewed" in first_line(await world.ask("status", show="Wednesday"))
    await confirmed(world, again)
    assert "cancelled" in first_line(await world.ask("status", show="Wednesday"))


async def test_two_managers_with_the_same_file_import_it_once(world: World) -> None:
    await correct(world)
    content = await exported(world)
    await undone(world)
    mine, theirs = await send(world, content), await send(world, content, by=world.second_moderator)

    await confirmed(world, mine)
    late = await world.press(theirs, "Confirm", by=world.second_moderator)

    assert "This server says all of that already" in text(late.followups[0])
    assert 3 == len((await exported(world))["history"])


async def test_a_preview_keeps_for_a_day_and_can_be_cancelled(world: World) -> None:
    await correct(world)
    content = await exported(world)
    await undone(world)
    late, cancelled, kept = [await send(world, content) for _ in range(3)]

    stopped = await world.press(cancelled, "Cancel", by=world.moderator)
    await world.env.advance_time(timedelta(hours=23, minutes=50).total_seconds())
    await world.restart()
    await confirmed(world, kept)
    await world.env.advance_time(timedelta(minutes=20).total_seconds())
    refused = await confirmed(world, late)

    assert "Cancelled. Nothing was imported." == text(stopped)
    assert "cancelled" in first_line(await world.ask("status", show="Wednesday"))
    assert "begun more than a day ago" in text(refused.followups[0])


async def test_only_managers_export_and_import_at_every_step(world: World) -> None:
    await correct(world)
    content = await exported(world)
    await undone(world)
    opened = await world.moderator.slash(world.channel, "import")
    preview = await send(world, content)
    before = await written(world)
    world.demote(world.moderator)

    submitted = await world.moderator.submit_modal(
        opened, {"file": ("facts.json", json.dumps(content).encode())}
    )
    refused = [
        submitted,
        await confirmed(world, preview),
        await world.press(preview, "Cancel", by=world.moderator),
    ]

    assert ["Only members with the Manage Server permission can do that."] * 3 == [
        text(one) for one in refused
    ]
    assert [True] * 3 == [one.ephemeral for one in refused]
    assert before == await written(world)


async def test_an_import_is_told_in_the_log(world: World) -> None:
    await configure(world, log_channel=world.channel.id)
    await correct(world)
    content = await exported(world)
    await undone(world)

    await confirmed(world, await send(world, content))

    sent = [
        json.dumps([part.to_dict() for part in message.components]) for message in world.channel.history()
    ]
    assert 3 == len([one for one in sent if "Decision, season 3 of Wednesday" in one])


async def test_locks_and_removals_come_along(world: World) -> None:
    gone = (await world.page("Wednesday")).facts[-1].value
    await world.learn("Wednesday", gone, layer=world.server.id, forget=True)
    async with world.database.write() as connection:
        by = Signature(world.moderator.id, world.server.id, world.env.now(), 5, unlocked=True)
        lock = Lock(season=3, reason="The trailer is out.")
        await sign(connection, by, [Change.to(await world.show_id("Wednesday"), lock, (), by.at.date())])
    content = await exported(world)
    PUBLISHED.validate(content)
    moderator = elsewhere_moderator(world)

    opened = await moderator.slash(world.other_channel, "import")
    preview = await moderator.submit_modal(opened, {"file": ("facts.json", json.dumps(content).encode())})
    await moderator.click(message_of(preview), label="Confirm")
    copied = json.loads(await _file(await moderator.slash(world.other_channel, "export", history=False)))

    assert [gone.KIND] == [entry["kind"] for entry in content["shows"][0]["withdrawn"]]
    assert ["lock"] == [entry["kind"] for entry in content["shows"][0]["facts"]]
    assert content["shows"] == copied["shows"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "This is an archive. Unpack it, and take the JSON file that is in it."),
        (
            b'{"version": 9}',
            "(format 9; this one reads 1), so this one has to be updated first.",
        ),
        (b"[1,\n2,]", "**Line 2, column 3**: this is not JSON (nothing follows the comma)."),
        (b'{"version": 1,\n "server": "1"}', "**Line 2**: “server” is not a field of this entry."),
        (STARTER.read_bytes(), "viewing\\_weeks” belongs to the shared catalogue; leave it out."),
    ],
    ids=lambda value: repr(value)[:20],
)
async def test_a_file_that_cannot_be_taken_is_answered_with_what_is_wrong(
    world: World, content: bytes, said: str
) -> None:
    before = await written(world)

    shown = await send(world, content, name="my*file*.json")

    assert said in text(shown)
    assert "my\\*file\\*.json cannot be imported as it is." == first_line(shown)
    assert [] == faults(message_of(shown).components)
    assert (True, []) == (shown.ephemeral, buttons(shown))
    assert before == await written(world)


async def test_a_file_that_is_too_large_is_refused_by_its_size(world: World) -> None:
    shown = await send(world, b" " * (MOST_BYTES + 1))

    assert text(shown).startswith("That file has 1,048,577 bytes; at most 1,048,576 (1 MiB) can be imported.")


def elsewhere_moderator(world: World) -> simcord.MemberActor:
    """Somebody who manages the other server."""
    powers = discord.Permissions(manage_guild=True)
    role = world.other_server.create_role("Moderators", permissions=powers)
    return world.other_server.add_member(world.env.create_user("other moderator"), roles=[role])

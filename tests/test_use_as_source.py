"""Use as source: from a message with a link to the corrected answer."""

import shutil
from pathlib import Path
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord.results import InteractionResult, ResponseMessage

from bot.reading.links import links_in
from db.config import Configuration
from db.edits import Change, Signature, sign
from db.tables import SERVER
from tests.live import faults
from tests.moderating import MANAGE_SERVER, Moderator
from tests.servers import DIRECTOR
from tests.test_process import Behind, connected, left
from tests.wire import MEMBER_PERMISSIONS, Answer, Json, Where, Wire
from tests.wire_rules import message_command_data, message_payload, user_payload
from tests.world import (
    World,
    buttons,
    components,
    filled,
    first_line,
    message_of,
    prefilled,
    select_options,
    text,
)

LINK = "https://variety.com/2026/tv/news/a-page-1235/"
OTHER = "https://deadline.com/2026/11/another-page/"
NO_LINK = "There is no link in that message that can be a source."
GONE = "That is not there any more. Please use the command on the message again."


async def use(world: World, said: str) -> InteractionResult:
    """A fan says something, and the moderator uses it as a source."""
    return await use_on(world, await world.fan.send(world.channel, said))


async def use_on(world: World, message: Any) -> InteractionResult:
    return await world.moderator.context_menu(world.channel, "Use as source", message)


async def choose(world: World, shown: InteractionResult, what: str, name: str) -> InteractionResult:
    """The moderator chooses an option, by the beginning of its label."""
    (select,) = [part for part in components(shown) if is_about(part, what)]
    (value,) = [one["value"] for one in select["options"] if one["label"].startswith(name)]
    return await world.moderator.select(message_of(shown), [value], custom_id=select["custom_id"])


def is_about(part: Json, what: str) -> bool:
    """Whether a component is the select of links, shows or kinds."""
    return part["type"] == 3 and part["custom_id"].startswith(f"source:{what}:")


async def press(world: World, shown: InteractionResult, label: str) -> InteractionResult:
    return await world.press(shown, label, by=world.moderator)


def offered(shown: InteractionResult | ResponseMessage, what: str) -> list[str]:
    """What a select offers."""
    return [
        option["label"] for part in components(shown) if is_about(part, what) for option in part["options"]
    ]


def chosen(shown: InteractionResult | ResponseMessage) -> list[str]:
    """What is chosen in each select."""
    return [option["label"] for option in select_options(shown) if option.get("default")]


async def test_the_link_in_a_message_becomes_the_source_of_the_next_answer(world: World) -> None:
    shown = await use(world, f"No! Wednesday is cancelled: <{LINK}>.")
    assert shown.ephemeral
    assert "What does [variety.com](<https://variety.com/2026/tv/news/a-page-1235/>) say" in text(shown)
    assert ["Wednesday (2022) · Netflix · renewed", "Decision"] == chosen(shown)
    assert [] == faults(message_of(shown).components)

    opened = await press(world, shown, "Open the form")
    assert (LINK, "renewed") == (prefilled(opened)["source"], prefilled(opened)["verdict"])
    typed = filled(opened, verdict="cancelled", decided="20 Nov 2026")
    preview = await world.moderator.submit_modal(opened, typed)
    await press(world, preview, "Confirm")

    answer = await world.ask("status", show="Wednesday")
    assert "Wednesday was cancelled after two seasons" in first_line(answer)
    assert "Variety" in text(answer)


async def test_link_show_and_kind_are_chosen_and_kept_through_restarts(world: World) -> None:
    shown = await use(
        world, f"{OTHER} and {LINK}?utm_source=x but not http://example.com or https://10.0.0.1/"
    )
    assert ["deadline.com", "variety.com"] == offered(shown, "link")
    assert "Wednesday (2022)" not in str(chosen(shown))
    assert "Open the form" not in buttons(shown), "no show is chosen yet"

    for what, name in (("link", "variety"), ("show", "The Imperfects"), ("kind", "Credit")):
        await world.restart()
        await choose(world, shown, what, name)
    await world.restart()
    opened = await press(world, shown, "Open the form")

    assert ["variety.com", "The Imperfects (2022) · Netflix · cancelled", "Credit"] == chosen(shown)
    assert LINK == prefilled(opened)["source"]
    assert opened.modal
    assert opened.modal["title"] == "Credit: The Imperfects"
    await world.restart()
    typed = filled(opened, person="Somebody New", role="Themselves")
    preview = await world.moderator.submit_modal(opened, typed)
    await press(world, preview, "Confirm")
    assert "Somebody New" in text(await world.ask("cast", show="The Imperfects"))


KINDS = {
    "Decision": "Decision, season 3: Wednesday",
    "Release": "Release, season 3: Wednesday",
    "Score": "Score: Wednesday",
    "Credit": "Credit: Wednesday",
    "Project": "Project: Wednesday",
    "Story": "Story: Wednesday",
    "Show": "Show: Wednesday",
}


async def test_each_kind_of_fact_opens_its_form_with_the_link(world: World) -> None:
    shown = await use(world, f"Wednesday {LINK}")
    assert list(KINDS) == offered(shown, "kind")

    titles: dict[str, str] = {}
    for kind in KINDS:
        await choose(world, shown, "kind", kind)
        opened = await press(world, shown, "Open the form")
        assert opened.modal
        assert prefilled(opened)["source"] == LINK
        titles[kind] = opened.modal["title"]

    assert KINDS == titles


@pytest.mark.parametrize(
    "said",
    [
        "No link at all",
        "http://variety.com/a-page",
        "https://localhost/ https://user:secret@variety.com https://127.0.0.1/ https://v\u0430riety.com/",
        "variety.com/a-page",
        "https://",
        f"https://variety.com/{'x' * 600}",
    ],
)
async def test_a_message_without_a_link_that_can_be_a_source_is_refused(world: World, said: str) -> None:
    refused = await use(world, said)

    assert refused.ephemeral
    assert text(refused).startswith(NO_LINK)


async def test_links_in_embeds_and_in_answers_of_the_bot_are_found(world: World) -> None:
    channel: Any = world.env.bot.get_channel(world.channel.id)
    news = discord.Embed(title="“Wednesday” Ends", url=LINK, description=f"[More]({OTHER})")
    await world.ask("status", show="Wednesday")

    shown = await use_on(world, await channel.send(embed=news))
    answer = await use_on(world, world.channel.history()[0])

    assert ["variety.com", "deadline.com"] == offered(shown, "link")
    assert ["variety.com", "Wednesday (2022) · Netflix · renewed", "Decision"] == chosen(shown)
    assert ["Wednesday (2022) · Netflix · renewed", "Decision"] == chosen(answer)[-2:]


async def test_shows_are_offered_by_how_likely_they_are_meant(world: World) -> None:
    usual = await world.show_id("1899")
    before, lately = await world.show_id("Wednesday"), await world.show_id("House of Guinness")
    async with world.database.write() as connection:
        choices = Configuration(default_show=usual)
        for show, value in ((SERVER, choices), (before, DIRECTOR), (lately, DIRECTOR)):
            interaction = world.env.backend.snowflake()
            by = Signature(world.moderator.id, world.server.id, world.env.now(), interaction, unlocked=True)
            await sign(connection, by, [Change.to(show, value, (), by.at.date())])

    named = await use(world, f"one day at a time, and One Piece too! {LINK}")
    unnamed = await use(world, LINK)

    titles = [label.split(" (")[0] for label in offered(named, "show")]
    assert ["One Piece", "One Day at a Time", "1899", "House of Guinness", "Wednesday"] == titles[:5]
    assert len(titles) == len(set(titles)) == 16
    assert "One Piece" in chosen(named)[0]
    assert chosen(unnamed)[0].startswith("1899"), "the show that is meant where none is named"


async def test_a_show_that_is_not_offered_is_found_by_its_title(world: World) -> None:
    shown = await use(world, LINK)
    await answer_title(world, shown, "imprefects")
    assert ["The Imperfects (2022) · Netflix · cancelled", "Decision"] == chosen(shown)

    await answer_title(world, shown, "one")
    assert "Which show do you mean by “one”?" in text(shown)
    assert ["Decision"] == chosen(shown)
    assert {"One Piece", "One Day at a Time"} <= {one.split(" (")[0] for one in offered(shown, "show")}
    await choose(world, shown, "show", "One Piece")
    opened = await press(world, shown, "Open the form")

    assert opened.modal
    assert opened.modal["title"].endswith("One Piece")
    assert LINK == prefilled(opened)["source"]


async def answer_title(world: World, shown: InteractionResult, title: str) -> InteractionResult:
    opened = await press(world, shown, "Another show")
    assert opened.modal
    assert opened.modal["title"] == "Another show"
    return await world.moderator.submit_modal(opened, {"title": title})


async def test_a_show_that_is_not_known_is_added_with_the_link(world: World) -> None:
    shown = await use(world, LINK)
    await answer_title(world, shown, "  Krö*niken*  ")
    assert "I don't know a show called “Krö\\*niken\\*”. The form adds it." in text(shown)
    assert ["Add “Krö*niken*”"] == chosen(shown)
    assert [] == offered(shown, "kind")

    opened = await press(world, shown, "Open the form")
    assert ("Krö*niken*", LINK) == (prefilled(opened)["title"], prefilled(opened)["source"])
    typed = filled(opened, title="Kröniken", year_network="2004, DR1")
    preview = await world.moderator.submit_modal(opened, typed)
    await press(world, preview, "Confirm")

    assert "No decision about Kröniken is known." == first_line(await world.ask("status", show="kroniken"))


async def test_a_title_of_nothing_is_refused(world: World) -> None:
    shown = await use(world, LINK)

    refused = await answer_title(world, shown, "\u200b\u202e")

    assert text(refused).startswith("A title needs at least one letter or digit.")


async def test_hostile_text_in_the_message_and_in_the_title_stays_inert(world: World) -> None:
    hostile = "@everyone <@1> [a](https://evil.example) ||x|| `code` _y_"

    shown = await use(world, f"{hostile} Wednesday {LINK}?a=[x](y)&b=**z**")
    before = faults(message_of(shown).components)
    await answer_title(world, shown, hostile)

    assert [] == before
    assert [] == faults(message_of(shown).components)
    assert ["evil.example", "variety.com"] == offered(shown, "link")


async def test_it_is_gone_after_a_day_and_for_who_is_no_moderator_any_more(world: World) -> None:
    late = await use(world, f"Wednesday {LINK}")
    await world.wait(days=1.01)
    expired = await press(world, late, "Open the form")
    shown = await use(world, f"Wednesday {LINK}")
    world.demote(world.moderator)
    demoted = await press(world, shown, "Open the form")

    assert GONE == text(expired)
    assert text(demoted).startswith("Only moderators can do that")


# Over the wire: direct messages, what is forwarded, what is forged.


async def test_over_the_wire_it_is_offered_to_moderators_and_takes_nothing_that_is_forged(
    starter_file: Path, tmp_path: Path
) -> None:
    shutil.copy(starter_file, tmp_path / "greenlight.db")
    async with Behind(guilds=2) as wire, connected(wire, tmp_path) as process:
        wire.patience = 20
        moderator = Moderator(wire)
        (command,) = [one for one in wire.commands if one["type"] == 3]
        shown = await forward(wire, f"Wednesday {LINK}", moderator.here)
        await wire.replay(shown)
        number = shown.components[-1]["custom_id"].rpartition(":")[2]
        credit = await moderator.preview("credit", {"show": "Wednesday"}, {"person": "A", "role": "B"})
        refused = [
            await wire.click(f"source:open:{number}", **{**moderator.here, **where}) for where in forged(wire)
        ]
        unoffered = [
            await wire.choose(f"source:{what}:{number}", [value], **moderator.here)
            for what, value in (
                ("link", "7"),
                ("show", "999999"),
                ("show", "new"),
                ("kind", "lock"),
                ("kind", ""),
            )
        ]
        wrong = [
            await wire.click(f"source:open:{credit.draft_id}", **moderator.here),
            await wire.choose(f"source:kind:{credit.draft_id}", ["credit"], **moderator.here),
            await wire.submit(f"source:title:{credit.draft_id}", {"title": "x"}, **moderator.here),
            await wire.click("source:open:999999", **moderator.here),
        ]
        unready = await wire.click(f"draft:confirm:{number}", **moderator.here)
        other = await wire.click("Another show", message=shown, **moderator.here)
        retitled = await wire.submit(other, {"Title": "one piece"})
        opened = await wire.click("Open the form", message=retitled, **moderator.here)
        owner: Where = {"user": wire.owner, "context": "bot_dm"}
        directly = await wire.message_command("Use as source", f"Wednesday {LINK}", **owner)
        everywhere = await wire.click("Open the form", message=directly, **owner)
        fan = await wire.message_command("Use as source", LINK)
        process.terminate()
        await left(process)

    assert ("Use as source", str(MANAGE_SERVER), [0]) == (
        command["name"],
        command["default_member_permissions"],
        command["integration_types"],
    )
    assert ([200, 400], True) == (shown.statuses, shown.private)
    assert "variety.com" in shown.text
    assert [True] * 3 == [one.private and one.text != shown.text for one in refused]
    assert [GONE, GONE] == [one.text for one in refused[:2]]
    assert {"Please choose from the list that you are offered."} == {one.text for one in unoffered}
    assert [GONE] * 4 == [one.text.split("\n")[0] for one in wrong]
    assert "That form is not right yet" in unready.text
    assert (9, "Decision, season 3: One Piece") == (opened.type, opened.data["title"])
    assert (9, "Decision, season 3: Wednesday") == (everywhere.type, everywhere.data["title"])
    assert fan.text.startswith("Only moderators can do that")
    assert [] == wire.problems
    assert "Failure " not in process.output


async def forward(wire: Wire, said: str, where: Where) -> Answer:
    """Somebody uses the command on a message that forwards another one."""
    message = message_payload(wire.snowflake(), "0", user_payload(wire.snowflake()))
    original = {
        key: message[key] for key in ("type", "timestamp", "edited_timestamp", "embeds", "attachments")
    }
    message["message_snapshots"] = [{"message": {**original, "content": said, "components": [], "flags": 0}}]
    message["flags"], message["message_reference"] = (
        1 << 14,
        {"type": 1, "channel_id": "1", "message_id": "1"},
    )
    data = message_command_data(wire.commands, "Use as source", message)
    return await wire.deliver(wire.payload(2, data, where), where)


def forged(wire: Wire) -> list[Where]:
    """Who else might press: another moderator, one elsewhere, and who has lost the permission."""
    return [
        {"user": wire.snowflake()},
        {"guild": wire.guilds[1]},
        {"permissions": MEMBER_PERMISSIONS},
    ]


# What a text holds.


@pytest.mark.parametrize(
    ("said", "links"),
    [
        (f"{LINK}, {OTHER}.", [LINK, OTHER]),
        (f"({LINK}) and [this]({OTHER})", [LINK, OTHER]),
        (f"<{LINK}> **{OTHER}** ||{LINK}||", [LINK, OTHER]),
        (
            "https://en.wikipedia.org/wiki/Dark_(TV_series)",
            ["https://en.wikipedia.org/wiki/Dark_(TV_series)"],
        ),
        (
            "(https://en.wikipedia.org/wiki/Dark_(TV_series)).",
            ["https://en.wikipedia.org/wiki/Dark_(TV_series)"],
        ),
        (f"[{LINK}](https://evil.example/)", [LINK, "https://evil.example/"]),
        (f"HTTPS://Variety.com/A {LINK}?utm_source=feed", ["https://variety.com/A", LINK]),
        ("https://variety.com?!", ["https://variety.com"]),
        ("https:// https://. https://)", []),
    ],
)
def test_links_are_found_as_people_write_them(said: str, links: list[str]) -> None:
    assert links == links_in(said)


@given(before=st.text(), after=st.text(max_size=20))
def test_whatever_stands_around_it_a_link_with_space_is_found_once(before: str, after: str) -> None:
    found = links_in(f"{before} {LINK} {after}")

    assert 1 == found.count(LINK)
    assert all(link.startswith("https://") for link in found)

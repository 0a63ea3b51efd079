"""/suggest and /suggestions, from what a member picks to what a moderator decides."""

from typing import Any

import discord
import pytest

from db import drafts
from db.cast import Credit
from db.drafts import LIFETIME, Draft
from db.edits import Change, Signature, sign
from db.lock import Lock
from db.privacy import erase
from db.suggesting import MOST_AN_HOUR, MOST_OPEN, send
from tests.live import faults
from tests.managing import hire
from tests.suggesting import (
    CANCELLED,
    DECISION,
    decline,
    fill_in,
    labels,
    pick,
    posted,
    press,
    said,
    suggest,
    suggestions,
)
from tests.test_history import configure
from tests.world import (
    SOURCE,
    World,
    buttons,
    components,
    filled,
    first_line,
    message_of,
    options,
    prefilled,
    show_in_file,
    text,
)

RENEWED = "Wednesday was renewed for season 3; it has no date yet."
GONE = "Wednesday was cancelled after two seasons; there will be no season 3."
DECISIONS = ("Approve", "Edit", "Decline", "Mute")


@pytest.fixture
async def room(world: World) -> Any:
    """The moderators' channel, where suggestions are posted; what is decided is logged in the public one."""
    room = world.server.create_text_channel("moderators")
    await configure(world, suggestions_channel=room.id, log_channel=world.channel.id)
    return room


async def headline(world: World) -> str:
    return first_line(await world.ask("status", show="Wednesday"))


async def correct(world: World, **fields: str) -> None:
    """The second moderator says something else about Wednesday's third season."""
    who = world.second_moderator
    opened = await who.slash(world.channel, "update decision", show="Wednesday", season=3)
    preview = await who.submit_modal(opened, filled(opened, **{**CANCELLED, **fields}))
    await press(world, preview, "Confirm", by=who)


async def lock(world: World, title: str, reason: str) -> None:
    """The managers lock a show."""
    show_id, now = await world.show_id(title), world.env.now()
    async with world.database.write() as connection:
        by = Signature(world.moderator.id, world.server.id, now, world.env.backend.snowflake(), unlocked=True)
        await sign(connection, by, [Change.to(show_id, Lock(reason=reason), (), now.date())])


# What a member picks, writes and sends.

KINDS = [
    (
        ("What was decided", "Season 3"),
        {"verdict": "cancelled", "decided": "20 Nov 2026"},
        ("status", {"show": "Wednesday"}),
        GONE,
    ),
    (
        ("A date", "Season 3"),
        {"when": "early 2027"},
        ("status", {"show": "Wednesday"}),
        "Wednesday was renewed for season 3, due in early 2027.",
    ),
    (
        ("A score", "A new one", "Season 1"),
        {"score": "3.5 out of 5", "outlet": "Common Sense Media", "audience": "critics"},
        ("reviews", {"show": "Wednesday", "season": 1}),
        "Common Sense Media, critics: **3.5** of 5",
    ),
    (
        ("Who does what", "A new one"),
        {"person": "Somebody New", "role": "Themselves"},
        ("cast", {"show": "Wednesday"}),
        "**Somebody New** · Themselves",
    ),
    (
        ("What somebody does next",),
        {"person": "Jenna Ortega", "title": "A New Film", "state": "filming, 2027"},
        ("cast", {"person": "Jenna Ortega"}),
        "A New Film",
    ),
    (
        ("A piece of story", "A new one", "No season"),
        {"text": "They find the cure.", "kind": "theory"},
        ("story", {"show": "Wednesday"}),
        "theor",
    ),
    (
        ("The show itself",),
        {"aliases": "Wendesday Addams"},
        ("status", {"show": "Wendesday Addams"}),
        RENEWED,
    ),
]


@pytest.mark.parametrize(("picked", "fields", "asked", "answer"), KINDS, ids=[kind[0][0] for kind in KINDS])
async def test_what_is_approved_is_the_next_answer_here_and_not_elsewhere(
    world: World,
    room: Any,
    picked: tuple[str, ...],
    fields: dict[str, str],
    asked: tuple[str, dict[str, Any]],
    answer: str,
) -> None:
    preview = await fill_in(world, picked, fields)
    private = message_of(preview).ephemeral
    sent = await press(world, preview, "Send", by=world.fan)
    (card,) = posted(room)
    shown, before = said(card), text(await world.ask(asked[0], **asked[1]))

    await press(world, card, "Approve")

    (card,) = posted(room)
    assert private
    assert "Sent to this server's moderators." in text(sent)
    assert "Source: Variety ([variety.com]" in shown
    assert f"Suggested by {world.fan.mention}" in shown
    assert ("||" in shown) == (picked[0] == "A piece of story")
    assert "✅ Approved: " in said(card)
    assert f"approved by {world.moderator.mention}" in said(card)
    assert [] == labels(card)
    after = await world.ask(asked[0], **asked[1])
    assert answer in text(after)
    assert f"Corrected here by {world.moderator.mention}" in text(after)
    assert before == text(await world.ask_elsewhere(asked[0], **asked[1])) or answer not in before
    assert [] == faults(message_of(sent).components)


async def test_the_preview_shows_before_and_after_and_sends_nothing_yet(world: World, room: Any) -> None:
    preview = await fill_in(world, DECISION, CANCELLED)

    for part in (
        "Suggest changing this for Wednesday?",
        "**Now**",
        "Decision: renewed",
        "**Then**",
        "**Decision: cancelled**",
        GONE,
        "Nothing is sent before you press Send.",
    ):
        assert part in text(preview)
    assert ["Send", "Edit", "Cancel", "Suggest removing it"] == buttons(preview)
    assert "Cancelled. Nothing was sent." in text(await press(world, preview, "Cancel", by=world.fan))
    assert [] == posted(room)
    assert "No suggestion waits" in text(await suggestions(world))


async def test_a_form_that_is_not_right_is_mended_before_it_is_sent(world: World, room: Any) -> None:
    refused = await fill_in(world, DECISION, CANCELLED | {"decided": "31 February"})
    problem, offered = text(refused), buttons(refused)
    again = await press(world, refused, "Edit", by=world.fan)
    assert "31 February" == prefilled(again)["decided"]
    preview = await world.fan.submit_modal(again, filled(again, decided="20 Nov 2026"))

    await press(world, preview, "Send", by=world.fan)

    assert "**Decided when:**" in problem
    assert ["Edit", "Cancel"] == offered
    assert 1 == len(posted(room))


async def test_what_is_no_different_from_now_cannot_be_sent(world: World) -> None:
    opened = await pick(world, *DECISION)

    preview = await world.fan.submit_modal(opened, filled(opened))

    assert "Nothing is different yet." in text(preview)
    assert "Send" not in buttons(preview)


async def test_an_entry_is_picked_and_its_removal_suggested(world: World, room: Any) -> None:
    opened = await pick(world, "Who does what", "Jenna Ortega")
    assert ("Jenna Ortega", "Wednesday Addams") == (prefilled(opened)["person"], prefilled(opened)["role"])
    preview = await world.fan.submit_modal(opened, filled(opened))
    removal = await press(world, preview, "Suggest removing it", by=world.fan)
    assert "Suggest removing this from Wednesday?" in text(removal)

    await press(world, removal, "Send", by=world.fan)
    (card,) = posted(room)
    assert "💡 Suggested removal: Credit Jenna Ortega" in said(card)
    await press(world, card, "Approve")

    assert "Removed" in said(posted(room)[0])
    assert (
        "Jenna Ortega"
        not in text(await world.ask("cast", show="Wednesday")).split("**What they do next**")[0]
    )


async def test_the_parts_of_a_season_and_long_lists_are_picked_from(world: World) -> None:
    seasons = [
        {"kind": "release", "value": {"season": number, "when": f"{1960 + number}"}}
        for number in range(1, 41)
    ]
    half = {"season": 41, "when": "2021"}
    parts = [{"kind": "release", "value": {**half, "part": part}} for part in (1, 2)]
    people = [
        {"kind": "credit", "value": {"person": f"Person {number}", "role": "Extra", "billing": number}}
        for number in range(1, 60)
    ]
    await world.load(show_in_file("The Long One", *seasons, *parts, *people))

    shown = await pick(world, "A date", show="The Long One")
    first = options(shown)
    await press(world, shown, "Next", by=world.fan)
    second = options(shown)
    await press(world, shown, "Previous", by=world.fan)
    offered = await pick(world, "A date", "Season 41", show="The Long One")
    part = await pick(world, "A date", "Season 41", "A new one", show="The Long One")
    preview = await world.fan.submit_modal(part, filled(part, when="2022", source=CANCELLED["source"]))
    entries = await pick(world, "Who does what", show="The Long One")
    for _ in range(2):
        await press(world, entries, "Next", by=world.fan)

    assert (["Season 42", "Season 41", "Season 40"], 24) == (first[:3], len(first))
    assert ["Season 18", "Season 1"] == [second[0], second[-1]]
    assert first == options(shown)
    assert ["A new one", "Part 1", "Part 2"] == options(offered)
    assert "Part: 3" in text(preview)
    assert ["A new one", "Person 49 · Extra"] == options(entries)[:2]
    assert ["Previous"] == buttons(entries)


async def test_an_unclear_show_is_asked_back_and_answered_privately(world: World) -> None:
    asked = await world.ask("suggest", show="one")

    shown = await world.choose(asked, "One Piece (2023)")

    assert message_of(shown).ephemeral
    assert "What is wrong, or missing, about One Piece?" == first_line(shown)


@pytest.mark.parametrize("channel", [None, 123456789])
async def test_without_a_channel_that_can_be_reached_it_waits_in_the_list(
    world: World, channel: int | None
) -> None:
    await configure(world, suggestions_channel=channel)

    sent = await suggest(world)
    found = await suggestions(world)

    assert "It waits in `/suggestions`, where this server's moderators will see it" in text(sent)
    assert "Suggested change: Decision, season 3 of Wednesday" in first_line(found)
    told = ["I could not post in <#123456789>" in text(one) for one in found.followups]
    assert ([True] if channel else []) == told


# What moderators decide.


async def test_the_queue_goes_from_one_suggestion_to_the_next(world: World, room: Any) -> None:
    for decided in ("18 Nov 2026", "19 Nov 2026", "20 Nov 2026"):
        await suggest(world, decided=decided)
    shown = await suggestions(world)
    assert shown.ephemeral
    assert "1 of 3 to decide" in text(shown)
    await press(world, shown, "Next")
    assert "2 of 3 to decide" in text(shown)
    assert "19 November 2026" in text(shown)

    await decline(world, shown, "The *link* says nothing of it.")

    assert first_line(shown).startswith("❌ Declined: Decision, season 3")
    await press(world, shown, "Next to decide")
    assert "2 of 2 to decide" in text(shown)
    await press(world, shown, "Next")
    assert "1 of 2 to decide" in text(shown)
    await press(world, shown, "Previous")
    assert "2 of 2 to decide" in text(shown)
    await press(world, shown, "Approve")
    assert first_line(shown).startswith("✅ Approved")
    assert ["💡", "❌", "✅"] == [said(card).removeprefix("### ")[0] for card in posted(room)]
    logged = [said(line) for line in posted(world.channel) if "ecision, season 3" in said(line)]
    assert 2 == len(logged)
    assert "declined a suggestion of" in logged[0]
    assert "Reason: The \\*link\\* says nothing of it." in logged[0]
    assert "(suggested by " in logged[1]


async def test_the_member_and_the_history_know_what_became_of_each(world: World, room: Any) -> None:
    for decided in ("18 Nov 2026", "19 Nov 2026", "20 Nov 2026", "21 Nov 2026"):
        await suggest(world, decided=decided)
    await press(world, posted(room)[0], "Approve")
    await decline(world, posted(room)[1])
    mine = await suggestions(world, by=world.fan)
    await world.fan.click(message_of(mine), custom_id="suggestion:withdraw:4")

    own, history = text(mine), text(await world.ask("history", show="Wednesday", season=3))
    others = await suggestions(world, by=world.other_fan)

    assert mine.ephemeral
    assert "You have suggested four things here, the newest first" == first_line(mine)
    assert ["withdrawn", "waits", "declined", "approved"] == [
        line.split(" · ")[1].split()[0] for line in own.splitlines() if line.startswith("-# Sent")
    ]
    assert "-# Reason: No page says so." in own
    assert "↩️ Withdrawn: " in said(posted(room)[3])
    assert ["Withdraw"] == buttons(mine)
    assert f"{world.moderator.mention} (suggested by {world.fan.mention})" in history
    assert f"{world.moderator.mention} declined a suggestion of {world.fan.mention}" in history
    assert "-# Reason: No page says so." in history
    assert "three changes" in history.casefold()
    assert "You have suggested nothing here yet." in text(others)
    assert "declined" not in text(await world.ask_elsewhere("history", show="Wednesday"))
    assert "declined" not in text(await world.ask("history", show="Wednesday", season=2))
    assert "declined" in text(await world.moderator.slash(world.channel, "history"))


async def test_a_moderator_edits_what_was_suggested_and_confirms_that(world: World, room: Any) -> None:
    await suggest(world)
    (card,) = posted(room)

    opened = await press(world, card, "Edit")
    assert ("cancelled", "20 Nov 2026") == (prefilled(opened)["verdict"], prefilled(opened)["decided"])
    preview = await world.moderator.submit_modal(opened, filled(opened, decided="Nov 2026"))
    assert preview.ephemeral
    assert said(card).startswith("### 💡"), "the card in the channel is not covered by the preview"
    assert "the suggestion counts as approved" in text(preview)
    again = await press(world, preview, "Edit")
    await world.moderator.submit_modal(again, filled(again, decided="Oct 2026"))
    saved = await press(world, preview, "Confirm")

    assert "Saved. The suggestion counts as approved." in text(saved)
    assert ["Next to decide"] == buttons(saved)
    assert [True] == [message.ephemeral for message in saved.followups]
    assert GONE == await headline(world)
    assert "✅ Approved: " in said(posted(room)[0])
    assert "Decided: October 2026" in said(posted(room)[0])
    assert "(suggested by " in text(await world.ask("history", show="Wednesday"))


async def test_of_two_moderators_one_decides_and_the_other_is_told(world: World, room: Any) -> None:
    first, second = world.moderator, world.second_moderator
    await suggest(world)
    (card,) = posted(room)
    queued = await suggestions(world, by=second)
    declining = await press(world, card, "Decline", by=second)
    opened = await press(world, card, "Edit", by=second)
    editing = await second.submit_modal(opened, filled(opened))

    await press(world, card, "Approve", by=first)
    told = [
        (await press(world, queued, "Approve", by=second)).followups[0],
        (await second.submit_modal(declining, {"reason": "Too late."})).followups[0],
        await press(world, editing, "Confirm", by=second),
    ]

    for late in told:
        assert f"{first.mention} has approved this suggestion already." in text(late)
        assert late.ephemeral
    assert first_line(queued).startswith("✅ Approved")
    history = await world.ask("history", show="Wednesday", season=3)
    assert 1 == text(history).count("(suggested by ")
    assert "declined" not in text(history)


async def test_what_was_declined_is_told_with_its_reason_to_who_comes_later(world: World, room: Any) -> None:
    await suggest(world)
    (card,) = posted(room)
    mine = await suggestions(world, by=world.fan)
    queued = await suggestions(world, by=world.second_moderator)
    await decline(world, card, "Only a rumour.")

    edited = await press(world, queued, "Edit", by=world.second_moderator)
    withdrawn = await press(world, mine, "Withdraw", by=world.fan)

    for late in (edited.followups[0], withdrawn):
        assert "has declined this suggestion already. The reason: Only a rumour." in text(late)
    assert RENEWED == await headline(world)


async def test_who_suggested_what_holds_already_is_told_in_the_history_too(world: World, room: Any) -> None:
    await suggest(world)
    await suggest(world)
    await press(world, posted(room)[0], "Approve")

    for _ in range(2):  # the first press shows that somebody changed it since
        await press(world, posted(room)[1], "Approve")

    assert "Nothing changed; checked again" in said(posted(room)[1])
    assert "approved a suggestion of" in said(posted(world.channel)[-1])
    told = text(await world.ask("history", show="Wednesday", season=3))
    assert f"{world.moderator.mention} approved a suggestion of {world.fan.mention}" in told
    assert "-# It held already" in told
    history = await world.moderator.slash(world.channel, "history")
    assert ["Undo", "Undo"] == [label for label in buttons(history) if label == "Undo"]


async def test_everything_goes_on_after_a_restart(world: World, room: Any) -> None:
    shown = await world.ask("suggest", show="Wednesday")
    await world.restart()
    await world.choose(shown, "What was decided")
    await world.restart()
    opened = await world.choose(shown, "Season 3 · renewed")
    await world.restart()
    preview = await world.fan.submit_modal(opened, filled(opened, **CANCELLED))
    await world.restart()
    await press(world, preview, "Send", by=world.fan)
    await suggest(world, decided="19 Nov 2026")
    queued = await suggestions(world)
    await world.restart()
    await press(world, queued, "Next")
    declining = await press(world, queued, "Decline")
    await world.restart()
    await world.moderator.submit_modal(declining, {"reason": "No."})
    await press(world, posted(room)[0], "Approve")

    assert ["✅", "❌"] == [said(card).removeprefix("### ")[0] for card in posted(room)]
    assert GONE == await headline(world)


async def test_what_was_changed_since_is_shown_before_it_is_approved(world: World, room: Any) -> None:
    await suggest(world)
    await correct(world, verdict="final_season", decided="19 Nov 2026")
    (card,) = posted(room)

    await press(world, card, "Approve")

    (card,) = posted(room)
    assert f"⚠️ {world.second_moderator.mention} changed this after it was suggested." in said(card)
    assert "final season ordered" in said(card).split("**Then**")[0]
    assert "end with season 3" in await headline(world)
    await press(world, card, "Approve")
    assert GONE == await headline(world)


async def test_in_the_queue_it_is_seen_at_once_what_was_changed_since(world: World) -> None:
    await suggest(world)
    await correct(world, verdict="final_season", decided="19 Nov 2026")

    shown = await suggestions(world)
    assert "changed this after it was suggested" in text(shown)
    await press(world, shown, "Approve")

    assert GONE == await headline(world)


async def test_what_was_changed_before_it_is_sent_is_shown_first(world: World, room: Any) -> None:
    preview = await fill_in(world, DECISION, CANCELLED)
    await correct(world, verdict="final_season", decided="19 Nov 2026")

    await press(world, preview, "Send", by=world.fan)
    assert f"Meanwhile {world.second_moderator.mention} changed this" in text(preview)
    assert [] == posted(room)
    await press(world, preview, "Send", by=world.fan)

    assert "changed this after" not in said(posted(room)[0])


async def test_nothing_is_sent_about_a_show_that_was_removed_meanwhile(world: World, room: Any) -> None:
    preview = await fill_in(world, DECISION, CANCELLED)
    details = (await world.page("Wednesday")).show
    await world.learn("Wednesday", details, layer=world.server.id, forget=True)

    refused = await press(world, preview, "Send", by=world.fan)

    assert "That show was removed here meanwhile. `/history` shows by whom." == text(refused)
    assert [] == posted(room)


@pytest.mark.parametrize("decision", ["Decline", "Edit"])
async def test_what_was_removed_since_can_be_declined_or_edited_but_not_approved(
    world: World, room: Any, decision: str
) -> None:
    preview = await fill_in(world, ("Who does what", "Jenna Ortega"), {"role": "Wednesday herself"})
    await press(world, preview, "Send", by=world.fan)
    credit = next(
        fact.value for fact in (await world.page("Wednesday")).credits if "Ortega" in fact.value.person
    )
    await world.learn("Wednesday", credit, layer=world.server.id, forget=True)
    (card,) = posted(room)

    refused = await press(world, card, "Approve")

    (told,) = refused.followups
    assert "was removed here meanwhile, so it cannot be approved as it is." in text(told)
    assert "was removed here meanwhile" in said(posted(room)[0])
    if decision == "Edit":
        opened = await press(world, card, "Edit")
        preview = await world.moderator.submit_modal(opened, filled(opened))
        await press(world, preview, "Confirm")
        assert "**Jenna Ortega** · Wednesday herself" in text(await world.ask("cast", show="Wednesday"))
    else:
        await decline(world, card)
        assert "❌" in said(posted(room)[0])


async def test_what_is_about_a_show_that_was_hidden_since_can_be_declined(world: World, room: Any) -> None:
    await suggest(world)
    details = (await world.page("Wednesday")).show
    await world.learn("Wednesday", details, layer=world.server.id, forget=True)
    (card,) = posted(room)

    approved = await press(world, card, "Approve")
    edited = await press(world, card, "Edit")
    queued = await suggestions(world)
    await decline(world, queued)

    assert "was removed here meanwhile" in text(approved.followups[0])
    assert "I don't know that show here." in text(edited)
    assert "❌ Declined: Decision, season 3 of Wednesday" == first_line(queued)


async def test_what_is_locked_can_be_suggested_and_only_managers_approve_it(world: World, room: Any) -> None:
    editors = world.server.create_role("Editors")
    editor = world.server.add_member(world.env.create_user("editor"), roles=[editors])
    await configure(world, suggestions_channel=room.id, editor_role=editors.id)
    await lock(world, "Wednesday", "Under *discussion*")

    await suggest(world)
    (card,) = posted(room)
    refused = [await press(world, card, label, by=editor) for label in ("Approve", "Edit")]
    assert RENEWED == await headline(world)
    await press(world, card, "Approve")

    assert "🔒 This show is locked" in said(card)
    assert {"The managers of this server have locked this show: Under \\*discussion\\*"} == set(
        map(text, refused)
    )
    assert GONE == await headline(world)


async def test_an_editor_decides_and_who_lost_the_role_does_not(world: World, room: Any) -> None:
    editors = world.server.create_role("Editors")
    editor = world.server.add_member(world.env.create_user("editor"), roles=[editors])
    await configure(world, suggestions_channel=room.id, editor_role=editors.id)
    await suggest(world)
    await suggest(world, decided="19 Nov 2026")
    first, second = posted(room)
    queued, declining = await suggestions(world, by=editor), await press(world, second, "Decline", by=editor)

    await press(world, first, "Approve", by=editor)
    world.env.backend.remove_member_role(world.server.id, editor.id, editors.id)
    refused = [
        *[await press(world, second, label, by=editor) for label in DECISIONS],
        await editor.submit_modal(declining, {"reason": "No."}),
        await press(world, queued, "Muted members", by=editor),
    ]

    assert ["Only moderators can do that"] * 6 == [text(one)[:27] for one in refused]
    assert "waits for a moderator" in text(await suggestions(world, by=world.fan))
    assert "✅" in said(posted(room)[0])


async def test_fans_decide_nothing_and_withdraw_nothing_of_others(world: World, room: Any) -> None:
    another = world.server.add_member(world.env.create_user("another fan"))
    await suggest(world)
    (card,) = posted(room)

    for label in DECISIONS:
        assert "Only moderators can do that" in text(await press(world, card, label, by=another))
    forged = await _button(world, "suggestion:withdraw:1")
    assert "Only whoever made a suggestion can withdraw it." in text(
        await press(world, forged, "Press", by=another)
    )
    assert "💡" in said(posted(room)[0])


async def test_another_servers_moderators_reach_nothing_by_forged_ids(world: World, room: Any) -> None:
    await suggest(world)
    powers = discord.Permissions(manage_guild=True)
    role = world.other_server.create_role("Moderators", permissions=powers)
    stranger = world.other_server.add_member(world.env.create_user("stranger"), roles=[role])

    for act in ("approve", "edit", "decline", "mute", "muted"):
        forged = await _button(world, f"suggestion:{act}:1", elsewhere=True)
        told = await press(world, forged, "Press", by=stranger)
        assert "That suggestion is not there any more." in text(told), act
    assert "No suggestion waits" in text(await suggestions(world, by=stranger))
    assert "💡" in said(posted(room)[0])


# How much is taken, and from whom.


async def test_five_can_be_open_and_one_that_is_withdrawn_makes_room(world: World) -> None:
    for day in range(1, 6):
        await suggest(world, decided=f"{day} Nov 2026")
    preview = await world.ask("suggest", show="Wednesday")
    mine = await suggestions(world, by=world.fan)
    await world.fan.click(message_of(mine), custom_id="suggestion:withdraw:3")

    again = await suggest(world)

    assert "Five of your suggestions are open, and that is the most." in text(preview)
    assert "It waits in `/suggestions`" in text(again)
    assert "5 of 5" in text(await press(world, await suggestions(world), "Previous"))


async def test_the_sixth_is_refused_when_it_is_sent_and_can_be_sent_later(world: World) -> None:
    previews = [await fill_in(world, DECISION, CANCELLED) for _ in range(6)]
    told = [text(await press(world, preview, "Send", by=world.fan)) for preview in previews]
    await decline(world, await suggestions(world))

    later = await press(world, previews[-1], "Send", by=world.fan)

    assert "Five of your suggestions are open" in told[-1]
    assert "Sent." in text(later)


async def test_a_server_takes_twenty_an_hour_and_says_when_it_takes_more(world: World) -> None:
    for number in range(20):
        await sent_before(world, 1000 + number)
        await world.env.advance_time(30)

    refused = await world.ask("suggest", show="Wednesday")
    elsewhere = await suggest(world, by=world.other_fan)
    await world.env.advance_time(2_990)
    still = await world.ask("suggest", show="Wednesday")
    await world.env.advance_time(11)
    sent = await suggest(world)

    assert (
        "This server has had 20 suggestions within an hour, and that is the most. "
        "Please try again in 50 minutes." == text(refused)
    )
    assert "Please try again in one minute." in text(still)
    assert ["Sent.", "Sent."] == [text(elsewhere)[:5], text(sent)[:5]]


async def sent_before(world: World, member: int) -> None:
    """Somebody else has sent a suggestion a moment ago."""
    show_id, now = await world.show_id("Wednesday"), world.env.now()
    value = Credit(person="Somebody", role="Themselves", billing=1)
    draft = Draft(
        author=member,
        layer=world.server.id,
        kind=Credit.KIND,
        expires=now + LIFETIME,
        show_id=show_id,
        value=value,
        sources=(SOURCE,),
        suggests=True,
    )
    async with world.database.write() as connection:
        kept = await drafts.keep(connection, draft)
        by = Signature(member, world.server.id, now, world.env.backend.snowflake())
        assert (await send(connection, kept.id, by)).is_new


async def test_a_muted_member_is_told_so_and_can_be_unmuted(world: World, room: Any) -> None:
    await suggest(world)
    begun = await fill_in(world, DECISION, CANCELLED | {"decided": "19 Nov 2026"})
    asked = await press(world, posted(room)[0], "Mute")
    question = text(asked)
    muted = await press(world, asked, "Mute")

    told = [await world.ask("suggest", show="Wednesday"), await press(world, begun, "Send", by=world.fan)]
    listed = await press(world, await suggestions(world), "Muted members")
    assert world.fan.mention in text(listed)
    await press(world, listed, "Unmute")

    assert f"Take no more suggestions from {world.fan.mention}?" in question
    assert f"No more suggestions are taken from {world.fan.mention}" in text(muted)
    assert ["This server's moderators take no suggestions from you at the moment."] * 2 == [
        text(one).split(" If you")[0] for one in told
    ]
    assert "Nobody is muted" in text(listed)
    assert 1 == len(posted(room)), "a muted member has sent nothing"
    assert "Sent" in text(await press(world, begun, "Send", by=world.fan))
    log = [said(line) for line in posted(world.channel) if "muted" in said(line)]
    mod, fan = world.moderator.mention, world.fan.mention
    assert [f"{mod} muted {fan}", f"{mod} unmuted {fan}"] == [line for line in log if "Mute" not in line]
    history = text(await world.moderator.slash(world.channel, "history"))
    assert f"Suggestions of {fan} are not taken any more" in history
    assert f"Suggestions of {fan} are taken again" in history


async def test_who_is_muted_in_one_server_suggests_in_another(world: World) -> None:
    both = world.other_server.add_member(world.fan.user)
    await suggest(world)
    await press(world, await press(world, await suggestions(world), "Mute"), "Mute")

    assert "take no suggestions from you" in text(await world.ask("suggest", show="Wednesday"))
    assert "What is wrong" in text(await both.slash(world.other_channel, "suggest", show="Wednesday"))


async def test_a_sent_suggestion_waits_for_ever_and_one_begun_for_a_day(world: World, room: Any) -> None:
    begun = await fill_in(world, DECISION, CANCELLED | {"decided": "18 Nov 2026"})
    await suggest(world)
    await world.env.advance_time(20 * 86_400)
    await pick(world, *DECISION)  # whoever begins something clears away what is long over

    late = await press(world, begun, "Send", by=world.fan)
    await press(world, posted(room)[0], "Approve")

    assert "not there any more. Please begin again with `/suggest`." in text(late)
    assert GONE == await headline(world)


async def test_what_waits_is_withdrawn_where_its_author_is_erased(world: World, room: Any) -> None:
    await suggest(world)
    shown = await world.ask("privacy")
    asked = await press(world, shown, "Erase my ID", by=world.fan)
    told = text(asked)
    await press(world, asked, "Erase it", by=world.fan)
    queued = await suggestions(world)
    (card,) = posted(room)

    muted = await press(world, card, "Mute")
    await press(world, card, "Approve")

    assert "Whoever suggested this has had their ID erased" in text(muted)
    assert "What you suggested is withdrawn if it is open" in told
    assert "No suggestion waits" in text(queued)
    assert "↩️ Withdrawn" in said(posted(room)[0])
    assert "Suggested by a former member · withdrawn" in said(posted(room)[0])
    assert RENEWED == await headline(world)


async def test_what_was_approved_stays_as_suggested_by_a_former_member(world: World, room: Any) -> None:
    await suggest(world)
    await press(world, posted(room)[0], "Approve")
    asked = await press(world, await world.ask("privacy"), "Erase my ID", by=world.fan)

    await press(world, asked, "Erase it", by=world.fan)

    history = text(await world.moderator.slash(world.channel, "history", show="Wednesday"))
    assert f"{world.moderator.mention} (suggested by a former member)" in history


async def test_nobody_uses_up_what_a_server_takes_by_being_erased_again_and_again(world: World) -> None:
    for _ in range(MOST_AN_HOUR // MOST_OPEN):
        for _ in range(MOST_OPEN):
            await sent_before(world, 1000)
        async with world.database.write() as connection:
            await erase(connection, 1000, world.env.now())

    assert "Sent." in text(await suggest(world))


async def test_an_editor_undoes_a_mute(world: World) -> None:
    editor = await hire(world)
    await suggest(world)
    await press(world, await press(world, await suggestions(world), "Mute"), "Mute")

    history = await editor.slash(world.channel, "history")
    undo = next(part["custom_id"] for part in components(history) if part.get("label") == "Undo")
    preview = await editor.click(message_of(history), custom_id=undo)
    await editor.click(message_of(preview), label="Undo it")

    assert "What is wrong" in text(await world.ask("suggest", show="Wednesday"))


async def test_a_card_that_was_deleted_stops_nothing(world: World, room: Any) -> None:
    await suggest(world)
    await posted(room)[0].delete()

    shown = await suggestions(world)
    await press(world, shown, "Approve")

    assert first_line(shown).startswith("✅ Approved")
    assert GONE == await headline(world)


async def test_a_decision_needs_a_reason_that_is_seen(world: World, room: Any) -> None:
    await suggest(world)

    refused = await decline(world, posted(room)[0], "\u200b \u2060")

    assert "Please give a reason of at most 500 characters." in text(refused)
    assert "💡" in said(posted(room)[0])


async def _button(world: World, custom_id: str, *, elsewhere: bool = False) -> discord.Message:
    """A message of the bot's with one button that somebody has forged."""
    where = world.other_channel if elsewhere else world.channel
    channel: Any = world.env.bot.get_channel(where.id)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Press", custom_id=custom_id))
    return await channel.send("A message", view=view)

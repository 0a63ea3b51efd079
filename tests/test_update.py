"""/update, as moderators use it, from the form to the next fan's answer."""

from typing import Any

import pytest
from simcord.results import InteractionResult

from bot.client import Greenlight
from bot.settings import Settings
from db import confirmation, tables
from db.drafts import Refusal
from db.edits import Signature
from db.facts import SHARED
from db.files import FileShow
from db.memory import touched
from tests.live import alive, faults
from tests.world import Json, World, buttons, filled, first_line, message_of, prefilled, show_in_file, text

SOURCE = "https://variety.com/2026/tv/news/a-page-1235/"


async def form(world: World, kind: str, **options: Any) -> InteractionResult:
    """The moderator opens a form."""
    opened = await world.moderator.slash(world.channel, f"update {kind}", **options)
    assert opened.modal is not None, text(opened)
    return opened


async def submit(world: World, opened: InteractionResult, **fields: str) -> InteractionResult:
    """The moderator sends a form back; a field left out stays as it was filled."""
    return await world.moderator.submit_modal(opened, filled(opened, **fields))


async def press(world: World, shown: InteractionResult, label: str) -> InteractionResult:
    """The moderator presses a button."""
    assert shown.response is not None
    return await world.moderator.click(shown.response, label=label)


CHANGES = [
    (
        "decision",
        {"show": "Wednesday", "season": 3},
        {"verdict": "cancelled", "decided": "20 Nov 2026", "platform": "Netflix", "source": SOURCE},
        ("status", {"show": "Wednesday"}),
        "Wednesday was cancelled after two seasons; there will be no season 3.",
    ),
    (
        "release",
        {"show": "Wednesday", "season": 3},
        {"when": "early 2027", "episodes": "8", "source": SOURCE},
        ("status", {"show": "Wednesday"}),
        "Wednesday was renewed for season 3, due in early 2027.",
    ),
    (
        "score",
        {"show": "The Imperfects", "season": 1},
        {"score": "3.5 out of 5", "outlet": "Common Sense Media", "audience": "critics", "source": SOURCE},
        ("reviews", {"show": "The Imperfects"}),
        "Common Sense Media, critics: **3.5** of 5",
    ),
    (
        "credit",
        {"show": "The Imperfects"},
        {"person": "Kyra Zagorsky", "role": "Isabel Finch", "source": SOURCE},
        ("cast", {"show": "The Imperfects"}),
        "**Kyra Zagorsky** · Isabel Finch",
    ),
    (
        "project",
        {"show": "The Imperfects"},
        {"person": "Italia Ricci", "title": "A New Show", "state": "filming, 2027", "source": SOURCE},
        ("cast", {"person": "Italia Ricci"}),
        "Next for Italia Ricci: A New Show · filming, expected 2027",
    ),
    (
        "story",
        {"show": "The Imperfects", "season": 2},
        {"text": "They find the cure.", "kind": "theory", "spoils": "s1e10", "source": SOURCE},
        ("story", {"show": "The Imperfects", "season": 2}),
        "two theories",
    ),
]


@pytest.mark.parametrize(("kind", "about", "fields", "asked", "answer"), CHANGES, ids=[c[0] for c in CHANGES])
async def test_a_confirmed_change_is_the_next_answer_here_and_not_elsewhere(
    world: World,
    kind: str,
    about: dict[str, Any],
    fields: dict[str, str],
    asked: tuple[str, dict[str, Any]],
    answer: str,
) -> None:
    preview = await submit(world, await form(world, kind, **about), **fields)
    assert preview.ephemeral
    assert "Variety" in text(preview)
    before = text(await world.fan.slash(world.channel, asked[0], **asked[1]))
    assert answer not in before

    await press(world, preview, "Confirm")

    seen = text(await world.fan.slash(world.channel, asked[0], **asked[1]))
    assert answer in seen
    assert f"Corrected here by {world.moderator.mention}" in seen
    elsewhere = text(await world.other_fan.slash(world.other_channel, asked[0], **asked[1]))
    assert before == elsewhere


async def preview_of_a_cancellation(world: World) -> InteractionResult:
    """The moderator has typed that season 3 of Wednesday was cancelled, and sees the preview."""
    opened = await form(world, "decision", show="Wednesday", season=3)
    return await submit(world, opened, verdict="cancelled", decided="20 Nov 2026", source=SOURCE)


async def headline(world: World) -> str:
    return first_line(await world.ask("status", show="Wednesday"))


RENEWED = "Wednesday was renewed for season 3; it has no date yet."
CANCELLED = "Wednesday was cancelled after two seasons; there will be no season 3."


async def test_a_form_begins_with_what_holds_today(world: World) -> None:
    opened = await form(world, "decision", show="The Imperfects")

    assert {
        "verdict": "cancelled",
        "decided": "8 November 2022",
        "platform": "Netflix",
        "source": "https://www.whats-on-netflix.com/news/the-imperfects-season-2-canceled-netflix/",
        "note": "",
    } == prefilled(opened)


async def test_a_preview_shows_before_after_source_and_the_answer_to_come(world: World) -> None:
    preview = await preview_of_a_cancellation(world)

    for part in (
        "Change this for Wednesday?",
        "**Now**",
        "Decision: renewed",
        "**Then**",
        "Decision: cancelled",
        "Decided: 20 November 2026",
        CANCELLED,
        "Variety",
        "trade",
    ):
        assert part in text(preview)
    assert ["Confirm", "Edit", "Cancel", "Remove"] == buttons(preview)
    assert RENEWED == await headline(world)


@pytest.mark.parametrize(
    ("kind", "about", "fields", "told"),
    [
        ("decision", {"season": 3}, {"decided": "31 February"}, "**Decided when:**"),
        ("decision", {"season": 3}, {"decided": "yesterday-ish"}, "**Decided when:**"),
        ("decision", {"season": 3}, {"decided": "11/8/2022"}, "11 Aug 2022"),
        ("decision", {"season": 3}, {"decided": "8 Nov 1899"}, "1900"),
        ("decision", {"season": 3}, {"decided": "8 Nov 2099"}, "**Decided when:**"),
        ("decision", {"season": 3}, {"source": " "}, "**Source:** This cannot be left empty."),
        ("decision", {"season": 3}, {"source": "http://variety.com/a"}, "A link begins with https"),
        ("decision", {"season": 3}, {"source": "https://me:secret@variety.com/a"}, "**Source:**"),
        ("decision", {"season": 3}, {"source": "https://localhost/a"}, "**Source:**"),
        ("decision", {"season": 3}, {"source": "https://variety.com:8080/a"}, "**Source:**"),
        ("decision", {"season": 3}, {"source": "https://v\u0430riety.com/a"}, "xn--"),
        ("release", {"season": 3}, {"episodes": "many"}, "**Episodes:**"),
        ("score", {"season": 1}, {"score": "110 of 100", "outlet": "IMDb"}, "**Score today:**"),
        ("score", {"season": 1}, {"score": "NaN", "outlet": "IMDb"}, "**Score today:**"),
        (
            "score",
            {"season": 1},
            {"score": "7/10", "outlet": "   "},
            "**Outlet:** This cannot be left empty.",
        ),
        ("story", {"season": 3}, {"text": "Something", "spoils": "the end"}, "**Spoils up to:**"),
        (
            "project",
            {},
            {"person": "Jenna Ortega", "title": "A film", "state": "soon"},
            "**State and date:**",
        ),
        ("credit", {}, {"person": "Somebody", "role": "Lead", "billing": "0"}, "**Place in the credits:**"),
    ],
)
async def test_what_is_wrong_is_told_by_field_and_edit_opens_the_form_as_it_was_left(
    world: World, kind: str, about: dict[str, Any], fields: dict[str, str], told: str
) -> None:
    opened = await form(world, kind, show="Wednesday", **about)
    typed = {"source": SOURCE, **fields}
    choices = {"verdict": "cancelled", "audience": "critics", "kind": "theory"}
    chosen = {name: value for name, value in choices.items() if name in prefilled(opened)}

    refused = await submit(world, opened, **chosen, **typed)

    assert refused.ephemeral
    assert told in text(refused)
    again = await press(world, refused, "Edit")
    assert {**chosen, **typed}.items() <= prefilled(again).items()


async def test_six_comma_one_is_taken_as_six_point_one_and_shown_so(world: World) -> None:
    opened = await form(world, "score", show="Wednesday", season=1)

    preview = await submit(world, opened, score="6,1", outlet="IMDb", audience="viewers", source=SOURCE)

    assert "Score: 6.1/10" in text(preview)
    assert ("Add this to" in first_line(preview), "**Then**" in text(preview)) == (True, False)


async def test_what_was_mended_in_the_form_is_what_is_confirmed(world: World) -> None:
    opened = await form(world, "decision", show="Wednesday", season=3)
    refused = await submit(world, opened, verdict="cancelled", decided="31 February", source=SOURCE)

    preview = await submit(world, await press(world, refused, "Edit"), decided="20 Nov 2026")
    await press(world, preview, "Confirm")

    assert CANCELLED == await headline(world)


async def test_cancel_changes_nothing_and_ends_the_draft(world: World) -> None:
    preview = await preview_of_a_cancellation(world)

    cancelled = await press(world, preview, "Cancel")

    assert "Nothing was changed" in text(cancelled)
    assert RENEWED == await headline(world)


async def test_a_removed_decision_is_gone_here_alone(world: World) -> None:
    preview = await preview_of_a_cancellation(world)

    removal = await press(world, preview, "Remove")
    assert "Remove this from Wednesday?" in text(removal)
    removed = await press(world, removal, "Remove")

    assert f"Removed here by {world.moderator.mention}" in text(removed.followups[0])
    assert "Season 3 of Wednesday has no date yet." == first_line(
        await world.ask("status", show="Wednesday", season=3)
    )
    elsewhere = await world.other_fan.slash(world.other_channel, "status", show="Wednesday")
    assert RENEWED == first_line(elsewhere)


async def test_evidence_and_publisher_can_be_chosen_before_confirming(world: World) -> None:
    preview = await preview_of_a_cancellation(world)

    chosen = await world.moderator.select(message_of(preview), ["fan"], custom_id="draft:evidence:1")
    assert "fan" in text(chosen)
    chosen = await world.moderator.select(message_of(preview), ["variety.com"], custom_id="draft:publisher:1")
    await press(world, preview, "Confirm")

    assert "Wednesday was reportedly cancelled after two seasons" in await headline(world)
    assert "Source: variety.com" in text(await world.ask("status", show="Wednesday"))


async def test_a_private_change_is_answered_privately(world: World) -> None:
    opened = await form(world, "decision", show="Wednesday", season=3, private=True)
    preview = await submit(world, opened, verdict="cancelled", decided="20 Nov 2026", source=SOURCE)

    confirmed = await press(world, preview, "Confirm")

    assert [True] == [message.ephemeral for message in confirmed.followups]
    assert CANCELLED in text(confirmed.followups[0])


async def test_a_fan_is_refused_even_where_the_command_was_opened_to_everybody(world: World) -> None:
    bot = world.env.bot
    assert isinstance(bot, Greenlight)
    update = next(command for command in await bot.tree.fetch_commands() if command.name == "update")
    world.server.set_command_permissions(update, {world.server.default_role: True})

    refused = await world.fan.slash(world.channel, "update decision", show="Wednesday")

    assert "Only moderators can do that" in text(refused)
    assert refused.ephemeral


async def test_pressing_confirm_twice_saves_once(world: World) -> None:
    preview = await preview_of_a_cancellation(world)
    await press(world, preview, "Confirm")
    before = await revisions(world)

    async with world.database.write() as connection:
        by = Signature(world.moderator.id, world.server.id, world.env.now(), 123)
        outcome = await confirmation.confirm(connection, 1, by)

    assert Refusal.CONFIRMED == outcome.refusal
    assert before == await revisions(world)


async def test_a_draft_outlives_a_restart(world: World) -> None:
    preview = await preview_of_a_cancellation(world)

    await world.restart()
    await press(world, preview, "Confirm")

    assert CANCELLED == await headline(world)


async def test_a_form_that_was_open_during_a_restart_is_taken(world: World) -> None:
    opened = await form(world, "decision", show="Wednesday", season=3)

    await world.restart()
    preview = await submit(world, opened, verdict="cancelled", decided="20 Nov 2026", source=SOURCE)
    await press(world, preview, "Confirm")

    assert CANCELLED == await headline(world)


async def test_a_draft_expires_after_a_day(world: World) -> None:
    preview = await preview_of_a_cancellation(world)
    await world.env.advance_time(86_401)

    refused = await press(world, preview, "Confirm")

    assert "more than a day ago" in text(refused)
    assert RENEWED == await headline(world)


async def test_a_form_that_comes_back_after_its_day_gives_back_what_was_typed(world: World) -> None:
    opened = await form(world, "decision", show="Wednesday", season=3)
    await world.env.advance_time(86_401)

    refused = await submit(world, opened, verdict="cancelled", decided="20 *Nov* 2026", source=SOURCE)

    assert "more than a day ago" in text(refused)
    assert "**Decided:** 20 \\*Nov\\* 2026" in text(refused)
    assert RENEWED == await headline(world)


async def test_somebody_who_is_no_moderator_any_more_cannot_confirm(world: World) -> None:
    preview = await preview_of_a_cancellation(world)
    world.demote(world.moderator)

    refused = await press(world, preview, "Confirm")

    assert "Only moderators can do that" in text(refused)
    assert RENEWED == await headline(world)


async def test_the_second_of_two_moderators_is_told_and_sees_a_new_preview(world: World) -> None:
    preview = await preview_of_a_cancellation(world)
    await correct(world, world.second_moderator, "renewed", "21 Nov 2026")

    told = await press(world, preview, "Confirm")
    assert f"Meanwhile {world.second_moderator.mention} changed this" in text(told)
    assert "Decided: 21 November 2026" in text(told)

    await press(world, told, "Confirm")
    assert "cancelled" in text(await world.ask("status", show="Wednesday"))


async def test_still_right_notes_today_as_the_day_of_checking(world: World) -> None:
    await world.wait(days=100)
    asked = await world.moderator.slash(world.channel, "status", show="Wednesday")
    assert "⚠️" in text(asked)

    await press(world, asked, "Still right")

    seen = text(await world.ask("status", show="Wednesday"))
    assert "⚠️" not in seen
    assert "(today)" in seen
    assert f"Checked here by {world.moderator.mention}" in seen
    elsewhere = text(await world.other_fan.slash(world.other_channel, "status", show="Wednesday"))
    assert "⚠️" in elsewhere


async def test_still_right_of_a_date_that_has_passed_without_word_does_not_make_it_come_true(
    world: World,
) -> None:
    await world.wait(days=100)
    asked = await world.moderator.slash(world.channel, "status", show="The Diplomat")

    await press(world, asked, "Still right")

    seen = await world.ask("status", show="The Diplomat")
    assert first_line(seen).endswith("; it was expected in late 2026, and I have no later word.")
    assert "⚠️" not in text(seen)
    assert f"Checked here by {world.moderator.mention}" in text(seen)


async def test_only_moderators_are_offered_still_right_and_only_under_an_open_question(world: World) -> None:
    fan = await world.ask("status", show="Wednesday")
    moderator = await world.moderator.slash(world.channel, "status", show="Wednesday")
    settled = await world.moderator.slash(world.channel, "status", show="The Imperfects")

    assert "Still right" not in buttons(fan)
    assert "Still right" in buttons(moderator)
    assert "Still right" not in buttons(settled)


async def test_a_fan_who_presses_a_moderators_still_right_is_refused(world: World) -> None:
    asked = await world.moderator.slash(world.channel, "status", show="Wednesday")

    refused = await world.fan.click(message_of(asked), label="Still right")

    assert "Only moderators can do that" in text(refused)


async def test_an_owner_in_direct_messages_corrects_the_shared_catalogue(world: World) -> None:
    owner = world.env.create_user("owner")
    await world.restart(Settings(owner_ids=frozenset({owner.id})))
    opened = await owner.slash("update decision", show="Wednesday", season=3)
    values = {"verdict": ["cancelled"], "decided": "20 Nov 2026", "source": SOURCE}
    preview = await owner.submit_modal(opened, values)
    await owner.click(message_of(preview), label="Confirm")

    assert CANCELLED == await headline(world)
    elsewhere = await world.other_fan.slash(world.other_channel, "status", show="Wednesday")
    assert CANCELLED == first_line(elsewhere)


async def test_somebody_else_in_direct_messages_is_refused(world: World) -> None:
    refused = await world.fan.user.slash("update decision", show="Wednesday")

    assert "only my owner" in text(refused)


async def test_a_new_show_is_known_here_alone(world: World) -> None:
    opened = await form(world, "show", title="Kröniken")
    preview = await submit(world, opened, year_network="2004, DR1", aliases="Kroniken", source=SOURCE)
    await press(world, preview, "Confirm")

    assert "No decision about Kröniken is known." == first_line(await world.ask("status", show="kroniken"))
    elsewhere = await world.other_fan.slash(world.other_channel, "status", show="Kröniken")
    assert "I don't know a show called" in text(elsewhere)


async def test_a_new_show_with_a_long_title_can_travel_in_files(world: World) -> None:
    opened = await form(world, "show", title="Kröniken")
    title = " ".join(["x" * 52] * 3)
    preview = await submit(world, opened, title=title, year_network="2004, DR1", source=SOURCE)
    await press(world, preview, "Confirm")

    async with world.database.read() as connection:
        found = await connection.exec_driver_sql("SELECT key FROM show ORDER BY id DESC LIMIT 1")
        key = found.scalar_one()
    assert key.startswith("xxx")
    assert key == FileShow(key=key, facts=()).key


async def test_nothing_is_saved_about_a_show_that_was_removed_meanwhile(world: World) -> None:
    preview = await preview_of_a_cancellation(world)
    opened = await form(world, "show", title=f"show:{await world.show_id('Wednesday')}")
    show = await submit(world, opened, aliases="Wendesday", source=SOURCE)
    details = (await world.page("Wednesday")).show
    await world.learn("Wednesday", details, layer=world.server.id, forget=True)
    before = await revisions(world)

    refused = await press(world, preview, "Confirm")
    after = await revisions(world)
    for _ in ("told of the removal", "and sure"):
        await press(world, show, "Confirm")

    assert "That show was removed here meanwhile. `/history` shows by whom." == text(refused)
    assert before == after
    assert RENEWED == await headline(world)


async def test_a_show_whose_first_year_nobody_knows_is_named_without_one(world: World) -> None:
    opened = await form(world, "show", title="Nimmerland")
    preview = await submit(world, opened, year_network="unknown, DR1", source=SOURCE)
    await press(world, preview, "Confirm")

    assert ["Nimmerland · DR1 · no decision known"] == await world.choices("status", "show", "nimmer")
    offered = await world.moderator.slash(world.channel, "update show", title="Nimmerland")
    assert "I know Nimmerland. Correct that one, or add another?" == text(offered)
    opened = await press(world, offered, "Correct that one")
    assert "unknown, DR1" == prefilled(opened)["year_network"]
    preview = await submit(world, opened, year_network="2027, DR1")
    await press(world, preview, "Confirm")
    assert ["Nimmerland (2027) · DR1 · no decision known"] == await world.choices("status", "show", "nimmer")


async def test_a_title_that_exists_is_offered_for_correction(world: World) -> None:
    offered = await world.moderator.slash(world.channel, "update show", title="the imperfects")

    assert ["Correct that one", "Add another"] == buttons(offered)
    opened = await press(world, offered, "Correct that one")
    assert "The Imperfects" == prefilled(opened)["title"]


@pytest.mark.parametrize("title", ["   ", "x" * 300, "\u200b\u202e"])
async def test_a_title_that_is_none_is_refused(world: World, title: str) -> None:
    refused = await world.moderator.slash(world.channel, "update show", title=title)

    assert "A title" in text(refused)


async def test_an_entry_is_completed_and_its_form_filled(world: World) -> None:
    offered = await world.moderator.autocomplete(
        world.channel, "update credit", "entry", "godoy", show="The Imperfects"
    )
    assert ["Iñaki Godoy · Juan Ruiz"] == [choice["name"] for choice in offered]

    opened = await form(world, "credit", show="The Imperfects", entry=offered[0]["value"])

    assert ("Iñaki Godoy", "Juan Ruiz") == (prefilled(opened)["person"], prefilled(opened)["role"])


async def test_a_renamed_entry_replaces_the_one_it_was(world: World) -> None:
    offered = await world.moderator.autocomplete(
        world.channel, "update credit", "entry", "godoy", show="The Imperfects"
    )
    opened = await form(world, "credit", show="The Imperfects", entry=offered[0]["value"])
    preview = await submit(world, opened, role="Juan Ruiz, the runner", source=SOURCE)
    await press(world, preview, "Confirm")

    cast = text(await world.ask("cast", show="The Imperfects"))
    assert 1 == cast.count("**Iñaki Godoy**")
    assert "Juan Ruiz, the runner" in cast


async def test_hostile_text_in_every_field_stays_inert(world: World) -> None:
    hostile = "@everyone <@1> [a](https://evil.example) ||x|| `code` https://evil.example"
    opened = await form(world, "project", show="The Imperfects")
    preview = await submit(
        world, opened, person=hostile, title=hostile, state="announced", note=hostile, source=SOURCE
    )
    assert [] == faults(message_of(preview).components, {"variety.com"})
    await press(world, preview, "Confirm")

    corrected = text(await world.ask("cast", show="The Imperfects"))
    assert [] == alive(corrected.replace(f"Corrected here by {world.moderator.mention}", ""))


async def correct(
    world: World, moderator: Any, verdict: str, decided: str, show: str = "Wednesday", season: int = 3
) -> None:
    """Another moderator makes a change of their own."""
    opened = await moderator.slash(world.channel, "update decision", show=show, season=season)
    values = {"verdict": [verdict], "decided": decided, "platform": "Netflix", "source": SOURCE}
    preview = await moderator.submit_modal(opened, values)
    await moderator.click(message_of(preview), label="Confirm")


async def revisions(world: World) -> int:
    async with world.database.read() as connection:
        return (await connection.exec_driver_sql("SELECT count(*) FROM revision")).scalar_one()


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"verdict": "renewed"}, "The Imperfects was renewed for season 2; it has no date yet."),
        ({"verdict": "renewed", "decided": "1 Nov 2022"}, "The Imperfects was renewed for season 2"),
        ({"platform": "Netflix US"}, "The Imperfects was cancelled after one season"),
    ],
    ids=["the same day", "an earlier day", "another platform"],
)
async def test_a_corrected_decision_holds_and_leaves_no_story_of_the_mistake(
    world: World, fields: dict[str, str], answer: str
) -> None:
    opened = await form(world, "decision", show="The Imperfects")
    await press(world, await submit(world, opened, source=SOURCE, **fields), "Confirm")

    seen = await world.ask("status", show="The Imperfects")
    assert first_line(seen).startswith(answer)
    assert "Before that" not in text(seen)


async def test_a_later_decision_keeps_the_former_as_its_story(world: World) -> None:
    opened = await form(world, "decision", show="The Imperfects")
    later = {"verdict": "revived", "decided": "20 Nov 2026", "platform": "Syfy", "source": SOURCE}
    await press(world, await submit(world, opened, **later), "Confirm")

    seen = await world.ask("status", show="The Imperfects")
    assert "The Imperfects was revived by Syfy for season 2; it has no date yet." == first_line(seen)
    assert "Before that: cancelled by Netflix on 8 November 2022" in text(seen)


async def test_a_dated_decision_holds_over_one_without_a_date(world: World) -> None:
    for fields in (
        {"verdict": "awaiting", "decided": "TBA"},
        {"verdict": "renewed", "decided": "2026-11-20"},
    ):
        opened = await form(world, "decision", show="House of Guinness")
        await press(world, await submit(world, opened, source=SOURCE, **fields), "Confirm")

    answer = await world.ask("status", show="House of Guinness")
    assert first_line(answer).startswith("House of Guinness was renewed for season 2")


async def test_an_unclear_show_is_asked_back_with_titles(world: World) -> None:
    refused = await world.moderator.slash(world.channel, "update decision", show="one")

    assert refused.ephemeral
    assert "I know One Piece (2023) and One Day at a Time (2017)." in text(refused)


async def test_correcting_a_show_that_was_offered_stays_private(world: World) -> None:
    offered = await world.moderator.slash(world.channel, "update show", title="Wednesday", private=True)
    opened = await press(world, offered, "Correct that one")
    preview = await submit(world, opened, aliases="Wendesday", source=SOURCE)

    confirmed = await press(world, preview, "Confirm")

    assert [True] == [message.ephemeral for message in confirmed.followups]


async def test_a_moderator_is_told_of_a_change_made_while_the_form_was_open(world: World) -> None:
    opened = await form(world, "decision", show="Wednesday", season=3)
    await correct(world, world.second_moderator, "renewed", "21 Nov 2026")

    told = await submit(world, opened, verdict="cancelled", decided="20 Nov 2026", source=SOURCE)

    assert f"Meanwhile {world.second_moderator.mention} changed this" in text(told)


async def test_an_entry_that_is_gone_is_not_taken_for_a_new_one(world: World) -> None:
    refused = await world.moderator.slash(
        world.channel, "update credit", show="Wednesday", entry="entry:999999"
    )

    assert "not there any more" in text(refused)


async def test_an_ending_stands_with_the_last_season_made_unless_another_one_was_named(world: World) -> None:
    made = [
        {"kind": "release", "value": {"season": season, "when": day}}
        for season, day in ((1, "2020-03-01"), (2, "2021-03-01"))
    ]
    await world.load(show_in_file("Finished", *made))
    opened = await form(world, "decision", show="Finished")
    typed = {"verdict": "ended", "decided": "March 2021", "note": "It was told.", "source": SOURCE}

    shown = await submit(world, opened, **typed)
    ended = text(shown)
    again = await press(world, shown, "Edit")
    renewed = text(await submit(world, again, verdict="renewed"))
    ended_after_all = await submit(world, await press(world, shown, "Edit"), verdict="ended")
    named = text(await submit(world, await form(world, "decision", show="Finished", season=3), **typed))

    assert opened.modal is not None
    assert "Decision, season 3: Finished" == opened.modal["title"]
    assert "Finished ended as planned with season 2." in ended
    assert prefilled(opened) | typed == prefilled(again)
    assert "Finished was renewed for season 3" in renewed
    assert "Finished ended as planned with season 3." in named
    await press(world, ended_after_all, "Confirm")
    answer = await world.ask("status", show="Finished")
    assert "Finished ended as planned with season 2." == first_line(answer)
    assert "Why: It was told." in text(answer)


async def ended_on_tvmaze(world: World, title: str) -> None:
    """TVmaze says that a show has ended."""
    show_id, today = await world.show_id(title), world.env.now().date()
    held = {"tvmaze_id": 1, "updated": 1, "in_full": True, "checked_on": today, "status": "Ended"}
    async with world.database.write() as connection:
        await connection.execute(tables.tvmaze_show.insert(), [{**held, "show_id": show_id}])
        touched(connection).shows.add((SHARED, show_id))


async def test_the_date_of_a_show_that_is_over_is_that_of_the_last_season_made(world: World) -> None:
    made = {"kind": "release", "value": {"season": 1, "when": "2020-03-01"}}
    listed = {"kind": "release", "value": {"season": 2, "when": "tba"}}
    await world.load(show_in_file("Over", made, listed), show_in_file("Going on", made))
    await ended_on_tvmaze(world, "Over")

    titles = [
        opened.modal["title"]
        for show in ("Over", "Going on", "The Imperfects")
        if (opened := await form(world, "release", show=show)).modal
    ]

    assert [
        "Release, season 1: Over",
        "Release, season 2: Going on",
        "Release, season 1: The Imperfects",
    ] == titles


async def test_a_cancellation_corrected_to_an_ending_and_back_moves_to_the_season_that_it_speaks_of(
    world: World,
) -> None:
    opened = await form(world, "decision", show="The Imperfects")
    typed = {"decided": "May 2023", "source": SOURCE}
    shown = await submit(world, opened, verdict="ended", **typed)
    ended = text(shown)
    shown = await submit(world, await press(world, shown, "Edit"), verdict="cancelled", decided="8 Nov 2022")
    cancelled = text(shown)
    shown = await submit(world, await press(world, shown, "Edit"), verdict="ended", **typed)
    await press(world, shown, "Confirm")
    answer = await world.ask("status", show="The Imperfects")

    assert ended.startswith("### Change this for The Imperfects?")
    assert "**The answer will begin**\nThe Imperfects ended as planned with season 1." in ended
    assert "**Now**\nSeason: 2\n" in ended
    assert "**Then**\n**Season: 1**\n" in ended
    sentence = "The Imperfects was cancelled after one season; there will be no season 2."
    assert f"**The answer will begin**\n{sentence}" in cancelled
    assert "The Imperfects ended as planned with season 1." == first_line(answer)
    assert "Before that" not in text(answer)

    back = await form(world, "decision", show="The Imperfects")
    await press(world, await submit(world, back, verdict="cancelled", **typed), "Confirm")

    assert sentence == first_line(await world.ask("status", show="The Imperfects"))
    await press(
        world,
        await submit(world, await form(world, "decision", show="The Imperfects"), verdict="ended", **typed),
        "Confirm",
    )
    revived = await submit(
        world,
        await form(world, "decision", show="The Imperfects"),
        verdict="revived",
        decided="May 2026",
        source=SOURCE,
    )
    await press(world, revived, "Confirm")
    story = await world.ask("status", show="The Imperfects")
    assert "The Imperfects was revived by Netflix for season 2; it has no date yet." == first_line(story)
    assert "**1** · out 8 September 2022 · 10 episodes · 🎬 ended as planned" in text(story)
    literally = await form(world, "decision", show="The Imperfects", season=2)
    assert "ended as planned with season 2." in text(await submit(world, literally, verdict="ended", **typed))


def out_and_decided(verdict: str, season: int, *out: int) -> Json:
    """A show with seasons that are out and one that was decided."""
    made = [{"kind": "release", "value": {"season": one, "when": "2021-03-01"}} for one in out]
    decision = {"season": season, "verdict": verdict, "decided": "2021-04"}
    return show_in_file("Finished", *made, {"kind": "decision", "value": decision})


@pytest.mark.parametrize(
    ("verdict", "sentence", "story"),
    [
        ("renewed", "Finished was renewed for season 3; it has no date yet.", True),
        ("final_season", "Finished will end with season 3; it has no date yet.", True),
        ("revived", "Finished was revived for season 3; it has no date yet.", True),
        ("awaiting", "No decision on season 3 of Finished is known yet.", False),
        ("cancelled", "Finished was cancelled after two seasons; there will be no season 3.", False),
    ],
)
async def test_what_corrects_an_ending_is_about_the_season_after_it(
    world: World, verdict: str, sentence: str, story: bool
) -> None:
    await world.load(out_and_decided("ended", 2, 1, 2))
    opened = await form(world, "decision", show="Finished")

    shown = await submit(world, opened, verdict=verdict, decided="May 2022", source=SOURCE)
    preview = text(shown)
    await press(world, shown, "Confirm")

    answer = await world.ask("status", show="Finished")
    assert f"**The answer will begin**\n{sentence}" in preview
    assert sentence == first_line(answer)
    assert story is ("ended as planned" in text(answer))


async def test_an_ending_of_seasons_numbered_by_year_stands_with_the_last_one_that_came_out(
    world: World,
) -> None:
    await world.load(out_and_decided("cancelled", 2023, 2020, 2021))

    shown = await submit(
        world, await form(world, "decision", show="Finished"), verdict="ended", source=SOURCE
    )

    assert "Finished ended as planned with season 2021." in text(shown)


async def test_what_a_colleague_said_of_the_season_that_a_decision_moved_to_is_shown_before_saving(
    world: World,
) -> None:
    opened = await form(world, "decision", show="The Imperfects")
    mine = await submit(world, opened, verdict="ended", decided="May 2023", source=SOURCE)
    await correct(world, world.second_moderator, "ended", "April 2023", show="The Imperfects", season=1)

    told = await press(world, mine, "Confirm")

    assert f"Meanwhile {world.second_moderator.mention} changed this" in text(told)
    assert "**Now**\nSeason: 1\nDecision: ended as planned\nDecided: April 2023\n" in text(told)


async def test_what_was_known_of_the_season_that_a_decision_moves_to_did_not_change_meanwhile(
    world: World,
) -> None:
    await correct(world, world.second_moderator, "renewed", "May 2021", show="The Imperfects", season=1)
    opened = await form(world, "decision", show="The Imperfects")

    shown = await submit(world, opened, verdict="ended", decided="May 2023", source=SOURCE)
    ended = text(shown)
    back = await submit(world, await press(world, shown, "Edit"), verdict="cancelled")

    assert "**Now**\nSeason: 2\n" in ended
    assert "Meanwhile" not in ended + text(back)


async def test_a_preview_begins_as_the_answer_will_where_tvmaze_says_that_a_show_has_ended(
    world: World,
) -> None:
    made = {"kind": "release", "value": {"season": 1, "when": "2020-03-01"}}
    await world.load(show_in_file("Over", made, year=2020))
    await ended_on_tvmaze(world, "Over")
    known = await world.moderator.slash(world.channel, "update show", title="Over")

    shown = await submit(
        world, await press(world, known, "Correct that one"), aliases="Finished", source=SOURCE
    )

    first = first_line(await world.ask("status", show="Over"))
    assert first.startswith("Over (2020) has ended.")
    assert f"**The answer will begin**\n{first}" in text(shown)


async def test_a_decision_that_is_still_to_come_is_asked_back(world: World) -> None:
    opened = await world.moderator.slash(world.channel, "update decision", show="Wednesday", season=3)

    answer = await world.moderator.submit_modal(opened, filled(opened, decided="3 Mar 2031"))

    assert "**Decided when:** That is still to come. Write when it was, or TBA." in text(answer)
    assert "Confirm" not in buttons(answer)

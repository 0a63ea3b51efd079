"""/lock and /unlock: what managers close to editors, and what editors and fans then meet."""

import re
from typing import Any

import pytest
import simcord
from simcord.results import InteractionResult, ResponseMessage

from tests.live import alive, unseen
from tests.managing import configure, hire, keep_log, lines
from tests.test_hostile import PIECES
from tests.world import World, buttons, components, filled, first_line, message_of, prefilled, text

LINK = "https://variety.com/2026/tv/news/a-page-1235/"
REASON = "Please wait for the makers."
REFUSAL = f"The managers of this server have locked season 3: {REASON}"
SEASON: dict[str, Any] = {"show": "Wednesday", "season": 3}
UNHEARD_OF: dict[str, Any] = {"show": "Wednesday", "season": 9}


async def lock(world: World, reason: str = REASON, **about: Any) -> InteractionResult:
    opened = await world.moderator.slash(world.channel, "lock", **about)
    return await world.moderator.submit_modal(opened, {"reason": reason})


async def unlock(world: World, **about: Any) -> InteractionResult:
    return await world.moderator.slash(world.channel, "unlock", **about)


async def draw_up(world: World, who: simcord.MemberActor, channel: Any = None, **fields: str) -> Any:
    """Somebody opens the decision on Wednesday's third season and sends it back changed."""
    opened = await who.slash(channel or world.channel, "update decision", **SEASON)
    if opened.modal is None:
        return opened
    typed = {"verdict": "cancelled", "decided": "20 Nov 2026", "source": LINK, **fields}
    return await who.submit_modal(opened, filled(opened, **typed))


async def change(world: World, who: simcord.MemberActor, channel: Any = None) -> InteractionResult:
    """Somebody changes the decision, as far as they are let."""
    preview = await draw_up(world, who, channel)
    return preview if "Confirm" not in buttons(preview) else await click(who, preview, "Confirm")


async def click(
    who: simcord.MemberActor, shown: InteractionResult | ResponseMessage, label: str
) -> InteractionResult:
    return await who.click(message_of(shown), label=label)


async def recorded(world: World) -> int:
    """How much was ever recorded."""
    async with world.database.read() as connection:
        return (await connection.exec_driver_sql("SELECT count(*) FROM revision")).scalar_one()


async def headline(world: World) -> str:
    return first_line(await world.ask("status", **SEASON))


async def test_a_lock_holds_against_everything_an_editor_began_before_it(world: World) -> None:
    editor, renewed = await hire(world), (await world.page("Wednesday")).decision(3)
    assert renewed
    ours, theirs = (renewed.value.model_copy(update={"note": note}) for note in ("Ours", "Theirs"))
    await world.learn("Wednesday", ours, layer=world.server.id)
    await world.learn("Wednesday", theirs)
    begun = await draw_up(world, editor)
    history = await editor.slash(world.channel, "history", **SEASON)
    undo = [part["custom_id"] for part in components(history) if part.get("label") == "Undo"]
    undoing = await editor.click(message_of(history), custom_id=undo[0])
    status = await editor.slash(world.channel, "status", **SEASON)

    await lock(world, **SEASON)
    await world.restart()
    before = await recorded(world)
    refused = [
        await editor.slash(world.channel, "update decision", **SEASON),
        await editor.slash(world.channel, "update release", **SEASON),
        await click(editor, begun, "Confirm"),
        await click(editor, status, "Still right"),
        await editor.click(message_of(history), custom_id=undo[0]),
        await click(editor, undoing, "Undo it"),
        await click(editor, status.followups[0], "Take over"),
    ]

    assert [(REFUSAL, True)] * len(refused) == [(text(one), one.ephemeral) for one in refused]
    assert before == await recorded(world)


async def test_a_lock_on_a_season_holds_for_what_was_removed_there(world: World) -> None:
    editor, renewed = await hire(world), (await world.page("Wednesday")).decision(3)
    assert renewed
    await world.learn("Wednesday", renewed.value, layer=world.server.id, forget=True)
    history = await editor.slash(world.channel, "history", **SEASON)
    undoing = await click(editor, history, "Undo")
    await world.learn("Wednesday", renewed.value.model_copy(update={"note": "Newer"}))
    status = await editor.slash(world.channel, "status", **SEASON)

    await lock(world, **SEASON)
    before = await recorded(world)
    refused = [
        await click(editor, undoing, "Undo it"),
        await click(editor, status.followups[0], "Take over"),
    ]

    assert [REFUSAL] * 2 == [text(one) for one in refused]
    assert before == await recorded(world)


async def test_managers_pass_a_lock(world: World) -> None:
    await lock(world, **SEASON)

    await change(world, world.second_moderator)

    assert "cancelled" in await headline(world)


async def test_a_lock_on_a_season_leaves_the_others_open(world: World) -> None:
    editor = await hire(world)
    await lock(world, **SEASON)

    other = await editor.slash(world.channel, "update decision", show="Wednesday", season=4)
    credit = await editor.slash(world.channel, "update credit", show="Wednesday")

    assert None not in (other.modal, credit.modal)


async def test_a_locked_show_is_closed_as_a_whole_in_its_own_server_alone(world: World) -> None:
    editor, elsewhere = await hire(world), await hire(world, server=world.other_server)
    await lock(world, show="Wednesday")

    refused = [
        await change(world, editor),
        await editor.slash(world.channel, "update credit", show="Wednesday"),
        await editor.slash(
            world.channel, "update show", title="show:" + str(await world.show_id("Wednesday"))
        ),
    ]
    saved = await change(world, elsewhere, world.other_channel)

    closed = f"The managers of this server have locked this show: {REASON}"
    assert [closed] * 3 == [text(one) for one in refused]
    assert "Saved." == text(saved)
    assert "cancelled" in first_line(await world.ask_elsewhere("status", **SEASON))


async def test_unlocking_lets_editors_go_on(world: World) -> None:
    editor = await hire(world)
    begun = await draw_up(world, editor)
    await lock(world, **SEASON)
    await world.restart()

    opened = await unlock(world, **SEASON)
    saved = await click(editor, begun, "Confirm")

    assert "Season 3 of Wednesday is open to editors again." == first_line(opened)
    assert "Saved." == text(saved)


async def test_the_answer_to_a_lock_says_what_is_closed_to_whom_and_why(world: World) -> None:
    await lock(world, "Season 2 is settled.", show="Wednesday", season=2)
    nobody = await lock(world, **SEASON)
    await hire(world)
    somebody = await lock(world, show="Wednesday")

    assert "Season 3 of Wednesday is locked." == first_line(nobody)
    assert nobody.ephemeral
    for part in (
        f"**Reason**\n{REASON}",
        "once `/config` names a role",
        "Season 2 is locked: Season 2 is set",
    ):
        assert part in text(nobody)
    assert "Wednesday is locked." == first_line(somebody)
    assert f"Members with the role <@&{world.server.roles['Editors'].id}> cannot change it" in text(somebody)


async def test_locking_again_opens_the_form_with_the_reason_and_changes_it(world: World) -> None:
    await lock(world, **SEASON)
    before = await recorded(world)

    await world.env.advance_time(86_400)
    await lock(world, **SEASON)
    same = await recorded(world)
    opened = await world.second_moderator.slash(world.channel, "lock", **SEASON)
    await world.second_moderator.submit_modal(opened, {"reason": "For another reason"})

    assert before == same
    assert {"reason": REASON} == prefilled(opened)
    assert "locked: For another reason" in text(
        await world.moderator.slash(world.channel, "status", **SEASON)
    )


@pytest.mark.parametrize(
    ("locked", "asked", "answer"),
    [
        ([], {}, "Wednesday is not locked."),
        ([], {"season": 3}, "Season 3 of Wednesday is not locked."),
        ([2], {"season": 3}, "Season 3 of Wednesday is not locked, but season 2 is."),
        (
            [4, 2],
            {},
            "Wednesday as a whole is not locked, but seasons 2 and 4 are. Say which `season` to unlock.",
        ),
        (
            [None, 2],
            {"season": 3},
            "Season 3 of Wednesday has no lock of its own: the whole show is locked. "
            "`/unlock` without a season opens that.",
        ),
    ],
)
async def test_unlocking_what_is_not_locked_says_so_and_what_is(
    world: World, locked: list[int | None], asked: dict[str, int], answer: str
) -> None:
    for season in locked:
        about: dict[str, Any] = {"season": season} if season else {}
        await lock(world, show="Wednesday", **about)
    before = await recorded(world)

    refused = await unlock(world, show="Wednesday", **asked)

    assert (answer, True) == (text(refused), refused.ephemeral)
    assert before == await recorded(world)


async def test_unlocking_says_what_stays_locked(world: World) -> None:
    await lock(world, show="Wednesday")
    for number in (2, 3):
        await lock(world, show="Wednesday", season=number)

    season = await unlock(world, show="Wednesday", season=3)
    whole = await unlock(world, show="Wednesday")

    assert "Season 3 of Wednesday has no lock of its own any more." == first_line(season)
    assert "The whole show is locked" in text(season)
    assert "Wednesday is open to editors again." == first_line(whole)
    assert "Season 2 is locked" in text(whole)
    assert "Season 3 is locked" not in text(whole)


async def test_moderators_read_of_a_lock_under_the_status_and_fans_do_not(world: World) -> None:
    await lock(world, **SEASON)

    answers = [
        await world.moderator.slash(world.channel, "status", show="Wednesday", season=n) for n in (3, 2)
    ]
    newest = await world.moderator.slash(world.channel, "status", show="Wednesday")

    line = f"-# 🔒 Season 3 is locked: {REASON}"
    assert [True, False, True] == [line in text(one) for one in (*answers, newest)]
    assert "🔒" not in text(await world.ask("status", **SEASON))


async def test_a_lock_is_told_in_the_log_and_the_history_and_only_managers_undo_it(world: World) -> None:
    editor, moderator = await hire(world), f"<@{world.moderator.id}>"
    log = await keep_log(world, editor_role=world.server.roles["Editors"].id)
    await lock(world, **SEASON)
    shown = await editor.slash(world.channel, "history", show="Wednesday", private=True)
    shown_to_manager = await world.moderator.slash(world.channel, "history", show="Wednesday")
    undo = next(part["custom_id"] for part in components(shown_to_manager) if part.get("label") == "Undo")

    world.promote(editor)
    shown_as_manager = await editor.slash(world.channel, "history", show="Wednesday")
    world.demote(editor)
    refused = await editor.click(message_of(shown_as_manager), custom_id=undo)
    preview = await world.moderator.click(message_of(shown_to_manager), custom_id=undo)
    previewed = text(preview)
    await click(world.moderator, preview, "Undo it")
    saved = await change(world, editor)

    assert f"{moderator} locked\n**Season 3**\n-# Reason: {REASON}" in text(shown)
    assert "Undo" not in buttons(shown)
    assert "Only members with the Manage Server permission can do that." == text(refused)
    assert "**Season 3 of Wednesday**\n-# Open to editors again" in previewed
    assert "the shared catalogue" not in previewed
    assert "Saved." == text(saved)
    assert [
        f"{moderator} locked season 3 of Wednesday: {REASON}",
        f"{moderator} unlocked season 3 of Wednesday · undid the change of 22 November 2026, 12:00 UTC",
    ] == lines(log)[:2]


async def test_who_lost_the_permission_while_typing_locks_nothing_and_keeps_the_reason(world: World) -> None:
    opened = await world.moderator.slash(world.channel, "lock", **SEASON)
    world.demote(world.moderator)

    refused = await world.moderator.submit_modal(opened, {"reason": REASON})

    assert "Only members with the Manage Server permission can do that." == first_line(refused)
    assert f"**Reason:** {REASON}" in text(refused)
    assert "is not locked" in text(await world.second_moderator.slash(world.channel, "unlock", **SEASON))


async def test_an_editor_neither_locks_nor_unlocks(world: World) -> None:
    editor = await hire(world)
    await lock(world, **SEASON)

    refused = [await editor.slash(world.channel, name, **SEASON) for name in ("lock", "unlock")]

    assert ["Only members with the Manage Server permission can do that."] * 2 == [
        text(one) for one in refused
    ]


async def test_a_form_that_was_open_during_a_restart_locks_the_default_show(world: World) -> None:
    await configure(world, default_show=await world.show_id("Wednesday"))
    opened = await world.moderator.slash(world.channel, "lock")
    await world.restart()

    locked = await world.moderator.submit_modal(opened, {"reason": REASON})

    assert "Wednesday is locked." == first_line(locked)


async def test_a_reason_needs_something_to_read(world: World) -> None:
    refused = await lock(world, " \u200b ", **SEASON)

    assert "A reason needs at least one letter or digit" in first_line(refused)
    assert refused.ephemeral


async def test_a_hostile_reason_is_only_read(world: World) -> None:
    editor = await hire(world)
    log = await keep_log(world, editor_role=world.server.roles["Editors"].id)
    wrong = dict[str, list[str]]()

    for reason in PIECES:
        shown = [
            await lock(world, f"Why: {reason}", **UNHEARD_OF),
            await editor.slash(world.channel, "update decision", **UNHEARD_OF),
            await world.moderator.slash(world.channel, "status", **UNHEARD_OF),
            await world.ask("history", **UNHEARD_OF),
        ]
        read = [*map(text, shown), lines(log)[-1]]
        assert all("Why: " in one for one in read)
        ours = re.compile(rf"<@{world.moderator.id}>|<@&{world.server.roles['Editors'].id}>|<t:\d+:f>")
        tame = [ours.sub("", one) for one in read]
        wrong[reason] = [fault for one in tame for fault in (*alive(one), *unseen(one))]

    assert {} == {reason: faults for reason, faults in wrong.items() if faults}

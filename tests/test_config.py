"""/config: what a server's managers choose, and where each choice is then met."""

from typing import Any

import discord
import simcord
from simcord.results import InteractionResult, ResponseMessage

from db.config import Configuration, read_configuration
from tests.managing import configure, hire, keep_log, lines
from tests.world import Json, World, buttons, components, filled, first_line, message_of, show_in_file, text

MANAGERS_ONLY = "Only members with the Manage Server permission can do that."
NO_STORY = "This server wants no story told in this channel"
LINK = "https://variety.com/2026/tv/news/a-page-1235/"
BOTH = ("The Office (UK)", "The Office (US)")

Shown = InteractionResult | ResponseMessage


async def config(world: World, **chosen: Any) -> InteractionResult:
    return await world.moderator.slash(world.channel, "config", **chosen)


async def choose(
    world: World, shown: Shown, choice: str, *values: Any, by: simcord.MemberActor | None = None
) -> InteractionResult:
    """A manager chooses in one of the card's selects."""
    select = f"config:choose:{choice}"
    return await (by or world.moderator).select(message_of(shown), values, custom_id=select)


async def press(
    world: World, shown: Shown, button: str, by: simcord.MemberActor | None = None
) -> InteractionResult:
    return await (by or world.moderator).click(message_of(shown), custom_id=f"config:{button}")


async def chosen(world: World, server: simcord.GuildHandle | None = None) -> Configuration:
    """What holds in a server."""
    async with world.database.read() as connection:
        return await read_configuration(connection, (server or world.server).id)


def selected(shown: Shown) -> dict[str, list[int]]:
    """What each select begins with."""
    selects = [part for part in components(shown) if part["type"] in (6, 8)]
    begins: dict[str, list[Json]] = {part["custom_id"]: part.get("default_values") or [] for part in selects}
    return {
        custom_id.removeprefix("config:choose:"): [int(one["id"]) for one in values]
        for custom_id, values in begins.items()
    }


async def test_each_choice_is_saved_at_once_told_in_the_log_and_kept_in_the_history(world: World) -> None:
    role, log = world.server.create_role("Editors"), world.server.create_text_channel("log")
    card = await config(world)
    nothing = text(card)

    await choose(world, card, "log_channel", log)
    await choose(world, card, "editor_role", role)
    await choose(world, card, "suggestions_channel", log)
    await choose(world, card, "channels_without_story", world.channel, log)
    await press(world, card, "private:1")
    shown = await config(world, default_show="Wednesday")

    everything = Configuration(
        editor_role=role.id,
        suggestions_channel=log.id,
        log_channel=log.id,
        channels_without_story=(world.channel.id, log.id),
        private=True,
        default_show=await world.show_id("Wednesday"),
    )
    assert everything == await chosen(world)
    assert Configuration() == await chosen(world, world.other_server)
    assert card.ephemeral
    for part in ("**Editors:** only", "**Suggestions:** no", "**Log:** no", "story:** none", "show:** none"):
        assert part in nothing
    for part in (
        f"<@&{role.id}>",
        f"**Log:** <#{log.id}>",
        "**Default show:** Wednesday",
        "the one who asks",
    ):
        assert part in text(shown)
    assert selected(shown) == {
        "editor_role": [role.id],
        "suggestions_channel": [log.id],
        "log_channel": [log.id],
        "channels_without_story": [world.channel.id, log.id],
    }
    by = f"<@{world.moderator.id}> changed settings: "
    assert [
        f"{by}Log: nothing → <#{log.id}>",
        f"{by}Editors: nothing → <@&{role.id}>",
        f"{by}Suggestions: nothing → <#{log.id}>",
        f"{by}No story in: nothing → <#{world.channel.id}>, <#{log.id}>",
        f"{by}Answers: in the channel → private",
        f"{by}Default show: nothing → Wednesday",
    ] == lines(log)
    assert "Default show: nothing → Wednesday" in text(await world.moderator.slash(world.channel, "history"))


async def test_every_choice_can_be_cleared_by_its_button_and_by_choosing_nothing(world: World) -> None:
    everything: dict[str, Any] = {
        "editor_role": world.server.create_role("Editors").id,
        "suggestions_channel": world.channel.id,
        "log_channel": world.channel.id,
        "channels_without_story": (world.channel.id,),
    }
    await configure(world, default_show=await world.show_id("Wednesday"), **everything)
    card = await config(world)

    for choice in ("default_show", *everything):
        await press(world, card, f"clear:{choice}")
    assert Configuration() == await chosen(world)
    assert buttons(card) == ["Make them private"]

    await configure(world, **everything)
    for choice in everything:
        await choose(world, await config(world), choice)
    assert Configuration() == await chosen(world)


async def test_two_managers_who_change_different_things_overwrite_nothing(world: World) -> None:
    role = world.server.create_role("Editors")
    mine, theirs = await config(world), await world.second_moderator.slash(world.channel, "config")

    await choose(world, mine, "editor_role", role)
    await choose(world, theirs, "log_channel", world.channel, by=world.second_moderator)
    await press(world, mine, "private:1")

    assert Configuration(editor_role=role.id, log_channel=world.channel.id, private=True) == await chosen(
        world
    )
    assert f"<#{world.channel.id}>" in text(mine)


async def test_the_card_works_after_a_restart_and_chooses_the_same_thing_once(world: World) -> None:
    cards = [await config(world), await config(world)]
    await world.restart()

    for card in cards:
        await choose(world, card, "log_channel", world.channel)
        await world.env.advance_time(86_400)
    await press(world, cards[0], "private:1")

    assert Configuration(log_channel=world.channel.id, private=True) == await chosen(world)
    assert "Two changes in this server" in first_line(await world.moderator.slash(world.channel, "history"))


async def test_everybodys_role_and_those_of_bots_cannot_be_the_editors(world: World) -> None:
    card = await config(world)
    of_a_bot = world.server.roles["TestBot"]

    everybody = text(await choose(world, card, "editor_role", world.server.default_role))
    bot = text(await choose(world, card, "editor_role", of_a_bot))

    assert "⚠️ Every member has that role. Please choose one that you give to editors alone." in everybody
    assert f"⚠️ A bot or a service gives <@&{of_a_bot.id}>. Please choose a role that" in bot
    assert Configuration() == await chosen(world)
    assert "⚠️" not in text(await choose(world, card, "editor_role", world.server.create_role("Editors")))


async def test_what_the_bot_may_not_do_in_a_channel_is_said_at_once(world: World) -> None:
    hidden, silent = denied(world, view_channel=False), denied(world, send_messages=False)
    card = await config(world)
    told = {
        "hidden": text(await choose(world, card, "log_channel", hidden)),
        "silent": text(await choose(world, card, "log_channel", silent)),
        "open": text(await choose(world, card, "log_channel", world.channel)),
    }

    warning = "I cannot post there yet. Please allow me"
    assert f"{warning} **View Channel** and **Send Messages** in that channel." in told["hidden"]
    assert f"{warning} **Send Messages** in that channel." in told["silent"]
    assert warning not in told["open"]


async def test_a_thread_needs_another_permission_than_its_channel(world: World) -> None:
    thread = open_thread(world, denied(world, send_messages_in_threads=False))

    shown = await choose(world, await config(world), "suggestions_channel", thread)

    assert "Please allow me **Send Messages in Threads** in that channel." in text(shown)
    assert thread.id == (await chosen(world)).suggestions_channel


async def test_a_log_that_discord_archived_is_not_gone_and_is_written_on(world: World) -> None:
    thread = open_thread(world, world.channel)
    await configure(world, log_channel=thread.id, channels_without_story=(thread.id,))
    world.env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    await world.env.settle()
    server = world.env.bot.get_guild(world.server.id)
    assert server
    assert server.get_thread(thread.id) is None, "whatever is archived is not kept"

    card = await config(world)
    await press(world, card, "private:1")
    again = await config(world)

    assert f"**Log:** <#{thread.id}>" in text(again)
    assert "do not find" not in text(again)
    assert ["Answers: in the channel → private"] == [line.split(": ", 1)[1] for line in lines(thread)]
    assert [] == again.followups


async def test_a_failure_is_told_until_another_channel_is_chosen(world: World) -> None:
    silent = denied(world, send_messages=False)
    card = await config(world)

    await choose(world, card, "log_channel", silent)
    told = await config(world)
    await choose(world, card, "log_channel", world.channel)
    await choose(world, card, "log_channel", silent)
    told_again = await config(world)
    await choose(world, card, "log_channel", silent)
    await press(world, card, "private:1")
    await choose(world, card, "log_channel", world.channel)
    not_told = await config(world)

    assert [1, 1, 0] == [len(one.followups) for one in (told, told_again, not_told)]
    sentence = text(told.followups[0])
    assert f"I could not post in <#{silent.id}>" in sentence
    assert "have another channel chosen in `/config`" in sentence


async def test_what_was_chosen_and_is_gone_is_named_so_and_can_be_cleared(world: World) -> None:
    role = world.server.create_role("Editors")
    world.env.backend.delete_role(world.server.id, role.id)
    show = await world.page("Wednesday")
    await configure(
        world,
        editor_role=role.id,
        log_channel=123,
        channels_without_story=(124, world.channel.id),
        default_show=show.show_id,
    )
    await world.learn("Wednesday", show.show, layer=world.server.id, forget=True)

    card = await config(world)
    shown, which = text(card), await world.ask("status")
    begin = selected(card)
    for choice in ("editor_role", "log_channel", "channels_without_story", "default_show"):
        await press(world, card, f"clear:{choice}")

    for part in (
        "**Editors:** a role that is gone",
        "**Log:** a channel that I do not find",
        f"**Channels without story:** a channel that I do not find and <#{world.channel.id}>",
        "**Default show:** one that is not known here any more",
    ):
        assert part in shown
    assert [[], [], [], [world.channel.id]] == [
        begin[choice]
        for choice in ("editor_role", "suggestions_channel", "log_channel", "channels_without_story")
    ]
    assert "Which show? Try" in text(which)
    assert Configuration() == await chosen(world)


async def test_the_default_show_is_meant_in_every_command_that_names_none(world: World) -> None:
    await configure(world, default_show=await world.show_id("Wednesday"))

    answers = [await world.ask(name) for name in ("status", "reviews", "cast", "story")]
    about_a_season = await world.ask("history", season=3)
    forms = {
        name: await world.moderator.slash(world.channel, f"update {name}")
        for name in ("decision", "release", "score", "credit", "project", "story")
    }
    wholly = await world.ask("history")

    assert ["Wednesday" in first_line(one) for one in answers] == [True] * 4
    assert "about season 3 of Wednesday" in first_line(about_a_season)
    assert ["Wednesday" in (one.modal or {})["title"] for one in forms.values()] == [True] * 6
    assert ["Season 3 · renewed", "Season 2", "Season 1"] == await world.choices("status", "season", "")
    assert "Jenna Ortega" in await world.choices("cast", "person", "jenna")
    assert "One Piece" in first_line(await world.ask("status", show="One Piece"))
    assert "in this server" in first_line(wholly)
    assert "Which show?" in text(await world.ask_elsewhere("status"))


async def test_a_season_of_no_show_is_asked_back_in_the_history(world: World) -> None:
    assert "Which show?" in text(await world.ask("history", season=3))


async def test_an_unclear_default_show_is_asked_back_with_titles(world: World) -> None:
    await world.load(*(show_in_file(title) for title in BOTH))

    refused = await config(world, default_show="The Office")

    assert "Which show do you mean by “The Office”? I know The Office (UK) (2020) and" in text(refused)
    assert Configuration() == await chosen(world)


async def test_the_history_tells_a_default_show_by_its_title_as_this_server_has_it(world: World) -> None:
    details = (await world.page("Wednesday")).show
    await config(world, default_show="Wednesday")
    ours = details.model_copy(update={"title": "Our *Wednesday*"})
    await world.learn("Wednesday", ours, layer=world.server.id)
    await press(world, await config(world), "clear:default_show")

    shown = await world.moderator.slash(world.channel, "history")

    assert "Default show: Our \\*Wednesday\\* → nothing" in text(shown)
    assert "show number" not in text(shown)


async def test_no_story_is_told_where_managers_wish_none(world: World) -> None:
    status = await world.ask("status", show="The Imperfects")
    story = await world.ask("story", show="The Imperfects")
    elsewhere = world.server.create_text_channel("spoilers")
    thread = open_thread(world, world.channel)
    await configure(world, channels_without_story=(world.channel.id,))
    await world.load(*(show_in_file(title) for title in BOTH))
    unclear = await world.ask("story", show="The Office")

    refused = [
        await world.ask("story", show="The Imperfects"),
        await world.moderator.slash(world.channel, "story", show="The Imperfects"),
        await world.fan.slash(thread, "story", show="The Imperfects"),
        await world.press(status, "Story"),
        await world.press(story, "Reveal"),
        await world.choose(unclear, "The Office (UK) (2020)"),
    ]
    told = [
        await world.fan.slash(elsewhere, "story", show="The Imperfects"),
        await world.ask_elsewhere("story", show="The Imperfects"),
        await world.ask_directly("story", show="The Imperfects"),
        await world.ask("status", show="The Imperfects"),
    ]

    assert [(True, True)] * len(refused) == [(NO_STORY in text(one), one.ephemeral) for one in refused]
    assert [False] * len(told) == [NO_STORY in text(one) for one in told]


async def test_a_piece_of_story_is_answered_privately_where_no_story_is_told(world: World) -> None:
    await configure(world, channels_without_story=(world.channel.id,))
    opened = await world.moderator.slash(world.channel, "update story", show="Wednesday", season=3)
    typed = {"text": "Somebody returns.", "kind": "theory", "source": LINK}
    preview = await world.moderator.submit_modal(opened, filled(opened, **typed))

    saved = await world.press(preview, "Confirm", by=world.moderator)

    assert [True] == [one.ephemeral for one in saved.followups]


async def test_answers_are_private_where_managers_wish_so_unless_a_command_says_otherwise(
    world: World,
) -> None:
    await world.load(*(show_in_file(title) for title in BOTH))
    await configure(world, private=True)

    private = [
        await world.ask("status", show="Wednesday"),
        await world.ask("reviews", show="Wednesday"),
        await world.ask("cast", show="Wednesday"),
        await world.ask("story", show="Wednesday"),
        await world.ask("history", show="Wednesday"),
        await world.ask("shows"),
        await world.ask("about"),
        await world.choose(await world.ask("status", show="The Office"), "The Office (UK) (2020)"),
    ]
    unclear = await world.ask("status", show="The Office", private=False)
    public = [
        await world.ask("status", show="Wednesday", private=False),
        await world.choose(unclear, "The Office (UK) (2020)"),
        await world.ask_elsewhere("status", show="Wednesday"),
    ]

    assert [True] * len(private) == [message_of(one).ephemeral for one in private]
    assert [False] * len(public) == [message_of(one).ephemeral for one in public]


async def test_editors_have_all_that_moderators_have_but_the_choices(world: World) -> None:
    editor = await hire(world)
    await keep_log(world, editor_role=world.server.roles["Editors"].id)
    opened = await editor.slash(world.channel, "update decision", show="Wednesday", season=3)
    typed = filled(opened, verdict="cancelled", decided="20 Nov 2026", source=LINK)
    saved = await editor.click(message_of(await editor.submit_modal(opened, typed)), label="Confirm")
    history = await editor.slash(world.channel, "history", show="Wednesday")
    undo = next(part["custom_id"] for part in components(history) if part.get("label") == "Undo")
    preview = await editor.click(message_of(history), custom_id=undo)
    undone = await editor.click(message_of(preview), label="Undo it")
    status = await editor.slash(world.channel, "status", show="Wednesday")
    checked = await editor.click(message_of(status), label="Still right")

    refused = await editor.slash(world.channel, "config")

    assert "Saved." == first_line(saved)
    assert "Undone. The history keeps the change and its undoing." == first_line(undone)
    assert f"Checked here by <@{editor.id}>" in text(checked)
    assert MANAGERS_ONLY == text(refused)


async def test_the_card_tells_how_editors_are_shown_the_command(world: World) -> None:
    hint = "**Server Settings → Integrations → Greenlight → /update**, then add the role."
    card = await config(world)
    before = text(card)

    shown = await choose(world, card, "editor_role", world.server.create_role("Editors"))

    assert [False, True] == [hint in one for one in (before, text(shown))]


async def test_who_lost_the_permission_changes_nothing_on_an_open_card(world: World) -> None:
    card = await config(world)
    world.demote(world.moderator)

    refused = [
        await choose(world, card, "log_channel", world.channel),
        await press(world, card, "private:1"),
    ]

    assert [(MANAGERS_ONLY, True)] * 2 == [(text(one), one.ephemeral) for one in refused]
    assert Configuration() == await chosen(world)


async def test_only_managers_undo_a_choice(world: World) -> None:
    editor, former = await hire(world), world.second_moderator
    role = world.server.roles["Editors"].id
    await press(world, await config(world), "private:1")
    shown = await world.moderator.slash(world.channel, "history")
    undo = next(part["custom_id"] for part in components(shown) if part.get("label") == "Undo")
    theirs = await former.slash(world.channel, "history")
    world.env.backend.add_member_role(world.server.id, former.id, role)
    world.demote(former)

    refused = await former.click(message_of(theirs), custom_id=undo)
    unoffered = await editor.slash(world.channel, "history")
    preview = await world.moderator.click(message_of(shown), custom_id=undo)
    previewed = text(preview)
    await world.moderator.click(message_of(preview), label="Undo it")

    assert MANAGERS_ONLY == text(refused)
    assert "→ private" in text(unoffered)
    assert "Undo" not in buttons(unoffered)
    assert "Answers: private → in the channel" in previewed
    assert "the shared catalogue" not in previewed
    assert Configuration(editor_role=role) == await chosen(world)


def denied(world: World, **permissions: bool) -> simcord.ChannelHandle:
    """A channel where the bot may not do something."""
    assert world.server.me
    denial = {world.server.me.top_role: discord.PermissionOverwrite(**permissions)}
    return world.server.create_text_channel(f"without {' and '.join(permissions)}", overwrites={**denial})


def open_thread(world: World, channel: simcord.ChannelHandle) -> simcord.ChannelHandle:
    world.env.backend.create_thread(channel.id, "A thread", world.moderator.id)
    return channel.threads[0]

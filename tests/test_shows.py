"""/shows, as people use it."""

from db.shows import ShowDetails
from tests.world import World, buttons, components, first_line, message_of, options, text


async def test_all_shows_are_listed_by_status_word_in_pages(world: World) -> None:
    answer = await world.ask("shows")

    assert not answer.ephemeral
    assert "I know 16 shows." == first_line(answer)
    assert "**✅ Renewed**\nOne Piece (2023) · Netflix\nThe Diplomat (2023) · Netflix\n" in text(answer)
    assert text(answer).endswith("-# Page 1 of 2")
    assert ["Next"] == buttons(answer)
    assert 10 == len(options(answer))


async def test_turning_the_page_changes_the_list_of_the_one_who_asked(world: World) -> None:
    answer = await world.ask("shows")

    await world.press(answer, "Next")

    assert "-# Page 2 of 2" in text(answer)
    assert "**🎬 Ended as planned**" in text(answer)
    assert ["Previous"] == buttons(answer)
    await world.restart()
    await world.press(answer, "Previous")
    assert "-# Page 1 of 2" in text(answer)


async def test_somebody_else_turns_the_page_for_themselves_alone(world: World) -> None:
    answer = await world.ask("shows")

    theirs = await world.press(answer, "Next", by=world.moderator)

    assert theirs.ephemeral
    assert "-# Page 2 of 2" in text(theirs)
    assert "-# Page 1 of 2" in text(answer)
    await world.press(theirs, "Previous", by=world.moderator)
    assert "-# Page 1 of 2" in text(theirs)


async def test_opening_one_from_the_list_tells_its_status_privately(world: World) -> None:
    answer = await world.ask("shows", search="cancelled")

    opened = await world.choose(answer, "The Imperfects (2022)")

    assert opened.ephemeral
    assert "The Imperfects was cancelled after one season" in first_line(opened)
    assert "Five shows for “cancelled”." == first_line(answer)


async def test_a_search_finds_status_words_networks_and_mistyped_titles(world: World) -> None:
    found = {
        "cancelled": ["1899", "One Day at a Time", "Partner Track", "The Imperfects", "Warrior Nun"],
        "Final season": ["Outer Banks"],
        "awaiting": ["House of Guinness"],
        "pop tv": ["One Day at a Time"],
        "FOX": ["Lucifer"],
        "imprefects": ["The Imperfects"],
        "wensday": ["Wednesday"],
    }
    for typed, titles in found.items():
        answer = await world.ask("shows", search=typed)

        assert titles == [option.rpartition(" (")[0] for option in options(answer)], typed


async def test_a_search_that_finds_nothing_says_so(world: World) -> None:
    answer = await world.ask("shows", search="xyzzy ||quux|| @everyone")

    nothing = "I found no show called “xyzzy \\|\\|quux\\|\\| @\u200beveryone”."
    assert f"{nothing} `/shows` without a search lists all I know." == first_line(answer)
    assert [] == [component for component in components(answer) if component["type"] in (2, 3)]


async def test_a_search_of_six_thousand_characters_is_answered(world: World) -> None:
    answer = await world.ask("shows", search="netflix " * 750)

    assert len(text(answer)) <= 4000


async def test_a_search_keeps_its_pages(world: World) -> None:
    answer = await world.ask("shows", search="Netflix")
    assert "16 shows for “Netflix”." == first_line(answer)

    await world.press(answer, "Next")

    assert "16 shows for “Netflix”." == first_line(answer)
    assert "-# Page 2 of 2" in text(answer)


async def test_a_page_that_is_gone_by_the_time_shows_the_last_one(world: World) -> None:
    answer = await world.ask("shows", search="Netflix")
    for title in ("Warrior Nun", "Lucifer", "Manifest", "The Crown", "1899", "Wednesday"):
        details = ShowDetails(title=title, year=2020)
        await world.learn(title, details, layer=world.server.id, forget=True)

    await world.press(answer, "Next")

    assert "Ten shows for “Netflix”." == first_line(answer)
    assert [] == buttons(answer)


async def test_a_show_hidden_in_one_server_is_listed_in_the_others(world: World) -> None:
    details = ShowDetails(title="1899", year=2022)
    await world.learn("1899", details, layer=world.server.id, forget=True)

    told = [first_line(await ask("shows")) for ask in (world.ask, world.ask_elsewhere, world.ask_directly)]

    assert ["I know 15 shows.", "I know 16 shows.", "I know 16 shows."] == told
    assert "I don't know a show called “1899”" in text(await world.ask("status", show="1899"))


async def test_a_list_asked_for_privately_turns_its_pages_in_place(world: World) -> None:
    answer = await world.ask("shows", private=True)
    assert answer.ephemeral

    await world.press(answer, "Next")

    assert "-# Page 2 of 2" in text(answer)


async def test_in_direct_messages_the_pages_turn_in_place_too(world: World) -> None:
    answer = await world.ask_directly("shows")

    await world.fan.user.click(message_of(answer), label="Next")

    assert "-# Page 2 of 2" in text(answer)

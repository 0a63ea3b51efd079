"""Options: what is offered while typing, and what typed text comes to mean."""

import pytest

from tests.live import alive, faults, unseen
from tests.world import World, first_line, message_of, options, show_in_file, text

HOSTILE = [
    "@everyone <@1> <@&1> <#1> </a:1>",
    "[a](https://evil.example) [b](https://evil.example)",
    "||spoiler **bold** ```code",
    "\u202edne\u202c \u200b\u200d\ufeff",
    "\x00\x07\x1b",
    "https://evil.example discord.gg/evil",
    "%_'\";--\\",
    "show:",
    "show:999999999999999999999999",
    "🛑" * 50,
    "x" * 6000,
    " ",
]


async def test_an_article_alone_offers_the_titles_that_begin_with_it(world: World) -> None:
    offered = await world.choices("status", "show", "the")

    assert {"Partner Track", "The Crown", "The Diplomat", "The Imperfects", "The Queen's Gambit"} == {
        choice.partition(" (")[0] for choice in offered
    }


async def test_a_show_is_offered_with_its_year_network_and_status_word(world: World) -> None:
    assert ["The Imperfects (2022) · Netflix · cancelled"] == await world.choices(
        "status", "show", "imprefects"
    )


async def test_a_show_is_found_whatever_people_make_of_its_name(world: World) -> None:
    await world.load(
        show_in_file("It's Always Sunny in Philadelphia", year=2005),
        show_in_file("Pokémon: The Élite", year=1997),
        show_in_file("進撃の巨人", year=2013),
    )
    meant = {
        "imprefects": "The Imperfects",
        "IMPERFECTS": "The Imperfects",
        "the imperfects 2022": "The Imperfects",
        "los imperfectos": "The Imperfects",
        "  the   imperfects!! ": "The Imperfects",
        "its always sunny": "It's Always Sunny in Philadelphia",
        "it’s always suny in philadelphia": "It's Always Sunny in Philadelphia",
        "pokemon the elite": "Pokémon: The Élite",
        "queens gambit": "The Queen's Gambit",
        "wensday": "Wednesday",
        "OBX": "Outer Banks",
        "進撃の巨人": "進撃の巨人",
    }
    for typed, title in meant.items():
        offered = await world.choices("status", "show", typed)
        answer = await world.ask("status", show=typed)

        assert offered[0].startswith(f"{title} ("), typed
        assert title in first_line(answer), typed
        assert not answer.ephemeral, typed


async def test_what_is_picked_from_the_list_is_what_is_answered(world: World) -> None:
    await world.load(show_in_file("Twin Lights", year=1990), show_in_file("Twin Lights", year=2020))

    offered = await world.fan.autocomplete(world.channel, "status", "show", "twin lights")
    assert ["Twin Lights (1990)", "Twin Lights (2020)"] == [
        choice["name"].partition(" ·")[0] for choice in offered
    ]

    picked = await world.ask("status", show=offered[1]["value"])
    assert "Twin Lights" in first_line(picked)
    other = await world.ask("shows", search="twin lights 2020")
    assert "Twin Lights (2020)" == options(other)[0]


async def test_at_most_25_shows_are_offered_and_no_name_is_too_long(world: World) -> None:
    long = [show_in_file(f"{number} {'Very Long ' * 18}Title", network="N" * 200) for number in range(40)]
    await world.load(*long)

    for typed in ("", "very long"):
        offered = await world.choices("status", "show", typed)

        assert 25 == len(offered)
        assert all(1 <= len(name) <= 100 for name in offered)
    assert offered[0].endswith("… (2020) · NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN… · no decision known")


async def test_what_discord_does_not_format_shows_no_backslashes_and_nothing_invisible(world: World) -> None:
    title, person = "M*A*S*H [4] \u202e_x_\u200b", "J. \u200bO'\\Neill_*\u202e"
    credit = {"kind": "credit", "value": {"person": person, "role": "Hawkeye", "billing": 1}}
    await world.load(show_in_file(title, credit, network="C|B|S\u200f"))

    shown = [
        *await world.choices("status", "show", "mash 4 x"),
        *await world.choices("cast", "person", "oneill"),
        *options(await world.ask("shows", search="M A S H 4 x")),
    ]

    assert [
        "M*A*S*H [4] _x_ (2020) · C|B|S · no decision known",
        "J. O'\\Neill_*",
        "M*A*S*H [4] _x_ (2020)",
    ] == shown
    assert [] == [name for name in shown if unseen(name)]


async def test_seasons_of_the_chosen_show_are_offered_newest_first(world: World) -> None:
    decided = {"season": 60, "verdict": "renewed", "decided": "2026"}
    released = [{"kind": "release", "value": {"season": n, "when": "2020"}} for n in range(1, 60)]
    await world.load(show_in_file("Long Runner", {"kind": "decision", "value": decided}, *released))

    async def offered(typed: str, show: str) -> list[str]:
        return await world.choices("status", "season", typed, show=show)

    assert ["Season 2 · cancelled", "Season 1"] == await offered("", "The Imperfects")
    assert ["Season 1"] == await offered("1", "imprefects")
    assert [] == await offered("", "one")
    assert [] == await offered("", "xyzzy quux")
    assert [] == await world.choices("status", "season", "")
    assert [] == await offered("abc", "The Imperfects")
    assert ["Season 60 · renewed", "Season 59"] == (await offered("", "Long Runner"))[:2]
    assert 25 == len(await offered("", "Long Runner"))


async def test_people_are_offered_from_the_chosen_show_in_billing_order(world: World) -> None:
    assert ["Italia Ricci", "Iñaki Godoy"] == (
        await world.choices("cast", "person", "", show="The Imperfects")
    )[:2]
    assert "Iñaki Godoy" == (await world.choices("cast", "person", "Inaki"))[0]
    assert ["Nomadic Pictures"] == await world.choices("cast", "person", "nomadik pictures")
    assert 25 == len(await world.choices("cast", "person", ""))


async def test_hostile_typing_never_fails_a_completion(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for typed in HOSTILE:
        for command, option in (("status", "show"), ("cast", "person"), ("status", "season")):
            offered = await world.choices(command, option, typed)
            assert len(offered) <= 25
        await world.choices("cast", "person", "x", show=typed)

    assert [] == [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


async def test_hostile_typing_is_refused_privately_and_does_nothing(world: World) -> None:
    for typed in HOSTILE:
        for option in ({"show": typed}, {"person": typed}, {"show": "Wednesday", "person": typed}):
            answer = await world.ask("cast", **option)

            assert answer.ephemeral
            assert [] == faults(message_of(answer).components)
            assert "Something went wrong" not in text(answer)


async def test_an_unknown_show_is_quoted_and_the_list_is_pointed_to(world: World) -> None:
    answer = await world.ask("status", show="xyzzy ||quux|| <@1>")

    assert answer.ephemeral
    assert (
        "I don't know a show called “xyzzy \\|\\|quux\\|\\| \\<\\@1>”. `/shows` lists all I know. "
        "Moderators of a server can add one with `/update show`."
    ) == text(answer)
    assert "I don't know that show here." in text(await world.ask("status", show="show:999999"))


async def test_six_thousand_characters_are_cut_in_the_refusal(world: World) -> None:
    answer = await world.ask("status", show="||xyzzy" * 857)

    assert answer.ephemeral
    assert len(text(answer)) < 250
    assert "…" in text(answer)
    assert [] == alive(text(answer))


async def test_a_blank_title_is_answered_like_none_at_all(world: World) -> None:
    assert first_line(await world.ask("status", show=" ")).startswith("Which show? Try `/status show: The")


async def test_an_unclear_show_is_asked_back_privately_with_at_most_five_to_choose_from(world: World) -> None:
    await world.load(*(show_in_file(f"One Summer {number}", year=2000 + number) for number in range(1, 8)))

    answer = await world.ask("status", show="one")

    assert answer.ephemeral
    assert "Which show do you mean by “one”?" == first_line(answer)
    assert 5 == len(options(answer))
    assert [] == faults(message_of(answer).components)


async def test_choosing_goes_on_with_the_same_command_and_season_in_the_channel(world: World) -> None:
    asked = await world.ask("status", show="one", season=5)
    assert {"One Piece (2023)", "One Day at a Time (2017)"} == set(options(asked))

    await world.restart()
    chosen = await world.choose(asked, "One Day at a Time (2017)")

    assert not chosen.ephemeral
    assert ("One Day at a Time was cancelled after four seasons; there will be no season 5.") == first_line(
        chosen
    )
    reviews = await world.choose(await world.ask("reviews", show="one", season=2), "One Piece (2023)")
    assert "100 of 100 critics on Rotten Tomatoes liked season 2 of One Piece." == first_line(reviews)
    story = await world.choose(await world.ask("story", show="one"), "One Piece (2023)")
    assert not story.ephemeral
    assert "One Piece: this spoils everything up to season 2, episode 8." == first_line(story)


async def test_choosing_for_a_private_question_stays_private_and_in_place(world: World) -> None:
    asked = await world.ask("status", show="one", season=3, private=True)

    await world.restart()
    await world.choose(asked, "One Piece (2023)")

    assert asked.ephemeral
    assert "One Piece was renewed for season 3" in first_line(asked)


async def test_choosing_keeps_the_person_that_was_asked_for(world: World) -> None:
    asked = await world.ask("cast", show="one", person="Inaki")

    await world.restart()
    chosen = await world.choose(asked, "One Piece (2023)")

    assert not chosen.ephemeral
    assert "Next for Iñaki Godoy: " in first_line(chosen)
    nobody = await world.ask("cast", show="one", person="x" * 6000, private=True)
    await world.choose(nobody, "One Piece (2023)")
    assert [] == faults(message_of(nobody).components)


async def test_an_unclear_show_with_a_season_that_cannot_be_is_refused_for_the_season(world: World) -> None:
    for season in (-1, 0, 999, 99_999):
        answer = await world.ask("status", show="one", season=season)

        assert f"There is no season {season}." in text(answer)
        assert [] == options(answer)

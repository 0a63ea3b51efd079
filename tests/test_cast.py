"""/cast, as people use it."""

from db.cast import Credit, Project, State
from db.shows import ShowDetails
from db.when import When
from tests.world import World, buttons, first_line, options, text


async def test_the_cast_is_told_in_billing_order(world: World) -> None:
    answer = await world.ask("cast", show="The Imperfects")

    assert not answer.ephemeral
    first = "The Imperfects: Italia Ricci, Iñaki Godoy, Morgan Taylor Campbell and six more"
    assert first == first_line(answer)
    billed = [line for line in text(answer).splitlines() if line.startswith("**")]
    assert [
        "**Italia Ricci** · Dr. Sydney Burke",
        "**Iñaki Godoy** · Juan Ruiz",
        "**Morgan Taylor Campbell** · Tilda Weber",
        "**Rhianna Jagpal** · Abbi Singh",
        "**Rhys Nicholson** · Dr. Alex Sarkov",
        "**Celina Martin** · one of Sarkov's test subjects",
        "**Dennis Heaton** · co-creator, showrunner",
        "**Shelley Eriksen** · co-creator",
        "**Nomadic Pictures** · production company",
    ] == billed
    assert ["Status", "Reviews", "Viewers", "Story"] == buttons(answer)


async def test_what_people_do_next_has_its_state_date_and_source(world: World) -> None:
    lines = text(await world.ask("cast", show="The Imperfects")).splitlines()

    start = lines.index("**Iñaki Godoy** · Juan Ruiz")
    told, source, _ = lines[start + 1].partition(" ([")
    following = (
        "next: One Piece: The Battle of Alabasta (season 3) as Monkey D. Luffy · filming, expected 2027"
    )
    assert f"-# {following}" == told
    assert f"{source}comicbook.com](<https://comicbook.com/anime/" in lines[start + 1]
    assert lines[start + 2].startswith("**"), "what came before that is told of the person alone"
    as_here = "-# next: My Life with the Walter Boys (season 3) · filming, expected 2026 (["
    assert lines[lines.index("**Nomadic Pictures** · production company") + 1].startswith(as_here)
    alone = text(await world.ask("cast", person="Iñaki Godoy"))
    assert "One Piece: Into the Grand Line (season 2) as Monkey D. Luffy · released 10 March 2026" in alone


async def test_the_production_company_is_asked_for_like_a_person(world: World) -> None:
    answer = await world.ask("cast", show="The Imperfects", person="Nomadic")

    assert (
        "Next for Nomadic Pictures: My Life with the Walter Boys (season 3), production company · "
        "filming, expected 2026"
    ) == first_line(answer)
    for part in (
        "The Imperfects (2022): production company",
        "My Life with the Walter Boys (season 1), production company · released 7 December 2023",
        "NewsBytes ([newsbytesapp.com](<https://www.newsbytesapp.com/",
        "press, 25 November 2025",
    ):
        assert part in text(answer)


async def test_a_person_is_found_without_a_show_and_without_the_accent(world: World) -> None:
    answer = await world.ask("cast", person="inaki godoy")

    assert (
        "Next for Iñaki Godoy: One Piece: The Battle of Alabasta (season 3) as Monkey D. Luffy · "
        "filming, expected 2027"
    ) == first_line(answer)
    assert (
        "**Known here from**\nOne Piece (2023): Monkey D. Luffy\nThe Imperfects (2022): Juan Ruiz\n"
    ) in text(answer)
    assert [] == buttons(answer)


async def test_with_a_show_the_way_back_to_it_is_offered(world: World) -> None:
    answer = await world.ask("cast", show="The Imperfects", person="Inaki")
    there = ["Status", "Reviews", "Viewers", "Cast", "Story"]
    assert ["Cast of One Piece (2023)", *there] == buttons(answer)

    back = await world.press(answer, "Cast")

    assert back.ephemeral
    assert "The Imperfects: Italia Ricci" in first_line(back)


async def test_a_person_of_another_show_is_found_all_the_same(world: World) -> None:
    answer = await world.ask("cast", show="The Imperfects", person="Jenna Ortega")

    assert [
        "### Jenna Ortega isn't in the credits of The Imperfects that I have.",
        "I don't know what Jenna Ortega does next.",
    ] == text(answer).splitlines()[:2]
    assert "Wednesday (2022): " in text(answer)


async def test_each_source_of_a_person_is_named_once(world: World) -> None:
    answer = await world.ask("cast", person="Steven Knight")

    assert first_line(answer).startswith("Next for Steven Knight: the next James Bond film, script")
    assert 1 == text(answer).count("radiotimes.com]")


async def test_who_plays_nobody_else_is_there_as_themselves(world: World) -> None:
    await world.learn("Wednesday", Credit(person="Trevor Noah", role="Trevor Noah", billing=1))

    assert "**Trevor Noah** · as themselves\n" in text(await world.ask("cast", show="Wednesday"))
    person = text(await world.ask("cast", person="Trevor Noah"))
    assert "Wednesday (2022): themselves\n" in person


async def test_the_other_shows_that_somebody_is_known_from_are_one_press_away(world: World) -> None:
    for title in ("The Imperfects", "One Piece"):
        await world.learn(title, Credit(person="Jenna Ortega", role="Guest", billing=90))

    answer = await world.ask("cast", person="Jenna Ortega")
    await world.restart()
    chosen = await world.choose(answer, "One Piece (2023)")
    from_show = await world.ask("cast", show="Wednesday", person="Jenna Ortega")

    assert {"Wednesday (2022)", "The Imperfects (2022)", "One Piece (2023)"} == set(options(answer))
    assert chosen.ephemeral
    assert "One Piece" in first_line(chosen)
    assert {"The Imperfects (2022)", "One Piece (2023)"} == set(options(from_show))
    only = await world.ask("cast", person="Italia Ricci")
    assert "The Imperfects" in first_line(await world.press(only, "Cast of The Imperfects (2022)"))
    assert not [label for label in buttons(from_show) if label.startswith("Cast of")]


async def test_whoever_is_known_from_shows_of_tvmaze_comes_with_a_link_to_it(world: World) -> None:
    answer = await world.ask("cast", person="Jenna Ortega")

    assert "-# Show data: TVmaze ([tvmaze.com](<https://www.tvmaze.com>))\n" in text(answer)
    assert "TVmaze" not in text(await world.ask("cast", person="Italia Ricci"))


async def test_a_namesake_elsewhere_does_not_stand_in_the_way_of_the_shows_own_person(world: World) -> None:
    await world.learn("Wednesday", Credit(person="Italia Rossi", role="Florist", billing=90))

    assert "Whom do you mean" in first_line(await world.ask("cast", person="Italia R"))
    assert "Italia Ricci" in first_line(await world.ask("cast", show="Imperfects", person="Italia R"))


async def test_an_exact_name_beats_somebody_merely_alike_in_the_show(world: World) -> None:
    await world.learn("Wednesday", Credit(person="Italia Rossi", role="Florist", billing=91))

    answer = await world.ask("cast", show="The Imperfects", person="Italia Rossi")

    assert "I don't know what Italia Rossi does next." in text(answer)


async def test_nobody_and_several_are_told_privately(world: World) -> None:
    nobody = await world.ask("cast", person="Xylophon Quux||")
    several = await world.ask("cast", person="David")

    assert nobody.ephemeral
    assert several.ephemeral
    unknown = "I don't know anybody called “Xylophon Quux\\|\\|”."
    assert f"{unknown} `/cast` with a show lists its people." == text(nobody)
    assert "Whom do you mean by “David”?" == text(several)
    assert len(options(several)) > 1


async def test_whom_of_several_is_chosen_from_a_menu_even_where_two_differ_by_an_accent(world: World) -> None:
    for name in ("Zoë Quill", "Zoe Quill"):
        await world.learn("Wednesday", Credit(person=name, role=f"{name} herself", billing=90))
    asked = [
        await world.ask("cast", person="zoé quill"),
        await world.ask("cast", show="Wednesday", person="zoé quill", private=True),
    ]

    await world.restart()
    in_channel = await world.choose(asked[0], "Zoë Quill")
    await world.choose(asked[1], "Zoe Quill")

    assert {"Zoë Quill", "Zoe Quill"} == set(options(asked[0]))
    assert not in_channel.ephemeral
    assert "Zoë Quill herself" in text(in_channel)
    assert "Zoe Quill herself" in text(asked[1])
    assert "Status" in buttons(asked[1])


async def test_several_roles_of_one_person_are_told_together(world: World) -> None:
    await world.learn("Wednesday", Credit(person="Jenna Ortega", role="producer", billing=92))

    answer = text(await world.ask("cast", show="Wednesday"))

    assert 1 == answer.count("**Jenna Ortega**")
    assert "**Jenna Ortega** · Wednesday Addams; producer" in answer


async def test_each_state_of_a_project_is_worded_by_what_its_date_means(world: World) -> None:
    said = {
        (State.ANNOUNCED, "2027"): "announced, expected 2027",
        (State.FINISHED, "2027"): "finished, expected 2027",
        (State.FILMING, "2025"): "filming for 2025; no later word",
        (State.RELEASED, "2025"): "released 2025",
        (State.CANCELLED, "2025"): "cancelled 2025",
        (State.ANNOUNCED, "tba"): "announced",
    }
    await world.learn(
        "Wednesday",
        *(
            Project(person="Jenna Ortega", title=f"Film {number}", state=state, when=When.parse(when))
            for number, (state, when) in enumerate(said)
        ),
    )

    answer = text(await world.ask("cast", person="Jenna Ortega"))

    for number, words in enumerate(said.values()):
        assert f"Film {number} · {words}\n" in answer


async def test_people_known_for_a_project_alone_come_after_the_cast(world: World) -> None:
    answer = text(await world.ask("cast", show="Stranger Things"))

    assert "**Also from this show**\n**Joe Keery**\n-# next: Cold Storage as Travis Meacham" in answer
    assert "announced for February 2026; no later word" in answer


async def test_a_show_without_a_cast_says_so(world: World) -> None:
    page = await world.page("Baby Reindeer")
    hidden = [fact.value for fact in (*page.credits, *page.projects)]
    await world.learn("Baby Reindeer", *hidden, layer=world.server.id, forget=True)

    here = await world.ask("cast", show="Baby Reindeer")
    elsewhere = await world.ask_elsewhere("cast", show="Baby Reindeer")

    assert "Nobody has filled in the cast of Baby Reindeer yet." == first_line(here)
    assert "Baby Reindeer: Richard Gadd" in first_line(elsewhere)


async def test_nobody_of_a_show_hidden_in_a_server_is_told_there(world: World) -> None:
    details = ShowDetails(title="Wednesday", year=2022)
    await world.learn("Wednesday", details, layer=world.server.id, forget=True)

    hidden = await world.ask("cast", person="Jenna Ortega")

    assert hidden.ephemeral
    assert text(hidden).startswith("I don't know anybody called “Jenna Ortega”.")
    assert [] == await world.choices("cast", "person", "Jenna Ortega")
    assert "Jenna Ortega" in first_line(await world.ask_elsewhere("cast", person="Jenna Ortega"))


async def test_the_cast_is_the_same_elsewhere_and_private_where_asked_so(world: World) -> None:
    here = await world.ask("cast", show="The Imperfects", private=True)
    person = await world.ask("cast", person="Inaki", private=True)

    assert here.ephemeral
    assert person.ephemeral
    assert text(here) == text(await world.ask_elsewhere("cast", show="The Imperfects"))
    assert text(here) == text(await world.ask_directly("cast", show="The Imperfects"))
    assert text(person) == text(await world.ask_directly("cast", person="Inaki"))


async def test_spaces_name_nobody_and_search_for_nothing(world: World) -> None:
    nobody, all_of_them = await world.ask("cast", person="  "), await world.ask("shows", search="  ")

    assert "Whom do you mean? Try `/cast person: Jenna Ortega`." == text(nobody)
    assert first_line(await world.ask("shows")) == first_line(all_of_them)

"""/status, as people use it."""

from db.status import Decision, Release, Verdict
from db.values import Evidence
from db.when import When
from tests.world import SOURCE, World, buttons, first_line, text


async def test_a_cancelled_show_is_answered_in_the_first_line(world: World) -> None:
    answer = await world.ask("status", show="The Imperfects")

    assert not answer.ephemeral
    assert first_line(answer) == "The Imperfects was cancelled after one season; there will be no season 2."
    for part in (
        "🛑 **Cancelled** · Netflix · decided on 8 November 2022",
        "Release date: none",
        "**1** · out 8 September 2022 · 10 episodes",
        "**2** · 🛑 cancelled",
        "What's on Netflix ([whats-on-netflix.com](<https://www.whats-on-netflix.com/",
        "press, 8 November 2022",
        "Checked 22 November 2026 (today)",
        "-# Note: Netflix ordered ten episodes outright, as reported on 15 April 2021 (fernsehserien.de).",
    ):
        assert part in text(answer)
    assert ["Reviews", "Viewers", "Cast", "Story"] == buttons(answer)


async def test_what_was_expected_some_time_is_not_said_to_be_out_when_that_time_is_over(world: World) -> None:
    await world.env.advance_time(60 * 86_400)

    renewed, final = (
        await world.ask("status", show="The Diplomat"),
        await world.ask("status", show="Outer Banks"),
    )

    late = "it was expected in late 2026, and I have no later word."
    assert f"The Diplomat was renewed for season 4; {late}" == first_line(renewed)
    assert "Release date: expected late 2026" in text(renewed)
    assert (
        "Outer Banks will end with season 5; it was expected in 2026, and I have no later word."
        == first_line(final)
    )
    assert "**5** · expected 2026" in text(final)


async def test_a_time_that_was_told_after_it_is_said_to_be_that_of_the_release(world: World) -> None:
    await world.env.advance_time(60 * 86_400)
    await world.learn("The Diplomat", Release(season=4, when=When.parse("2026-12")))

    answer = await world.ask("status", show="The Diplomat")

    assert "The Diplomat was renewed for season 4, which came out in December 2026." == first_line(answer)


SENTENCES: list[tuple[str, int | None, str]] = [
    ("The Imperfects", 1, "Season 1 of The Imperfects came out on 8 September 2022."),
    ("The Imperfects", 3, "There will be no season 3: The Imperfects was cancelled after one season."),
    ("Warrior Nun", None, "Warrior Nun was cancelled after two seasons; there will be no season 3."),
    ("Wednesday", None, "Wednesday was renewed for season 3; it has no date yet."),
    ("The Diplomat", None, "The Diplomat was renewed for season 4, due in late 2026."),
    ("Outer Banks", None, "Outer Banks will end with season 5, due in 2026."),
    ("Outer Banks", 6, "No season 6 of Outer Banks is planned: season 5 was ordered as the last."),
    ("Stranger Things", None, "Stranger Things ended as planned with season 5."),
    ("Stranger Things", 6, "There will be no season 6: Stranger Things ended as planned with season 5."),
    ("Lucifer", 4, "Lucifer was revived by Netflix for season 4, which came out on 8 May 2019."),
    ("Lucifer", 3, "Season 3 of Lucifer was made; I have no date for it."),
    ("One Piece", 4, "No decision about season 4 of One Piece is known."),
    (
        "House of Guinness",
        None,
        "No decision on season 2 of House of Guinness is known yet.",
    ),
    (
        "The Queen's Gambit",
        None,
        "The Queen's Gambit was reportedly made as a limited series; no season 2 is planned.",
    ),
]


async def test_each_decision_has_its_sentence(world: World) -> None:
    for show, season, said in SENTENCES:
        options = {"show": show} if season is None else {"show": show, "season": season}

        assert said == first_line(await world.ask("status", **options))


async def test_a_private_answer_is_seen_by_the_one_who_asked_alone(world: World) -> None:
    assert (await world.ask("status", show="Wednesday", private=True)).ephemeral


async def test_an_open_question_warns_when_nobody_has_checked_for_ninety_days(world: World) -> None:
    await world.wait(days=91)

    answer = await world.ask("status", show="House of Guinness")

    assert (
        "⚠️ Last checked 2 months ago. This may have changed since. If it has, please say so with `/suggest`."
    ) in text(answer)
    assert "`/suggest`" not in text(await world.ask_directly("status", show="House of Guinness"))


async def test_a_settled_question_never_warns(world: World) -> None:
    await world.wait(days=400)

    assert "⚠️" not in text(await world.ask("status", show="The Imperfects"))


async def test_a_settled_question_never_warns_whatever_season_is_asked_for(world: World) -> None:
    await world.wait(days=400)

    for show, season in [("The Imperfects", 3), ("Stranger Things", 7), ("Lucifer", 3)]:
        assert "⚠️" not in text(await world.ask("status", show=show, season=season))


async def test_a_season_that_is_still_open_warns_by_its_number_too(world: World) -> None:
    await world.wait(days=91)

    for show, season in [("One Piece", 4), ("Wednesday", 3), ("House of Guinness", 2)]:
        assert "⚠️ Last checked 2 months ago." in text(await world.ask("status", show=show, season=season))


async def test_ninety_days_are_not_yet_too_old(world: World) -> None:
    await world.wait(days=90)

    assert "⚠️" not in text(await world.ask("status", show="House of Guinness"))


async def test_the_same_answer_is_given_in_another_server_and_in_direct_messages(world: World) -> None:
    here = await world.ask("status", show="The Imperfects")

    for answer in (
        await world.ask_elsewhere("status", show="The Imperfects"),
        await world.ask_directly("status", show="The Imperfects"),
    ):
        assert not answer.ephemeral
        assert text(here) == text(answer)


async def test_seasons_that_cannot_be_are_refused_privately(world: World) -> None:
    for season in (-1, 0, 101, 999, 9_999_999):
        answer = await world.ask("status", show="The Imperfects", season=season)

        assert answer.ephemeral
        assert (
            f"There is no season {season}. Seasons count from 1; leave it out if you are not sure."
            == text(answer)
        )


async def test_without_a_show_three_examples_are_given_privately(world: World) -> None:
    for command in ("status", "reviews", "cast", "story"):
        answer = await world.ask(command)

        assert answer.ephemeral
        for example in (
            "`/status show: The Imperfects`",
            "`/reviews show: Wednesday`",
            "`/story show: One Piece`",
        ):
            assert example in text(answer)


async def test_a_season_in_parts_shows_each_part_with_its_date(world: World) -> None:
    answer = text(await world.ask("status", show="Stranger Things", season=5))

    assert "Part 1: 26 November 2025\nPart 2: 25 December 2025\nPart 3: 31 December 2025" in answer
    assert "**5** · out 26 November 2025, 25 December 2025 and 31 December 2025 · 8 episodes" in answer


async def test_seasons_keep_their_numbers_where_some_are_missing(world: World) -> None:
    lines = text(await world.ask("status", show="Manifest")).splitlines()

    assert "**1** · out 24 September 2018 · 16 episodes" in lines
    assert "**4** · out 4 November 2022 and 2 June 2023 · 20 episodes · 🎬 ended as planned" in lines


async def test_what_was_decided_before_stays_readable_newest_first(world: World) -> None:
    lines = text(await world.ask("status", show="Manifest", season=4)).splitlines()

    assert [
        "-# Before that: revived by Netflix on 28 August 2021",
        "-# Before that: cancelled by NBC on 14 June 2021",
    ] == [line for line in lines if line.startswith("-# Before that")]


async def test_an_imprecise_date_is_said_in_the_words_it_was_given_in(world: World) -> None:
    assert "Release date: expected late 2026" in text(await world.ask("status", show="The Diplomat"))
    assert "Release date: not announced" in text(await world.ask("status", show="Wednesday"))


async def test_what_only_people_involved_said_is_called_reported(world: World) -> None:
    answer = await world.ask("status", show="The Queen's Gambit")

    assert "· reportedly decided on 19 September 2021" in text(answer)


async def test_only_an_instant_is_a_live_timestamp(world: World) -> None:
    await world.learn("Wednesday", Release(season=4, when=When.parse("2027-03-10T08:00Z")), sources=[SOURCE])

    answer = await world.ask("status", show="Wednesday", season=4)
    assert "Season 4 of Wednesday is due on <t:1804665600:F>." == first_line(answer)
    assert 1 == text(answer).count("Release date") + text(answer).count("is due")


async def test_a_reason_is_told_where_a_sourced_one_is_held(world: World) -> None:
    cancelled = Decision(
        season=2,
        verdict=Verdict.CANCELLED,
        decided=When.parse("2022-11-08"),
        platform="Netflix",
        reason="Too few people finished the season.",
    )
    await world.learn("The Imperfects", cancelled)

    assert "Why: Too few people finished the season." in text(
        await world.ask("status", show="The Imperfects")
    )


async def test_what_a_server_has_corrected_is_seen_there_alone(world: World) -> None:
    revived = Decision(season=2, verdict=Verdict.REVIVED, decided=When.parse("2026-11-01"), platform="Hulu")
    fan_page = SOURCE.model_copy(update={"evidence": Evidence.FAN})
    await world.learn("The Imperfects", revived, layer=world.server.id, sources=[fan_page])

    told = [
        first_line(await ask("status", show="The Imperfects"))
        for ask in (world.ask, world.ask_elsewhere, world.ask_directly)
    ]

    cancelled = "The Imperfects was cancelled after one season; there will be no season 2."
    revived_here = "The Imperfects was reportedly revived by Hulu for season 2; it has no date yet."
    assert [revived_here, cancelled, cancelled] == told

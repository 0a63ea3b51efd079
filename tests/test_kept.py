"""Cards that are kept: the same again while nothing changes, and never a former one."""

from dataclasses import replace
from datetime import date, timedelta

from bot.cards.frame import with_more
from bot.cards.picture import with_picture
from bot.cards.reception import reviews_card
from bot.cards.status import status_card
from bot.cards.story import story_card
from db.facts import Fact
from db.pages import Page, assemble
from db.reception import Audience, Score
from db.shows import ShowDetails
from db.status import Decision, Verdict
from db.when import When
from tests.world import SOURCE, World, text

TODAY = date(2026, 11, 22)
DECISION = Decision(season=2, verdict=Verdict.CANCELLED, decided=When.parse("2022-11-08"))


def page_of(*values: ShowDetails | Decision | Score) -> Page:
    details = ShowDetails(title="Ours", year=2020)
    return assemble(
        1, 0, [Fact(number, one, (SOURCE,), 0, TODAY) for number, one in enumerate((details, *values))]
    )


def taking(taken: str, value: float) -> Score:
    return Score(
        season=1, outlet="IMDb", audience=Audience.VIEWERS, value=value, scale=10, taken=When.parse(taken)
    )


def test_the_same_question_about_the_same_page_has_the_same_card() -> None:
    page = page_of(DECISION)

    assert status_card(page, None, TODAY) is status_card(page, None, TODAY)


def test_whatever_else_is_asked_gets_a_card_of_its_own() -> None:
    page = page_of(DECISION)
    tomorrow = TODAY + timedelta(days=1)

    cards = [
        status_card(page, None, TODAY),
        status_card(page, 1, TODAY),
        status_card(page, None, tomorrow),
        status_card(page, None, TODAY, moderates=True),
        status_card(replace(page), None, TODAY),
        story_card(page, None, TODAY),
    ]

    assert len(cards) == len({id(one) for one in cards})


def test_a_page_that_was_read_anew_is_drawn_anew_however_many_were_drawn_before() -> None:
    for number in range(1_200):  # more than are kept, so that ids come round again
        title = f"Show {number}"
        page = page_of(ShowDetails(title=title))
        details = replace(page.details, value=ShowDetails(title=title))

        assert title in status_card(replace(page, details=details), None, TODAY).answer


def test_what_is_put_on_one_answer_is_not_on_the_next() -> None:
    page = page_of(taking("2024-01-01", 7.1), taking("2025-01-01", 7.4), taking("2026-01-01", 7.0))
    card = reviews_card(page, None, TODAY)
    before = card.to_components()

    assert before != with_picture(card).to_components()
    assert before != with_more(card, "Removed here.").to_components()
    assert before == reviews_card(page, None, TODAY).to_components()


async def test_the_age_in_an_answer_goes_on_though_nothing_was_changed(world: World) -> None:
    first = await world.ask("status", show="The Imperfects")
    await world.env.advance_time(86_400)
    second = await world.ask("status", show="The Imperfects")

    assert "(today)" in text(first)
    assert text(first).replace("(today)", "(yesterday)") == text(second)

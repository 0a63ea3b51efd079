"""Answers with a chart, as people see them: at once, late, or without."""

import asyncio

import pytest
from simcord.results import InteractionResult, ResponseMessage

from bot import reply
from bot.charts import Charts
from bot.plot import Chart
from db.reception import Audience, Score
from db.when import When
from tests.world import Json, World, components, filled, first_line, message_of, text

PICTURE = b"\x89PNG, as far as this test looks"
VIEWERS = "Season 1 of The Imperfects was watched for 71.85 million hours"


class Held(Charts):
    """Charts that are drawn when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Chart] = []
        self.drawn: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()

    def picture(self, chart: Chart) -> "asyncio.Future[bytes | None]":
        self.asked.append(chart)
        return self.drawn


@pytest.fixture
async def charts() -> Held:
    return Held()


def galleries(shown: InteractionResult | ResponseMessage) -> list[Json]:
    return [part for part in components(shown) if part["type"] == 12]


async def test_the_chart_stands_under_the_answer_with_its_figures_in_words(
    world: World, charts: Held
) -> None:
    charts.drawn.set_result(PICTURE)

    answer = await world.ask("viewers", show="The Imperfects")

    types = [part["type"] for part in components(answer)]
    assert [17, 10, 12] == types[:3]
    (item,) = galleries(answer)[0]["items"]
    (file,) = message_of(answer).attachments
    assert item["description"] == file.description == charts.asked[0].described
    assert "week 3, 9th, 12.76 million hours; week 4, below #10, under 9.13 million" in item["description"]
    assert ("chart.png", PICTURE) == (file.filename, await file.read())
    assert first_line(answer).startswith(VIEWERS)


async def test_a_chart_that_cannot_be_drawn_leaves_the_words(world: World, charts: Held) -> None:
    charts.drawn.set_result(None)

    answer = await world.ask("viewers", show="The Imperfects")

    assert [] == galleries(answer)
    assert "From week to week: +45 % then -64 %" in text(answer)


async def test_a_late_chart_is_added_to_the_answer(
    world: World, charts: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply, "_PATIENCE", 0.01)
    asyncio.get_running_loop().call_later(0.1, charts.drawn.set_result, PICTURE)

    answer = await world.ask("viewers", show="The Imperfects", private=True)

    assert answer.ephemeral
    assert 1 == len(galleries(answer)) == len(message_of(answer).attachments)
    assert first_line(answer).startswith(VIEWERS)


async def test_on_a_private_answer_the_chart_comes_and_goes_with_its_card(world: World, charts: Held) -> None:
    charts.drawn.set_result(PICTURE)
    answer = await world.ask("status", show="The Imperfects", private=True)

    seen: list[tuple[str, int, int]] = []
    for label in ("Viewers", "Cast", "Viewers", "Reviews"):
        await world.press(answer, label)
        seen.append((label, len(galleries(answer)), len(message_of(answer).attachments)))

    assert [("Viewers", 1, 1), ("Cast", 0, 0), ("Viewers", 1, 1), ("Reviews", 0, 0)] == seen


async def test_a_chart_is_drawn_again_on_a_press_after_a_restart(world: World, charts: Held) -> None:
    charts.drawn.set_result(PICTURE)
    answer = await world.ask("status", show="The Imperfects")

    await world.restart()
    pressed = await world.press(answer, "Viewers")

    assert pressed.ephemeral
    assert 1 == len(galleries(pressed))
    assert first_line(pressed).startswith(VIEWERS)


async def test_a_show_beside_it_is_in_the_chart_as_well(world: World, charts: Held) -> None:
    charts.drawn.set_result(PICTURE)

    await world.ask("viewers", show="The Imperfects", compare="Partner Track")

    (asked,) = charts.asked
    assert ["The Imperfects, season 1", "Partner Track, season 1"] == [
        series.name for series in asked.panels[0].series
    ]
    assert "Partner Track, season 1: week 1 (three days), 7th, 16.66 million hours" in asked.described


def taking(value: float, taken: str) -> Score:
    return Score(
        season=1,
        outlet="IMDb",
        audience=Audience.VIEWERS,
        value=value,
        scale=10,
        taken=When.parse(taken),
    )


async def test_three_takings_of_a_score_make_a_chart_and_two_do_not(world: World, charts: Held) -> None:
    charts.drawn.set_result(PICTURE)
    await world.learn("The Imperfects", taking(6.6, "2022-09-10"))
    two = await world.ask("reviews", show="The Imperfects")
    await world.learn("The Imperfects", taking(6.4, "2022-10-01"))
    three = await world.ask("reviews", show="The Imperfects")

    assert [0, 1] == [len(galleries(two)), len(galleries(three))]
    assert "IMDb, viewers: 66 (10 September 2022), 64 (1 October 2022), 61 (November 2022)." in str(
        galleries(three)
    )
    for answer in (two, three):
        assert "IMDb, viewers: **6.1** of 10 from 1,500 ratings · November 2022\n" in text(answer)
        assert "\n-# At first 6.6 of 10 · 10 September 2022\n" in text(answer)


async def test_the_answer_after_a_correction_has_its_chart_as_well(world: World, charts: Held) -> None:
    charts.drawn.set_result(PICTURE)
    await world.learn("The Imperfects", taking(6.6, "2022-09-10"))
    form = await world.moderator.slash(world.channel, "update score", show="The Imperfects", season=1)
    typed = filled(
        form, score="5.9/10", outlet="IMDb", audience="viewers", source="https://www.imdb.com/title/tt1/"
    )
    preview = await world.moderator.submit_modal(form, typed)

    confirmed = await world.press(preview, "Confirm", by=world.moderator)

    (answer,) = [one for one in confirmed.followups if galleries(one)]
    assert "IMDb, viewers: **5.9** of 10 · 22 November 2026" in text(answer)
    assert "59 (22 November 2026)." in str(galleries(answer))

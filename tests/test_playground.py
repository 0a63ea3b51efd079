"""The playground, as a newcomer and a moderator meet it: a terminal, a browser and two people."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.drawing import WIDTH
from bot.playground import step_of
from tests.browser import (
    CHROMIUM,
    DESK,
    PATIENCE,
    PHONE,
    address_of,
    answer_to,
    answers,
    become,
    choose_show,
    cut_off,
    first_line,
    form,
    height,
    messages,
    open_page,
    press,
    send,
    start_browser,
    start_playground,
    submit,
    time_of,
    type_command,
    type_in_terminal,
    type_option,
    typing,
    unfold,
)

CORRECTED_BY = (
    "https://tvseriesfinale.com/tv-show/"
    "the-imperfects-cancelled-by-netflix-sci-fi-series-not-getting-second-season/"
)


@pytest.mark.timeout(150)
@pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here; on Debian and Ubuntu: apt-get install chromium"
)
async def test_a_newcomer_asks_reads_presses_and_moves_the_clock(tmp_path: Path, pictures: Path) -> None:
    async with start_playground(tmp_path) as terminal, start_browser() as browser:
        address = await address_of(terminal)
        page = await open_page(browser, address, DESK)
        await expect(messages(page)).to_contain_text("choose /status")
        cancelled = "The Imperfects was cancelled after one season; there will be no season 2."

        await type_command(page, "status")
        await type_option(page, "show", "imprefects")
        completion = page.get_by_role("option", name="The Imperfects (2022) · Netflix · cancelled")
        await completion.wait_for()
        await page.screenshot(path=pictures / "completion.png", clip=await typing(page))
        await completion.click()
        status = await send(page)
        await expect(status).to_contain_text("Greenlight")
        assert cancelled == await first_line(status)
        await status.screenshot(path=pictures / "status.png")

        reviews = await press(page, "Reviews")
        assert (await first_line(reviews)).startswith("Opinions on season 1 of The Imperfects are divided")
        await expect(reviews).to_contain_text("Only you can see this")

        await type_command(page, "viewers")
        await choose_show(page, "imperfects", "The Imperfects (2022)")
        viewers = await send(page)
        assert (await first_line(viewers)).startswith(
            "Season 1 of The Imperfects was watched for 71.85 million"
        )
        chart = viewers.get_by_role("img", name="A chart of hours viewed, week by week. The Imperfects")
        await expect(chart).to_have_js_property("naturalWidth", WIDTH)
        await viewers.screenshot(path=pictures / "viewers.png", scale="css")

        await type_command(page, "status")
        refusal = await send(page)
        await expect(refusal).to_contain_text("Which show?")
        await expect(page.get_by_role("button", name="Inspector", exact=True)).to_be_visible()

        await become(page, "moderator")
        await expect(messages(page)).not_to_contain_text("Opinions on season 1")
        await type_command(page, "story")
        await choose_show(page, "imperfects", "The Imperfects (2022)")
        story = await send(page)
        assert await time_of(status) < await time_of(story), "the clock stands still"
        await expect(story).not_to_contain_text("Tilda")
        await story.screenshot(path=pictures / "story.png")
        revealed = await press(page, "Reveal")
        await expect(revealed).to_contain_text("Only you can see this")
        await expect(revealed).to_contain_text("Tilda")
        await become(page, "fan")
        await expect(messages(page)).to_contain_text("Opinions on season 1")
        await expect(messages(page)).not_to_contain_text("Tilda")

        earlier = datetime.now(UTC)
        said = await type_in_terminal(terminal, "+2d", r"It is now (.+) UTC\.")
        moved = datetime.strptime(said[1], "%d %B %Y, %H:%M").replace(tzinfo=UTC)
        assert timedelta(days=2, minutes=-1) <= moved - earlier <= timedelta(days=2, minutes=1)
        await type_in_terminal(terminal, "tomorrow", r"Type \+3m")
        await type_in_terminal(terminal, "+9999w", r"does not go beyond")

        phone = await open_page(browser, address, PHONE)
        status = answers(phone).filter(has_text=cancelled)
        await type_command(phone, "status")
        await choose_show(phone, "wednes", "Wednesday (2022)")
        assert await time_of(await send(phone)) >= moved
        await status.screenshot(path=pictures / "phone.png", scale="css")
        await type_command(phone, "viewers")
        await choose_show(phone, "imperfects", "The Imperfects (2022)")
        viewers = await send(phone)
        chart = viewers.get_by_role("img", name="A chart of hours viewed")
        await expect(chart).to_have_js_property("naturalWidth", WIDTH)
        await type_command(phone, "reviews")
        await choose_show(phone, "wednes", "Wednesday (2022)")
        reviews = await send(phone)
        await type_command(phone, "about")
        about = await send(phone)
        assert [] == await cut_off(phone)
        assert await height(about) <= PHONE["height"] - 100
        await type_command(phone, "cast")
        await choose_show(phone, "imperfects", "The Imperfects (2022)")
        cast = await send(phone)
        for answer in (status, reviews, viewers, cast):
            assert await height(answer) <= PHONE["height"]
        await become(phone, "moderator")
        await type_command(phone, "config")
        assert await height(await send(phone)) <= PHONE["height"]
        assert [] == await cut_off(phone)

        terminal.send_signal(2)
        assert await asyncio.wait_for(terminal.wait(), PATIENCE) == 0


@pytest.mark.timeout(150)
@pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here; on Debian and Ubuntu: apt-get install chromium"
)
async def test_a_moderator_corrects_a_decision_and_a_fan_reads_it(tmp_path: Path, pictures: Path) -> None:
    async with start_playground(tmp_path) as terminal, start_browser() as browser:
        address = await address_of(terminal)
        page = await open_page(browser, address, DESK)
        await expect(messages(page)).to_contain_text("choose /status")
        await become(page, "moderator")

        await type_command(page, "update decision")
        await choose_show(page, "imperfects", "The Imperfects (2022)")
        await page.get_by_role("button", name="Send").click()
        decided, source = form(page).get_by_label("Decided when"), form(page).get_by_label("Source")
        await expect(form(page).get_by_role("heading")).to_have_text("Decision, season 2: The Imperfects")
        await expect(form(page).get_by_role("combobox", name="Decision")).to_have_text("cancelled")
        await expect(decided).to_have_value("8 November 2022")
        await expect(source).to_have_value(re.compile("https://www.whats-on-netflix.com/"))
        await (await unfold(page)).screenshot(path=pictures / "form.png")

        await decided.fill("31 November 2022")
        await source.fill(CORRECTED_BY)
        reply = await answer_to(page, form(page).get_by_role("button", name="Submit"))
        await expect(reply).to_contain_text("Only you can see this")
        await expect(reply).to_contain_text("Decided when: There is no 31 November.")

        await reply.get_by_role("button", name="Edit").click()
        await expect(decided).to_have_value("31 November 2022")
        await expect(source).to_have_value(CORRECTED_BY)
        await decided.fill("Nov 2022")
        await submit(page)
        for shown in ("Decided: 8 November 2022", "Decided: November 2022", "TV Series Finale", "press"):
            await expect(reply).to_contain_text(shown)
        await page.mouse.move(0, 0)
        await reply.screenshot(path=pictures / "preview.png")

        phone = await open_page(browser, address, PHONE)
        await become(phone, "moderator")
        await expect(messages(phone)).to_contain_text("Nothing is changed before you confirm")
        assert [] == await cut_off(phone)

        corrected = await press(page, "Confirm")
        await expect(reply).to_contain_text("Saved.")
        await expect(corrected).to_contain_text("Corrected here by @moderator")
        await expect(corrected).not_to_contain_text("Only you can see this")
        await page.mouse.move(0, 0)
        await corrected.screenshot(path=pictures / "corrected.png")

        await become(page, "fan")
        await expect(messages(page)).to_contain_text("Corrected here by @moderator")
        await expect(messages(page)).not_to_contain_text("Saved.")
        await type_command(page, "status")
        await choose_show(page, "imperfects", "The Imperfects (2022)")
        status = await send(page)
        await expect(status).to_contain_text("decided in November 2022")
        await expect(status).to_contain_text("Corrected here by @moderator")
        await page.get_by_role("textbox", name="Message", exact=True).fill("/")
        await page.get_by_role("option", name="/status").wait_for()
        await expect(page.get_by_role("option", name="/update")).to_have_count(0)


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("+30s", timedelta(seconds=30)),
        ("+3m", timedelta(minutes=3)),
        ("+1h", timedelta(hours=1)),
        ("+2d", timedelta(days=2)),
        ("+1w", timedelta(weeks=1)),
        ("", None),
        ("2d", None),
        ("-2d", None),
        ("+2", None),
        ("+d", None),
        ("+2y", None),
        ("+2d please", None),
        ("+999999d", None),
    ],
)
def test_the_terminal_understands_steps_of_the_clock_alone(line: str, step: timedelta | None) -> None:
    assert step_of(line) == step

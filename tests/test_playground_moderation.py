"""The playground, as moderators and members of a server meet it who look after its facts together."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser import (
    CHROMIUM,
    DESK,
    PHONE,
    address_of,
    answer_to,
    answered,
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
    type_command,
)

LINK = "https://variety.com/2026/tv/news/the-imperfects-returns-1236000000/"
IMPERFECTS = "The Imperfects (2022)"

pytestmark = [
    pytest.mark.timeout(150),
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium here; on Debian and Ubuntu: apt-get install chromium"
    ),
]


async def correct(page: Page, decided: str) -> None:
    """The moderator says when The Imperfects was cancelled, and confirms it."""
    await type_command(page, "update decision")
    await choose_show(page, "imperfects", IMPERFECTS)
    await page.get_by_role("button", name="Send").click()
    await form(page).get_by_label("Decided when").fill(decided)
    await form(page).get_by_label("Source").fill(LINK)
    await answer_to(page, form(page).get_by_role("button", name="Submit"))
    await press(page, "Confirm")


async def test_a_moderator_undoes_a_change_and_the_shared_fact_is_back(
    tmp_path: Path, pictures: Path
) -> None:
    async with start_playground(tmp_path) as terminal, start_browser() as browser:
        address = await address_of(terminal)
        page = await open_page(browser, address, DESK)
        await become(page, "moderator")
        await correct(page, "Nov 2022")
        await correct(page, "9 Nov 2022")

        await type_command(page, "history")
        await choose_show(page, "imperfects", IMPERFECTS)
        history = await send(page)
        assert await first_line(history) == "Three changes about The Imperfects, the newest first"
        await expect(history).to_contain_text("Decided: November 2022 → 9 November 2022")
        await page.mouse.move(0, 0)
        await history.screenshot(path=pictures / "history.png")

        preview = await answer_to(page, history.get_by_role("button", name="Undo").nth(1))
        await expect(preview).to_contain_text("Undoing goes back to before both")
        await expect(preview).to_contain_text("Decided: 9 November 2022 → 8 November 2022")
        await page.mouse.move(0, 0)
        await preview.screenshot(path=pictures / "undo.png")
        await preview.get_by_role("button", name="Undo it").click()
        await expect(preview).to_contain_text("Undone. The history keeps the change and its undoing.")

        phone = await open_page(browser, address, PHONE)
        await become(phone, "fan")
        await type_command(phone, "history")
        await choose_show(phone, "imperfects", IMPERFECTS)
        told = await send(phone)
        await expect(told).to_contain_text("back to what everybody sees")
        await expect(told.get_by_role("button", name="Undo")).to_have_count(0)
        assert [] == await cut_off(phone)
        assert await height(told) <= PHONE["height"]


async def choose(page: Page, message: Locator, select: int, option: str) -> None:
    """Choose in one of the selects of a message, and wait until the bot has answered."""
    trigger = message.get_by_role("combobox").nth(select)
    await trigger.click()
    await expect(trigger).to_have_attribute("aria-expanded", "true")
    offered = page.locator(f'[id="{await trigger.get_attribute("aria-controls")}"]')
    await expect(offered).to_have_attribute("aria-busy", "false")  # until then, what is clicked is not sent
    async with answered(page, "select"):
        await offered.get_by_role("option", name=option).first.click()
    await expect(page.locator("#preview-app")).to_have_attribute("aria-busy", "false")


async def test_a_member_suggests_and_a_moderator_approves_where_the_managers_chose(
    tmp_path: Path, pictures: Path
) -> None:
    async with start_playground(tmp_path) as terminal, start_browser() as browser:
        page = await open_page(browser, await address_of(terminal), DESK)
        await become(page, "moderator")
        await type_command(page, "config")
        config = await send(page)
        for select, told in ((1, "Suggestions: #general"), (2, "Log: #general")):
            await choose(page, config, select, "general")
            await expect(config).to_contain_text(told)
        await page.mouse.move(0, 0)
        await config.screenshot(path=pictures / "config.png", scale="css")

        await become(page, "fan")
        await type_command(page, "suggest")
        await choose_show(page, "imperfects", IMPERFECTS)
        suggestion = await send(page)
        await choose(page, suggestion, 0, "What was decided")
        await choose(page, suggestion, 0, "Season 2")
        await expect(form(page).get_by_label("Decided when")).to_have_value("8 November 2022")
        await form(page).get_by_label("Decided when").fill("Nov 2022")
        await form(page).get_by_label("Source").fill(LINK)
        await submit(page)
        await expect(suggestion).to_contain_text("Decided: November 2022")
        posted = await answer_to(page, suggestion.get_by_role("button", name="Send", exact=True))
        await expect(suggestion).to_contain_text("moderators")
        await expect(posted).to_contain_text("@fan")
        await page.mouse.move(0, 0)
        await posted.screenshot(path=pictures / "suggestion.png")
        refusal = await answer_to(page, posted.get_by_role("button", name="Approve"))
        await expect(refusal).to_contain_text("Only moderators can do that")

        await become(page, "moderator")
        posted = answers(page).filter(has_text="Approve")
        logged = await answer_to(page, posted.get_by_role("button", name="Approve"))
        await expect(logged).to_contain_text("suggested by @fan")
        await expect(messages(page)).to_contain_text("approved by @moderator")

        await become(page, "fan")
        await type_command(page, "suggestions")
        await expect(await send(page)).to_contain_text("approved by @moderator")
        await type_command(page, "status")
        await choose_show(page, "imperfects", IMPERFECTS)
        await expect(await send(page)).to_contain_text("decided in November 2022")

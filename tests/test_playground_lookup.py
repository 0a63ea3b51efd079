"""The playground with its stand-in for TVmaze: a show nobody knew, and two of one name."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser import (
    CHROMIUM,
    DESK,
    PHONE,
    address_of,
    answers,
    become,
    cut_off,
    first_line,
    height,
    messages,
    open_page,
    press,
    send,
    start_browser,
    start_playground,
    type_command,
    type_option,
    typing,
)

LOOK_UP = "Look it up on TVmaze"
ENDED = "has ended. TVmaze doesn't say whether it was cancelled."


@pytest.mark.timeout(150)
@pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here; on Debian and Ubuntu: apt-get install chromium"
)
async def test_a_fan_looks_up_a_show_and_chooses_between_two_of_one_name(
    tmp_path: Path, pictures: Path
) -> None:
    async with start_playground(tmp_path, "--tvmaze-stand-in") as terminal, start_browser() as browser:
        address = await address_of(terminal)
        page = await open_page(browser, address, DESK)
        await expect(messages(page)).to_contain_text("try Krøniken, The Bridge or Firefly")

        await _ask(page, "Kröniken")
        assert "I don't know a show called “Kröniken”." in await first_line(answers(page).last)
        shown = await answers(page).count()
        await answers(page).last.get_by_role("button", name=LOOK_UP).click()
        await expect(answers(page)).to_have_count(shown + 2)
        assert "I found Krøniken (2004) on TVmaze" in await first_line(answers(page).nth(shown))
        answer = answers(page).last
        assert f"Krøniken (2004) {ENDED}" == await first_line(answer)
        await answer.screenshot(path=pictures / "looked-up.png")

        await _ask(page, "The Bridge")
        choice = await press(page, LOOK_UP)
        await expect(choice).to_contain_text("Which show do you mean by “The Bridge”?")
        shown = await answers(page).count()
        await choice.get_by_role("combobox").click()
        await page.screenshot(path=pictures / "choice.png", clip=await typing(page))
        await page.get_by_role("option", name="The Bridge (2013)").click()
        await expect(answers(page)).to_have_count(shown + 2)
        assert f"The Bridge (2013) {ENDED}" == await first_line(answers(page).last)
        assert [] == await cut_off(page)

        phone = await open_page(browser, address, PHONE)
        await become(phone, "moderator")
        await expect(answers(phone).last).to_contain_text("out 9 July 2014")
        assert [] == await cut_off(phone)
        assert await height(answers(phone).last) < PHONE["height"]


async def _ask(page: Page, title: str) -> None:
    await type_command(page, "status")
    await type_option(page, "show", title)
    await send(page)

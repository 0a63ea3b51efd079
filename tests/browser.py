"""The playground in a terminal and a browser, and what a person does and sees there."""

import asyncio
import os
import re
import shutil
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path

from playwright.async_api import Browser, FloatRect, Locator, Page, async_playwright, expect

ROOT = Path(__file__).parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WITHOUT_NETWORK = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = {"width": 690, "height": 1200}
PHONE = {"width": 390, "height": 844}

PATIENCE = 20
"""Seconds that the terminal and the page may take for one step on a busy machine."""


@asynccontextmanager
async def start_playground(folder: Path, *options: str) -> AsyncGenerator[Process]:
    """`python -m bot playground`, in a folder of its own and without settings."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "playground", *options),
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdin=PIPE,
        stdout=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def printed(terminal: Process, pattern: str) -> re.Match[str]:
    """The next line that matches."""
    assert terminal.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while line := (await terminal.stdout.readline()).decode():
            if found := re.search(pattern, line):
                return found
    raise AssertionError(f"the playground ended before it printed {pattern}")


async def address_of(terminal: Process) -> str:
    """Where the playground says that it is open."""
    return (await printed(terminal, r"http://127\.0\.0\.1:\d+/\S+"))[0]


async def type_in_terminal(terminal: Process, line: str, pattern: str) -> re.Match[str]:
    """Type a line; returns the line that answers it."""
    assert terminal.stdin is not None
    terminal.stdin.write(f"{line}\n".encode())
    return await printed(terminal, pattern)


@asynccontextmanager
async def start_browser() -> AsyncGenerator[Browser]:
    """Chromium, without a network."""
    expect.set_options(timeout=PATIENCE * 1000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=WITHOUT_NETWORK)
        yield browser
        await browser.close()


async def open_page(browser: Browser, address: str, size: dict[str, int]) -> Page:
    """The playground's page in a window of this size."""
    page = await browser.new_page(
        viewport={"width": size["width"], "height": size["height"]}, device_scale_factor=2
    )
    page.set_default_timeout(PATIENCE * 1000)
    await page.goto(address)
    return page


def messages(page: Page) -> Locator:
    """The channel, as the person sees it."""
    return page.get_by_role("log")


def answers(page: Page) -> Locator:
    """Each message in the channel."""
    return messages(page).get_by_role("article")


def form(page: Page) -> Locator:
    """The form that is open."""
    return page.get_by_role("dialog")


async def become(page: Page, person: str) -> None:
    """Choose who to be, at the top of the page, and wait until it shows what they see."""
    async with answered(page, "viewer"):
        await page.get_by_label("Viewing as").select_option(person)
    await expect(page.locator("#preview-app")).to_have_attribute("aria-busy", "false")
    await answers(page).first.wait_for()


def answered(page: Page, kind: str) -> AbstractAsyncContextManager[object]:
    """Wait until one kind of action is answered, whatever else the page asks meanwhile."""
    return page.expect_response(lambda response: f'"kind":"{kind}"' in (response.request.post_data or ""))


async def type_command(page: Page, name: str) -> None:
    """Type a command and pick it from what is offered."""
    await page.get_by_role("textbox", name="Message", exact=True).fill(f"/{name}")
    await page.get_by_role("option", name=re.compile(rf"^\W{name}\b")).click()


async def type_option(page: Page, option: str, typed: str) -> None:
    """Pick an option of the command, and type into it."""
    await page.get_by_role("option", name=option).click()
    await page.get_by_role("combobox", name=option).press_sequentially(typed)


async def choose_show(page: Page, typed: str, completion: str) -> None:
    """Type part of a title and pick the show that is offered."""
    await type_option(page, "show", typed)
    await page.get_by_role("option", name=completion).click()


async def send(page: Page) -> Locator:
    """Send the command that was typed; returns the message that answers it."""
    return await answer_to(page, page.get_by_role("button", name="Send"))


async def press(page: Page, label: str) -> Locator:
    """Press a button under the last message; returns the message that answers it."""
    return await answer_to(page, answers(page).last.get_by_role("button", name=label))


async def answer_to(page: Page, button: Locator) -> Locator:
    """Press a button, and wait for the message that it brings."""
    shown = await answers(page).count()
    await button.click()
    await expect(answers(page)).to_have_count(shown + 1)
    return answers(page).nth(shown)


async def first_line(answer: Locator) -> str:
    """What an answer says first."""
    return (await answer.locator(".text-display").first.inner_text()).splitlines()[0]


async def time_of(answer: Locator) -> datetime:
    """When a message was sent."""
    return datetime.fromisoformat(await answer.locator("time").get_attribute("datetime") or "")


async def typing(page: Page) -> FloatRect:
    """Where the completions and the command being typed are."""
    box = await page.get_by_role("listbox").bounding_box()
    assert box is not None
    top = box["y"] - 50
    return {"x": 0, "y": top, "width": DESK["width"], "height": DESK["height"] - top}


async def cut_off(page: Page) -> list[str]:
    """What of the answers reaches over the edge of the page or of its own box."""
    return await messages(page).evaluate(
        """log => [...log.querySelectorAll('.message-components *')]
            .filter(part => part.getBoundingClientRect().right > innerWidth
                || part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== 'visible')
            .map(part => part.className)"""
    )


async def submit(page: Page) -> None:
    """Send the form that is open."""
    await form(page).get_by_role("button", name="Submit").click()
    await expect(form(page)).to_have_count(0)


async def unfold(page: Page) -> Locator:
    """The open form with all its fields in sight, for a picture."""
    await form(page).evaluate("dialog => dialog.style.maxHeight = 'none'")
    return form(page)


async def height(answer: Locator) -> float:
    """How much of the page a message takes."""
    box = await answer.bounding_box()
    assert box is not None
    return box["height"]

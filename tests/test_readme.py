"""The README, and what the bot says of itself, held to the code."""

import ast
import inspect
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands

from benchmarks.report import MARKS
from bot import __main__ as command_line
from bot import settings
from bot.client import Greenlight
from bot.reading.dates import read_when
from bot.reading.scores import read_score, say_score
from bot.reading.words import Misread
from bot.settings import Settings
from bot.text import say
from db.starter import STARTER
from db.when import Precision
from tests.world import World, text

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
IMAGES = re.findall(r'<img src="([^"]+)"', README)
LINKS = [*re.findall(r"\]\(([^)\s]+)\)", README), *IMAGES]

Command = app_commands.Command[Any, ..., Any]


def test_the_table_of_commands_is_what_the_bot_offers(env: simcord.Env) -> None:
    rows = [
        [f"`/{command.qualified_name}`", _options(command), command.description] for command in _commands(env)
    ]
    on_messages = [
        [f"**Apps › {command.name}**", "on a message", inspect.getdoc(command.callback)]
        for command in _message_commands(env)
    ]

    assert sorted(rows + on_messages) == sorted(_table("Command"))


def test_every_command_that_the_readme_or_the_bot_names_exists(env: simcord.Env) -> None:
    spoken = {"README.md": README} | dict(_sentences())
    known = {command.qualified_name.split()[0] for command in _commands(env)}
    named = {place: set(re.findall(r"`/([a-z]+)", text)) for place, text in spoken.items()}

    assert {} == {place: names - known for place, names in named.items() if names - known}
    assert named["README.md"] == known


async def test_about_names_every_command_that_answers_about_shows(world: World, env: simcord.Env) -> None:
    about = text(await world.ask("about"))

    everybodys = [one for one in _commands(env) if one.parent is None and one.default_permissions is None]
    answering = {command.name for command in everybodys}
    assert set(re.findall(r"`/([a-z]+)", about)) >= answering - {"about"}


def test_dates_and_scores_are_read_as_the_readme_says() -> None:
    today = date(2026, 11, 22)
    dates = {typed: say(read_when(typed, today)) for typed, _ in _examples("A date")}
    scores = [(typed, read_score(typed)) for typed, _ in _examples("A score")]

    assert dict(_examples("A date")) == dates
    assert dict(_examples("A score")) == {
        typed: say_score(score.value, score.scale, score.votes) for typed, score in scores
    }
    with pytest.raises(Misread, match="11 August or 8 November"):
        read_when("11/8/2022", today)
    assert Precision.INSTANT == read_when("10 Mar 2026 3am ET", today).precision


def test_the_table_of_settings_is_that_of_the_example_file() -> None:
    assert _table("Setting") == [[f"`{name}`", *rest] for name, *rest in _example()]


def test_the_example_file_names_every_setting_with_its_default() -> None:
    example = {name: default.strip("`") for name, default, _ in _example()}

    assert sorted(example) == sorted(settings.NAMES)
    given = Settings.from_environment(example, None)
    assert given == Settings()


def test_the_readme_shows_the_figures_that_were_measured_last_and_no_others() -> None:
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text().removeprefix("# How fast it is\n\n")
    begins, ends = (README.index(mark) for mark in MARKS)

    assert results.count("\n| ") > 10
    assert results.strip() == README[begins:ends].removeprefix(MARKS[0]).strip()


def test_make_and_the_readme_know_the_same_targets() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert set(re.findall(r"(?:^|`|=1 )make ([a-z]+)", README, re.MULTILINE)) == set(phony[1].split())


def test_the_command_line_and_the_readme_know_the_same_commands() -> None:
    app = command_line.app
    named = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    named |= {str(group.name) for group in app.registered_groups}

    assert set(re.findall(r"python -m bot ([a-z]+)", README)) == named


@pytest.mark.parametrize("link", sorted({link for link in LINKS if not link.startswith("https://")}))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).is_file()


def test_every_picture_is_shown_described_and_small() -> None:
    pictures = sorted((ROOT / "docs" / "pictures").iterdir())

    assert [f"docs/pictures/{picture.name}" for picture in pictures] == sorted(IMAGES)
    assert len(IMAGES) == len(re.findall(r'<img [^>]*alt="[^"]{20,}"', README))
    assert [picture.name for picture in pictures if picture.stat().st_size > 150_000] == []


def test_the_number_of_shows_is_right() -> None:
    shows = json.loads(STARTER.read_text())["shows"]

    told = README.partition("## How fast it is")[0]

    assert set(re.findall(r"([\d,]+) shows", told)) == {str(len(shows))}


def _commands(env: simcord.Env) -> list[Command]:
    assert isinstance(env.bot, Greenlight)
    return [command for command in env.bot.tree.walk_commands() if isinstance(command, app_commands.Command)]


def _message_commands(env: simcord.Env) -> list[app_commands.ContextMenu]:
    assert isinstance(env.bot, Greenlight)
    return list(env.bot.tree.walk_commands(type=discord.AppCommandType.message))


def _options(command: Command) -> str:
    return " ".join(f"`{option.name}`" for option in command.parameters)


def _table(first_heading: str) -> list[list[str]]:
    """The rows of the table whose first column has this heading."""
    table = README.split(f"| {first_heading} |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def _examples(heading: str) -> list[tuple[str, str]]:
    """What may be typed, each with what the README says it is read as."""
    return [(typed, read) for cell, read in _table(heading) for typed in re.findall("`([^`]+)`", cell)]


def _example() -> list[list[str]]:
    """Each setting of .env.example: name, default, comment."""
    found: list[list[str]] = []
    for paragraph in (ROOT / ".env.example").read_text().split("\n\n")[1:]:
        *comment, setting = paragraph.splitlines()
        name, _, default = setting.partition("=")
        text = " ".join(line.removeprefix("# ") for line in comment)
        found.append([name, f"`{default}`" if default else "", text])
    return found


def _sentences() -> list[tuple[str, str]]:
    """All that bot/ and cogs/ can say, by file."""
    files = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/*.py")]
    return [(str(file.relative_to(ROOT)), _text_in(file)) for file in files]


def _text_in(file: Path) -> str:
    nodes = ast.walk(ast.parse(file.read_text()))
    return "\n".join(
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )

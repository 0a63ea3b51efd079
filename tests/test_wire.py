"""The Discord on localhost itself, with a bare client of discord.py."""

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Self

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands, ui
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.wire import BotProcess, Wire

Interaction = discord.Interaction["Bare"]


class Again(ui.DynamicItem[ui.Button[Any]], template=r"again:(?P<word>\w+)"):
    def __init__(self, word: str) -> None:
        super().__init__(ui.Button(label="Again", custom_id=f"again:{word}"))
        self.word = word

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["word"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(f"again {self.word}", ephemeral=True)


class Note(ui.Modal, title="A note"):
    text = ui.Label[Any](text="Text", component=ui.TextInput(max_length=20))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        assert isinstance(self.text.component, ui.TextInput)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content=f"noted {self.text.component.value}")
        await interaction.followup.send("and kept", ephemeral=True)


class Words(commands.Cog):
    @app_commands.command()
    async def say(self, interaction: Interaction, word: str, private: bool = False) -> None:
        """Say a word."""
        row = ui.ActionRow[Any]()
        row.add_item(Again(word))
        view = ui.LayoutView(timeout=None)
        view.add_item(ui.Container[Any](ui.TextDisplay(f"# {word}"), row))
        await interaction.response.send_message(view=view, ephemeral=private)

    @say.autocomplete("word")
    async def complete(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}!", value=typed)]

    @app_commands.command()
    async def note(self, interaction: Interaction) -> None:
        """Write a note."""
        await interaction.response.send_modal(Note())

    @app_commands.command()
    async def chart(self, interaction: Interaction) -> None:
        """Send a file."""
        view = ui.LayoutView(timeout=None)
        picture = discord.MediaGalleryItem("attachment://chart.png", description="A chart")
        view.add_item(ui.MediaGallery[Any](picture))
        file = discord.File(BytesIO(b"picture"), "chart.png", description="A chart")
        await interaction.response.send_message(view=view, file=file)


class Bare(commands.AutoShardedBot):
    def __init__(self) -> None:
        super().__init__(
            commands.when_mentioned, intents=discord.Intents(guilds=True), guild_ready_timeout=0.1
        )
        self.add_dynamic_items(Again)

    async def setup_hook(self) -> None:
        await self.add_cog(Words())
        await self.tree.sync()


@pytest.fixture
async def wire(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Wire]:
    async with Wire() as wire:
        monkeypatch.setattr(Route, "BASE", wire.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway_url))
        yield wire


@asynccontextmanager
async def connected(wire: Wire) -> AsyncGenerator[Bare]:
    async with Bare() as bot:
        running = asyncio.create_task(bot.start(wire.token))
        await wire.ready()
        yield bot
        await bot.close()
        await running


async def test_a_command_is_completed_and_answered(wire: Wire) -> None:
    async with connected(wire):
        completed = await wire.autocomplete("say", {"word": "he"}, "word")
        said = await wire.command("say", {"word": "hello", "private": True})
        charted = await wire.command("chart", context="bot_dm", install="user")

    assert [{"name": "he!", "value": "he"}] == completed.choices
    assert ("# hello", True, 200) == (said.text, said.private, said.status)
    assert {"chart.png": b"picture"} == charted.files
    assert [] == wire.problems
    assert wire.commands[0]["name"] == "say"


async def test_a_button_answers_after_a_restart(wire: Wire) -> None:
    async with connected(wire):
        said = await wire.command("say", {"word": "hello"})
    async with connected(wire):
        clicked = await wire.click("Again", message=said)
        forged = await wire.click("again:forged", context="private_channel")

    assert ("again hello", "again forged") == (clicked.text, forged.text)
    assert 2 == len(wire.identifies)


async def test_a_modal_is_filled_in_and_answered(wire: Wire) -> None:
    async with connected(wire):
        opened = await wire.command("note")
        submitted = await wire.submit(opened, {"Text": "milk"})
        await wire.until(lambda: bool(submitted.followups), "the follow-up is there")

    assert "A note\nText" == opened.text
    assert ("noted milk", True) == (submitted.text, submitted.private)
    assert "and kept" == submitted.followups[0]["content"]
    assert [] == wire.problems


async def test_the_same_interaction_twice_is_already_acknowledged(wire: Wire) -> None:
    async with connected(wire):
        said = await wire.command("say", {"word": "hello"})
        await wire.replay(said)

    assert [200, 400] == said.statuses


async def test_what_is_delivered_while_the_bot_is_away_is_replayed(wire: Wire) -> None:
    async with connected(wire):
        delivery = asyncio.create_task(wire.command("say", {"word": "hello"}))
        await wire.drop_connections()
        said = await delivery

    assert ("# hello", 1) == (said.text, wire.resumes)


async def test_faults_are_met(wire: Wire) -> None:
    async with connected(wire) as bot:
        wire.fail_next("POST /channels/", 0, applied=True)
        channel = bot.get_partial_messageable(wire.channels[wire.guild])
        with pytest.raises(aiohttp.ClientError):
            await channel.send("once", nonce="1")
        await channel.send("once", nonce="1")
        wire.patience = 0
        late = await wire.command("say", {"word": "hello"})

    assert (404, 1) == (late.status, len(wire.messages))


async def test_a_refused_token_ends_the_login(wire: Wire) -> None:
    wire.refuse_token = True
    async with Bare() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.login(wire.token)


def text(content: str, count: int = 1) -> list[dict[str, Any]]:
    return [{"type": 10, "content": content}] * count


def button(**changes: Any) -> list[dict[str, Any]]:
    return [{"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "x", **changes}]}]


def invalid_messages() -> Iterator[tuple[dict[str, Any], str]]:
    yield {}, "an empty message"
    yield {"flags": 1 << 15, "content": "x", "components": text("x")}, "the layout flag with content"
    yield {"components": text("x")}, "layout components without the layout flag"
    yield {"flags": 1 << 15, "components": text("x" * 2001, 2)}, "4002 characters of text"
    yield (
        {"flags": 1 << 15, "components": [*text("x", 20), {"type": 17, "components": text("x", 20)}]},
        "41 components",
    )
    yield {"components": button() * 2}, "'x' is there twice"
    yield {"components": button(custom_id="x" * 101)}, "longer than 100"
    yield {"components": button(style=5, custom_id=None)}, "a button without url"
    yield {"embeds": [{"fields": [{"name": "", "value": "x"}]}]}, "an embed field with an empty name"
    yield {"embeds": [{"description": "x" * 3001}] * 2}, "more than 6000 characters"
    yield {"embeds": [{"image": {"url": "attachment://x.png"}}]}, "attachment://x.png was not uploaded"


async def post(wire: Wire, path: str, body: dict[str, Any]) -> int:
    headers = {"Authorization": f"Bot {wire.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(wire.api_url + path, json=body) as response,
    ):
        return response.status


@pytest.mark.parametrize(("body", "problem"), list(invalid_messages()))
async def test_an_invalid_message_is_refused(wire: Wire, body: dict[str, Any], problem: str) -> None:
    status = await post(wire, f"/channels/{wire.channels[wire.guild]}/messages", body)

    assert 400 == status
    assert problem in "".join(wire.problems)


async def test_what_the_description_forbids_is_refused(wire: Wire) -> None:
    if not wire.validates:
        pytest.skip("Discord's description of its API is not here")
    status = await post(
        wire, f"/channels/{wire.channels[wire.guild]}/messages", {"components": button(label="x" * 81)}
    )

    assert 400 == status
    assert "components.0.components.0.label" in "".join(wire.problems)


async def test_a_modal_as_the_answer_to_a_modal_is_refused(wire: Wire) -> None:
    async with connected(wire):
        answer = await wire.submit("nobody answers this", {}, wait=False)
        path = "/interactions/{id}/{token}/callback".format(**answer.interaction)
        modal = {"custom_id": "x", "title": "x", "components": text("x")}
        status = await post(wire, path, {"type": 9, "data": modal})

    assert (400, None) == (status, answer.type)
    assert ["a modal was answered with a modal"] == wire.problems


async def test_a_process_is_read_and_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.wire.ROOT", tmp_path)
    (tmp_path / "bot").mkdir()
    script = "import os, time\nprint('up', sorted(os.environ), flush=True)\ntime.sleep(60)\n"
    (tmp_path / "bot" / "__main__.py").write_text(script)
    async with BotProcess({"DISCORD_TOKEN": "x"}, cwd=tmp_path) as process:
        line = await process.line("up")
        process.terminate()
        code = await process.wait()

    assert "DISCORD_TOKEN" in line
    assert -15 == code

"""Two servers: whatever is done in one, the other sees what it would have seen without it."""

import asyncio
import json
import re
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import discord
import simcord
from hypothesis import given, settings
from hypothesis import strategies as st
from simcord.results import InteractionResult

from bot.charts import Charts
from bot.client import Greenlight
from bot.settings import Settings
from db.database import open_database
from tests.conftest import NOW
from tests.suggesting import decline, fill_in, press, suggestions
from tests.world import World, buttons, components, filled, message_of, select_options, show_in_file

TITLES = ("The Imperfects", "Wednesday", "One Piece")
LINK = "https://variety.com/2026/tv/news/a-page-1235/"

QUESTIONS = ("status", "reviews", "cast", "story", "history")
LISTS = ("about", "shows", "history", "status", "config", "suggestions")

Place = Literal["here", "elsewhere"]
Step = tuple[Place, str, int]


@dataclass(frozen=True)
class Side:
    """One server with its people, and what they do there; numbers choose among shows and words."""

    world: World
    server: simcord.GuildHandle
    channel: Any
    fan: simcord.MemberActor
    moderator: simcord.MemberActor

    async def correct(self, number: int) -> None:
        """The moderator says what was decided about a season."""
        await self._fill(
            "update decision",
            {"show": TITLES[number % 3], "season": 2 + number % 2},
            verdict=("cancelled", "renewed", "ended")[number % 3],
            decided=f"{1 + number} Nov 2026",
        )

    async def add(self, number: int) -> None:
        """The moderator adds somebody to a cast."""
        about = {"show": TITLES[number % 3]}
        await self._fill("update credit", about, person=f"Somebody {number}", role="Themselves")

    async def begin(self, number: int) -> None:
        """The moderator begins something and leaves it."""
        await self.moderator.slash(self.channel, "update show", title=f"A show begun {number}")

    async def found(self, number: int) -> None:
        """The moderator adds a show that nobody else has."""
        about = {"title": f"A show of our own {number}"}
        await self._fill("update show", about, year_network="2026, Here")

    async def carry(self, number: int) -> None:
        """The moderator imports a file, about a show that both servers may take from it."""
        credit = {"kind": "credit", "value": {"person": f"Guest {number}", "role": "Guest", "billing": 9}}
        shows = [show_in_file(f"Carried {number % 2}", credit, year=2020 + number)]
        file = json.dumps({"version": 1, "checked_on": "2026-11-22", "shows": shows}).encode()
        opened = await self.moderator.slash(self.channel, "import")
        preview = await self.moderator.submit_modal(opened, {"file": ("facts.json", file)})
        if "Confirm" in buttons(preview):
            await self.moderator.click(message_of(preview), label="Confirm")

    async def recheck(self, number: int) -> None:
        """The moderator says that an answer still holds."""
        answer = await self.moderator.slash(self.channel, "status", show=TITLES[number % 3])
        if "Still right" in buttons(answer):
            await self.moderator.click(message_of(answer), label="Still right")

    async def undo(self, number: int) -> None:
        """The moderator undoes something that was done here, if there is anything."""
        shown = await self.moderator.slash(self.channel, "history")
        undos = [part["custom_id"] for part in components(shown) if part.get("label") == "Undo"]
        if undos:
            chosen = undos[number % len(undos)]
            preview = await self.moderator.click(message_of(shown), custom_id=chosen)
            if "Undo it" in buttons(preview):
                await self.moderator.click(message_of(preview), label="Undo it")

    async def lock(self, number: int) -> None:
        """The moderator locks a season."""
        about = {"show": TITLES[number % 3], "season": 2 + number % 2}
        opened = await self.moderator.slash(self.channel, "lock", **about)
        await self.moderator.submit_modal(opened, {"reason": f"For reason {number}"})

    async def choose(self, number: int) -> None:
        """The moderator chooses a default show, or that answers are private."""
        card = await self.moderator.slash(self.channel, "config", default_show=TITLES[number % 3])
        if number % 2:
            custom_id = next(
                part["custom_id"]
                for part in components(card)
                if part.get("custom_id", "").startswith("config:private:")
            )
            await self.moderator.click(message_of(card), custom_id=custom_id)

    async def suggest(self, number: int) -> None:
        """The fan suggests somebody for a cast."""
        picked = ("Who does what", "A new one")
        fields = {"person": f"Somebody suggested {number}", "role": "Themselves"}
        opened = await self.fan.slash(self.channel, "suggest", show=TITLES[number % 3])
        if select_options(opened):
            preview = await fill_in(self.world, picked, fields, show=TITLES[number % 3], by=self.fan)
            await press(self.world, preview, "Send", by=self.fan)

    async def decide(self, number: int) -> None:
        """The moderator decides about what waits longest, if anything does; or mutes whoever sent it."""
        shown = await suggestions(self.world, by=self.moderator)
        if "Approve" in buttons(shown) and number % 3 == 2:
            asked = await press(self.world, shown, "Mute", by=self.moderator)
            await press(self.world, asked, "Mute", by=self.moderator)
        elif "Approve" in buttons(shown) and number % 3:
            await press(self.world, shown, "Approve", by=self.moderator)
        elif "Approve" in buttons(shown):
            await decline(self.world, shown, by=self.moderator)

    async def look(self) -> list[str]:
        """All that the people of this server are shown, their answers as they were sent but for the ids."""
        asked: list[tuple[simcord.MemberActor, str, dict[str, Any]]] = [
            (self.fan, "shows", {}),
            *((self.fan, name, {"show": title}) for title in TITLES for name in QUESTIONS),
            *((self.moderator, name, {"show": title}) for title in TITLES for name in QUESTIONS),
            *((self.moderator, name, {}) for name in LISTS),
            (self.fan, "suggestions", {}),
        ]
        return [_sent(await who.slash(self.channel, name, **about)) for who, name, about in asked]

    async def _fill(self, command: str, about: dict[str, Any], **fields: str) -> None:
        opened = await self.moderator.slash(self.channel, command, **about)
        if opened.modal is None:
            return
        preview = await self.moderator.submit_modal(opened, filled(opened, source=LINK, **fields))
        if "Confirm" in buttons(preview):
            await self.moderator.click(message_of(preview), label="Confirm")


def _sent(shown: InteractionResult) -> str:
    """An answer as JSON, without the ids that count across servers."""
    sent = json.dumps([message_of(shown).components, shown.ephemeral], sort_keys=True)
    return re.sub(r'(?<="custom_id": ")[^"]*', lambda found: re.sub(r"\d+", "N", found[0]), sent)


ACTIONS: dict[str, Callable[[Side, int], Awaitable[None]]] = {
    "correct": Side.correct,
    "add": Side.add,
    "begin": Side.begin,
    "found": Side.found,
    "carry": Side.carry,
    "recheck": Side.recheck,
    "undo": Side.undo,
    "lock": Side.lock,
    "choose": Side.choose,
    "suggest": Side.suggest,
    "decide": Side.decide,
}


async def shown(script: list[Step], folder: Path, *, with_here: bool) -> list[str]:
    """What the people elsewhere see after all was done, or only what was done elsewhere."""
    async with open_database(folder / "greenlight.db") as database:
        bot = Greenlight(Settings(), database, Charts(), shard_count=1)
        env = simcord.Env(bot, check_errors=False, settle_timeout=20)
        env.backend.advance_clock((NOW - env.now()).total_seconds())
        await env.start()
        try:
            world = World(env, database)
            sides = {
                "here": Side(world, world.server, world.channel, world.fan, world.moderator),
                "elsewhere": _other_side(world),
            }
            for place, action, number in script:
                if with_here or place == "elsewhere":
                    await ACTIONS[action](sides[place], number)
            return await sides["elsewhere"].look()
        finally:
            await env.shutdown()


def _other_side(world: World) -> Side:
    powers = discord.Permissions(manage_guild=True)
    role = world.other_server.create_role("Moderators", permissions=powers)
    moderator = world.other_server.add_member(world.env.create_user("other moderator"), roles=[role])
    return Side(world, world.other_server, world.other_channel, world.other_fan, moderator)


STEPS = st.tuples(st.sampled_from(["here", "elsewhere"]), st.sampled_from(sorted(ACTIONS)), st.integers(0, 5))


@settings(max_examples=5)
@given(script=st.lists(STEPS, min_size=3, max_size=12))
def test_what_one_server_does_changes_nothing_that_another_sees(
    starter_file: Path, script: list[Step]
) -> None:
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        for folder in (first, second):
            shutil.copy(starter_file, Path(folder) / "greenlight.db")
        with_here = asyncio.run(shown(script, Path(first), with_here=True))
        without = asyncio.run(shown(script, Path(second), with_here=False))
    assert without == with_here

"""kill -9 between Confirm and its answer: what was answered as saved is there, once, and nothing half."""

import asyncio
import json
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.moderating import SAVED, SAVED_ALREADY, Moderator, Preview
from tests.test_process import Behind, connected
from tests.wire import Answer, BotProcess

CRASHES = int(os.environ.get("GREENLIGHT_CRASHES", "20"))
CRASHES_IN_A_ROW = 10
DRAFTS = 8
LONGEST = 0.06
"""Seconds within which the process is killed after the last answer it is waited for."""

SHOW = "The Imperfects"


@dataclass
class Change:
    """A draft on its way: what it makes stand, in place of what, and each time that Confirm was pressed."""

    name: str
    replaces: str | None
    preview: Preview
    pressed: list[Answer] = field(default_factory=list[Answer])

    @property
    def interactions(self) -> set[int]:
        return {int(answer.interaction["id"]) for answer in self.pressed}

    @property
    def was_answered_as_saved(self) -> bool:
        return any(answer.text == SAVED for answer in self.pressed if answer.status == 200)

    async def confirm(self, moderator: Moderator, *, wait: bool = True) -> Answer:
        self.pressed.append(await moderator.press("Confirm", self.preview, wait=wait))
        return self.pressed[-1]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(0, -(-CRASHES // CRASHES_IN_A_ROW), 2))
async def test_what_was_answered_as_saved_is_there_once_after_kill_9(
    starter_file: Path, tmp_path: Path, seed: int
) -> None:
    # Two stores at a time, for most of the time goes by in starting.
    await asyncio.gather(
        *(crash_in_a_row(starter_file, tmp_path / str(one), one) for one in (seed, seed + 1))
    )


async def crash_in_a_row(starter_file: Path, folder: Path, seed: int) -> None:
    """One store whose bot is killed again and again."""
    path, chance = folder / "greenlight.db", random.Random(seed)
    folder.mkdir()
    shutil.copy(starter_file, path)
    changes: list[Change] = []
    saved: set[str] = set()
    async with Behind() as wire:
        wire.patience = 60
        moderator = Moderator(wire)
        for life in range(CRASHES_IN_A_ROW + 1):
            async with connected(wire, folder) as process:
                await confirm_again(moderator, path, changes)
                if life < CRASHES_IN_A_ROW:
                    begun = await begin_some(moderator, path, f"{seed}-{life}")
                    changes += begun
                    await crash(process, moderator, begun, chance)
            saved = whole(path, changes)
    assert {change.name for change in changes} == saved
    assert [] == wire.problems


async def begin_some(moderator: Moderator, path: Path, name: str) -> list[Change]:
    """Several people that are new, two in the place of others, and a show: each as a preview."""
    former = list(standing(path, moderator.wire.guild).items())[:2]
    new = [
        one_credit(moderator, f"Person {name}-{number}", None, None)
        for number in range(DRAFTS - 1 - len(former))
    ]
    renamed = [one_credit(moderator, f"{old} renamed {name}", old, fact_id) for old, fact_id in former]
    return [await change for change in (*new, *renamed, one_show(moderator, f"Show {name}"))]


async def one_credit(moderator: Moderator, name: str, old: str | None, fact_id: int | None) -> Change:
    entry = {"entry": f"entry:{fact_id}"} if fact_id else {}
    fields = {"person": name, "role": "Themselves"}
    return Change(name, old, await moderator.preview("credit", {"show": SHOW, **entry}, fields))


async def one_show(moderator: Moderator, name: str) -> Change:
    fields = {"year_network": "2026, Netflix"}
    return Change(name, None, await moderator.preview("show", {"title": name}, fields))


async def crash(
    process: BotProcess, moderator: Moderator, begun: Sequence[Change], chance: random.Random
) -> None:
    """Confirm all of them at once, and kill the process at some moment before it has answered the last."""
    answered = chance.randrange(len(begun))
    for change in begun:
        await change.confirm(moderator, wait=False)
    await moderator.wire.until(
        lambda: sum(bool(change.pressed[-1].statuses) for change in begun) >= answered,
        f"{answered} are answered",
    )
    await asyncio.sleep(chance.uniform(0, LONGEST))
    process.kill()
    await process.wait()


async def confirm_again(moderator: Moderator, path: Path, changes: Sequence[Change]) -> None:
    """Press Confirm on every old preview whose click got no answer."""
    unanswered = [change for change in changes if not change.was_answered_as_saved]
    saved = whole(path, changes)
    before = [change.name in saved for change in unanswered]
    answers = [await change.confirm(moderator) for change in unanswered]
    assert [SAVED_ALREADY if was_saved else SAVED for was_saved in before] == [one.text for one in answers]


def whole(path: Path, changes: Sequence[Change]) -> set[str]:
    """Hold the store to what was answered, and to having nothing by halves; returns what was saved."""
    with closing(sqlite3.connect(path)) as store:
        assert [("ok",)] == store.execute("PRAGMA quick_check").fetchall()
        assert [] == store.execute("PRAGMA foreign_key_check").fetchall()
        for table, part, column in (
            ("edit", "revision", "edit_id"),
            ("fact", "revision", "fact_id"),
            ("show", "fact", "show_id"),
        ):
            empty = f"SELECT id FROM {table} WHERE id NOT IN (SELECT {column} FROM {part})"
            assert [] == store.execute(empty).fetchall(), f"a {table} without a {part}"
        confirmed = dict(store.execute("SELECT id, confirmed IS NOT NULL FROM draft").fetchall())
        recorded = store.execute(
            "SELECT interaction_id, edit.id FROM edit JOIN revision ON edit_id = edit.id"
        ).fetchall()
    saved: set[str] = set()
    for change in changes:
        edits = [edit for interaction, edit in recorded if interaction in change.interactions]
        revisions = 2 if change.replaces else 1
        is_saved = bool(confirmed[change.preview.draft_id])
        assert ([1] * is_saved, [revisions] * is_saved) == (
            [len(set(edits))] * bool(edits),
            [len(edits)] * bool(edits),
        ), f"half of {change.name} is there"
        assert is_saved >= change.was_answered_as_saved, (
            f"{change.name} was answered as saved, and is not there"
        )
        saved |= {change.name} if is_saved else set()
    replaced = {change.replaces for change in changes if change.name in saved}
    layers = {int(answer.interaction["guild_id"]) for change in changes for answer in change.pressed}
    for layer in layers:
        assert saved - replaced == set(standing(path, layer, "credit")) | set(standing(path, layer, "show"))
    return saved


def standing(path: Path, layer: int, kind: str = "credit") -> dict[str, int]:
    """The people, or the shows, that a server has of its own, each with its fact."""
    with closing(sqlite3.connect(path)) as store:
        rows = store.execute(
            "SELECT fact.id, value FROM fact JOIN revision ON fact_id = fact.id WHERE kind = ? "
            "AND revision.id IN (SELECT max(id) FROM revision WHERE layer = ? GROUP BY fact_id) "
            "AND value IS NOT NULL",
            (kind, layer),
        ).fetchall()
    found = [(json.loads(value), fact_id) for fact_id, value in rows]
    names = [(value.get("person") or value["title"], fact_id) for value, fact_id in found]
    assert {} == {name: times for name, times in Counter(name for name, _ in names).items() if times > 1}
    return dict(names)

"""python -m tests.fuzzing STORE COUNT SEED: mutated files are imported, one after the other, under limits.

Each may take two seconds of processor time and 100 MB of memory. None may write a fact, and each is answered
with sentences, or with a preview of what could then be confirmed without harm. Whatever breaks that ends the
process; the last line names the file: COUNT files are numbered, and SEED and number make the same one again.
"""

import asyncio
import json
import re
import resource
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import jsonschema_rs
from pydantic_core import from_json
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import draw
from bot.ask import Ask
from bot.cards.exchange import preview_card, refused_card
from bot.cards.frame import Card
from db import drafts, exchange, tables
from db.comparison import compare
from db.database import Database, open_database
from db.drafts import IMPORT, Draft
from db.edits import Change, Signature, sign
from db.export import export
from db.facts import SHARED
from db.file_reading import FileError, Reading, read
from db.files import schema
from db.lock import Lock
from db.pages import read_page
from db.shows import ShowDetails
from db.starter import show_ids
from db.story import Story, StoryKind
from db.values import Evidence, Source
from tests.live import faults
from tests.mutations import mutated

LAYER, SOMEBODY, NOW = 10**17, 2 * 10**17, datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECONDS, BYTES = 2.0, 100 << 20

_SCHEMA = jsonschema_rs.validator_for(from_json(schema()), validate_formats=True)
_HIDDEN = re.compile(r"(?<=-# )\|\|(?=[^|])|(?<=[^|])\|\|(?=\\n|\")")
"""How a card hides a line of story, at both its ends; within it the text of a file must not."""
_COUNTED = (tables.show, tables.fact, tables.edit, tables.revision, tables.viewing_week)


async def main(store: Path, count: int, seed: int) -> None:
    """Import as many mutated files, and end with a line that counts those that were taken."""
    taken = 0
    async with open_database(store) as database:
        document = await _document(database)
        for number in range(count):
            content = mutated(document, Random(f"{seed} {number}"))
            print(number, flush=True)
            _limit()
            taken += await _attempt(database, content)
    print(f"{taken} of {count} were taken")


def _limit() -> None:
    """From here on, so much more of processor time and memory, and no more."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    status = Path("/proc/self/status").read_text()
    data = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmData"))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (data * 1024 + BYTES, hard))


async def _attempt(database: Database, content: bytes) -> bool:
    """Import a file as far as its preview, and try what confirming it would do. Whether it was taken."""
    try:
        reading = read(content)
        async with database.rehearse() as connection:
            await _go_on(connection, reading)
    except FileError as error:
        _check_sentences(error.mistakes)
        _check(refused_card("facts.json", error))
        return False
    _SCHEMA.validate(from_json(content))
    return True


async def _go_on(connection: AsyncConnection, reading: Reading) -> None:
    """Keep a file as a draft, which writes nothing else, and record it, after which nothing in it is new."""
    before = await _counted(connection)
    found = await compare(connection, LAYER, reading)
    draft = Draft(SOMEBODY, LAYER, IMPORT, NOW + timedelta(days=1), typed={"file": reading.file.dump()})
    draft = await drafts.keep(connection, draft)
    _check(preview_card(draft, "facts.json", found))
    assert before == await _counted(connection), "something was written"
    by = Signature(SOMEBODY, LAYER, NOW, interaction_id=1, unlocked=True)
    kept = read(draft.typed["file"].encode())
    outcome = await exchange.confirm(connection, draft.id, by, kept)
    assert (None, bool(found.recorded)) == (outcome.refusal, outcome.edit_id is not None)
    assert 0 == (await compare(connection, LAYER, kept)).recorded
    ids = await show_ids(connection, [show.key for show in reading.file.shows[:1]])
    for show_id in ids.values():
        if page := await read_page(connection, show_id, LAYER):
            for name in ("status", "reviews", "cast", "story", "reveal"):
                _check(draw(page, Ask(name, show_id), NOW.date()))


def _check_sentences(found: Sequence[str]) -> None:
    assert found
    assert all(10 < len(sentence) < 600 and sentence.endswith(".") for sentence in found), found


def _check(card: Card) -> None:
    shown = json.dumps(card.to_components()).replace(f"<@{SOMEBODY}>", "somebody")
    shown = _HIDDEN.sub("", shown)
    found = faults(json.loads(shown))
    assert found == [], found


async def _counted(connection: AsyncConnection) -> list[int]:
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in _COUNTED]
    return list((await connection.execute(select(*counts))).one())


async def _document(database: Database) -> str:
    """What a server exports that has said something of every sort."""
    source = Source(url="https://example.org/news", publisher="Example News", evidence=Evidence.PRESS)
    ours = ShowDetails(title="Ours", year=2026)
    async with database.write() as connection:
        keys = ["the-imperfects-2022", "1899-2022", "ours-2026"]
        ids = await show_ids(connection, keys)
        imperfects, other, own = (ids[key] for key in keys)
        pages = [await read_page(connection, show, SHARED) for show in (imperfects, other)]
        facts, theirs = (page.facts for page in pages if page)
        story = Story(number=1, kind=StoryKind.THEORY, text="It was a dream.", spoils_through="S1E2")
        gone = theirs[-1].value
        changes = [
            *(Change.to(imperfects, fact.value, fact.sources, NOW.date()) for fact in facts[1::9]),
            Change.to(imperfects, Lock(season=2, reason="Settled."), (), NOW.date()),
            Change(other, gone.KIND, gone.key, None, (), NOW.date()),
            Change.to(own, ours, [source], NOW.date()),
            Change.to(own, story, [source], NOW.date()),
        ]
        by = Signature(SOMEBODY, LAYER, NOW, interaction_id=0, unlocked=True)
        await sign(connection, by, changes, "to begin with")
    return (await export(database.read, LAYER, NOW)).dump()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))

"""Facts that travel as files: out of a server and into it, and out of the shared catalogue and into it."""

from pathlib import Path

from db.database import open_database
from db.starter import STARTER
from tests.test_start import start

NOT_WHILE_IT_RUNS = (
    "greenlight.db is in use by a running Greenlight, so nothing was imported. "
    "Stop it, import, and start it again.\n"
)


async def test_the_operator_imports_a_file_once(tmp_path: Path) -> None:
    first = await start(tmp_path, "import", str(STARTER))
    again = await start(tmp_path, "import", "facts", str(STARTER))

    assert [(0, "286 facts recorded."), (0, "No facts recorded.")] == [
        (ending.status, ending.last_line) for ending in (first, again)
    ]


async def test_nothing_is_imported_while_the_bot_runs(tmp_path: Path) -> None:
    async with open_database(tmp_path / "greenlight.db"):
        ending = await start(tmp_path, "import", str(STARTER))

    assert (1, NOT_WHILE_IT_RUNS) == (ending.status, ending.output)


async def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    ending = await start(tmp_path, "import", "missing.json")

    assert (1, "missing.json cannot be read (No such file or directory).\n") == (ending.status, ending.output)
    assert [] == list(tmp_path.iterdir())

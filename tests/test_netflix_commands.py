"""python -m bot import netflix: what it takes, what it reports, and how it refuses."""

import asyncio
from pathlib import Path

from db.database import open_database
from tests.test_start import start
from tests.top_ten import Netflix, season, top_ten

FILE = "all-weeks.tsv"
WEEKS = top_ten(
    3,
    season("WEDNESDAY", ": Season 1", 40, 30),
    season("Katla", ": Season 1", 20, list="TV (Non-English)"),
    season("[bold]Crime", ": Limited Series", 19, list="TV (Non-English)"),
)
NEW = "60 rows of series: 60 new, 0 held already. 22 shows added. 60 rows of films were skipped."
HELD = "60 rows of series: 0 new, 60 held already. No shows added. 60 rows of films were skipped."


async def test_the_file_is_taken_once_and_reported_on_as_often_as_asked(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(WEEKS)
    (tmp_path / "older.tsv").write_bytes(top_ten(2))
    async with Netflix(WEEKS) as netflix:
        first = await start(tmp_path, "import", "netflix", NETFLIX_TOP10_URL=netflix.address)
    again, older = [
        await start(tmp_path, "import", "netflix", *arguments)
        for arguments in ((FILE, "--report"), ("older.tsv",))
    ]

    assert [(0, NEW), (0, HELD)] == [(ending.status, ending.last_line) for ending in (first, again)]
    rows = [" ".join(line.replace("│", " ").split()) for line in again.output.splitlines()]
    for row in (
        "its title 1",
        "made by an import before 22",
        "WEDNESDAY TV (English) its title Wednesday (2022), Netflix Season 1: season 1, two weeks",
        "[bold]Crime TV (Non-English) made by an import before [bold]Crime, Netflix "
        "Limited Series: counted as season 1, one week",
        "Comparable first seasons in TV (English), as of 18 July 2021",
        "above 60 % 0 0 fewer than 8",
        "Did not 0 0 fewer than 8",
    ):
        assert row in rows
    refused = "Line 41, column 1 (week): 2021-07-11 is the newest week, and 2021-07-18 is held already.\n"
    assert (1, refused) == (older.status, older.output)


async def test_what_cannot_be_taken_is_told_and_makes_no_store(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(WEEKS[:-100])
    short, off = await asyncio.gather(
        start(tmp_path, "import", "netflix", FILE),
        start(tmp_path, "import", "netflix", NETFLIX_TOP10_URL="off"),
    )
    assert [FILE] == [path.name for path in tmp_path.iterdir()]
    (tmp_path / FILE).write_bytes(WEEKS)
    async with open_database(tmp_path / "greenlight.db"):
        running = await start(tmp_path, "import", "netflix", FILE)

    assert {1} == {ending.status for ending in (short, off, running)}
    assert "The file was cut short, or has another shape now.\n" in short.output
    assert (
        "NETFLIX_TOP10_URL is off, so name the file, or the address that it is to come from.\n"
    ) == off.output
    assert "is in use by a running Greenlight, so nothing was imported." in running.output

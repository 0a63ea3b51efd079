"""All that tells how fast the bot answers, printed and written to RESULTS.md.

Run with: python -m benchmarks [TITLES], a file with a title on each line; without it, search is left out.
"""

import asyncio
import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich import box
from rich.console import Console

from benchmarks import search, wire

RESULTS = Path(__file__).parent / "RESULTS.md"
TITLES = Path(__file__).parents[2] / "shared" / "data" / "titles.txt"

_PACKAGES = ("discord.py", "SQLAlchemy", "aiosqlite", "rapidfuzz", "numpy")


def main(arguments: Sequence[str]) -> None:
    titles = Path(arguments[0]) if arguments else TITLES
    console = Console(record=True, width=118)
    if titles.is_file():
        found = search.measured(titles, search.SIZES)
        found.box = box.MARKDOWN
        console.print(found)
    else:
        console.print(f"Search was left out: there is no {titles.name} beside the project.")
    over_the_wire = asyncio.run(wire.measured())
    over_the_wire.box = box.MARKDOWN
    console.print(over_the_wire)
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {packages}"
    day = datetime.now(UTC).date()
    RESULTS.write_text(f"# How fast it is\n\nMeasured on {day}: {machine}.\n\n{_tidy(console.export_text())}")


def _tidy(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines()).strip() + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])

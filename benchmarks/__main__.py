"""All that tells how fast the bot answers, printed; a whole run is also written to RESULTS.md and the README.

Run with: python -m benchmarks [search | pages | wire | large ...] [--quick]
"""

import asyncio
import os
import platform
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks import large, pages, search, wire
from benchmarks.report import MARKS, Part, as_markdown, put_between, told

RESULTS = Path(__file__).parent / "RESULTS.md"
README = Path(__file__).parents[1] / "README.md"

_PACKAGES = ("discord.py", "aiohttp", "uvloop", "orjson", "SQLAlchemy", "aiosqlite", "rapidfuzz", "numpy")
_COUNTS = {1: "one core", 2: "two cores", 4: "four cores", 8: "eight cores"}

PARTS: dict[str, Callable[..., Coroutine[Any, Any, Part]]] = {
    "search": search.measured,
    "pages": pages.measured,
    "wire": wire.measured,
    "large": large.measured,
}


def main(
    names: Annotated[list[str] | None, typer.Argument(help="The parts to run; without any, all.")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Less of everything, only to see that it runs.")
    ] = False,
) -> None:
    """Measure how fast the bot answers."""
    wanted = names or list(PARTS)
    if unknown := [name for name in wanted if name not in PARTS]:
        raise typer.BadParameter(f"There is no part {unknown[0]}; there are {', '.join(PARTS)}.")
    console, parts = Console(width=118), list[Part]()
    for name in wanted:
        parts.append(asyncio.run(PARTS[name](quick=quick)))
        for one in (*parts[-1].tables, told(parts[-1].targets)):
            console.print(one)
    if wanted == list(PARTS) and not quick and search.TITLES.is_file():
        _write(parts)
    else:
        console.print(f"{RESULTS.name} stays as it is: only a whole run with real titles writes it.")


def _write(parts: list[Part]) -> None:
    targets = [target for part in parts for target in part.targets]
    tables = [told(targets), *(table for part in parts for table in part.tables)]
    text = f"{_where()}\n\n{as_markdown(tables)}"
    RESULTS.write_text(f"# How fast it is\n\n{text}")
    README.write_text(put_between(README.read_text(), MARKS, text))


def _where() -> str:
    """When and on what it was measured, in words."""
    cores = _COUNTS.get(os.cpu_count() or 1, f"{os.cpu_count()} cores")
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"Measured on {datetime.now(UTC).date()} on {cores} of a shared virtual machine, which the asking\n"
        f"Discord shares: {platform.system()}, Python {platform.python_version()},\n{packages}."
    )


if __name__ == "__main__":
    typer.run(main)

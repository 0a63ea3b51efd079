"""What a part of the benchmarks comes to: its tables, and how its figures stand to what is aimed for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table

MARKS = ("<!-- `make bench` writes what follows. -->", "<!-- `make bench` wrote this. -->")
"""What stands before and behind the figures in the README."""


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that is aimed for, and the one measured, in the same unit."""

    name: str
    aim: float
    measured: float
    unit: str = ""
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.measured >= self.aim if self.is_least else self.measured <= self.aim


@dataclass(frozen=True, slots=True)
class Part:
    """Tables, and the targets that are measured by them."""

    tables: list[Table] = field(default_factory=list[Table])
    targets: list[Target] = field(default_factory=list[Target])


def table(title: str, columns: Iterable[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of figures, its first column at the left."""
    made = Table(title=title, title_justify="left", box=box.MARKDOWN)
    for number, column in enumerate(columns):
        made.add_column(column, justify="right" if number else "left")
    for row in rows:
        made.add_row(*row)
    return made


def told(targets: Iterable[Target]) -> Table:
    """What is aimed for beside what was measured."""
    return table(
        "What is aimed for",
        ("target", "aim", "measured", "met"),
        [
            (
                target.name,
                f"{'at least' if target.is_least else 'at most'} {target.aim:g}{_unit(target)}",
                f"{target.measured:.3g}{_unit(target)}",
                "yes" if target.is_met else "no",
            )
            for target in targets
        ],
    )


def as_markdown(tables: Iterable[Table]) -> str:
    """Tables as they stand in a file, each under its title and over its caption."""
    texts: list[str] = []
    for one in tables:
        title, caption, one.title, one.caption = one.title, one.caption, None, None
        console = Console(width=140, file=StringIO(), record=True)
        console.print(one)
        rows = [line.strip() for line in console.export_text().splitlines() if line.strip()]
        texts.append("\n\n".join(filter(None, [f"**{title}**", "\n".join(rows), str(caption or "")])))
    return "\n\n".join(texts) + "\n"


def put_between(text: str, marks: tuple[str, str], new: str) -> str:
    """A text with what stands between two marks replaced."""
    before, after = map(re.escape, marks)
    return re.sub(f"(?s)({before}).*({after})", lambda found: f"{found[1]}\n\n{new}\n{found[2]}", text)


def _unit(target: Target) -> str:
    return f" {target.unit}" if target.unit else ""

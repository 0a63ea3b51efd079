"""python -m bot export, import and schema: the shared catalogue as a file, and what that file may say."""

import sys
from collections.abc import AsyncIterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.cards.frame import label
from bot.cards.values import fact_name
from bot.command_line import fail, finish, idle_store, progress_bar, read_settings
from bot.text import count
from db.comparison import Comparison, Conflict, compare
from db.database import inspect_database
from db.exchange import import_shared
from db.export import written
from db.facts import SHARED
from db.file_reading import read_file
from db.files import schema
from db.schema import refuse_other


class _FilesToo(TyperGroup):
    """Takes the name of a file where another group expects a command: `import facts.json`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        return super().resolve_command(ctx, args if args[0] in self.commands else ["facts", *args])


imports = typer.Typer(
    cls=_FilesToo,
    no_args_is_help=True,
    subcommand_metavar="FILE | COMMAND [ARGS]...",
    context_settings={"ignore_unknown_options": True},
    help="Take facts into the shared catalogue, from a file or from elsewhere. The bot must not run.",
)

File = Annotated[Path, typer.Argument(help="The file; ./netflix where it is called like a command.")]
Over = Annotated[
    bool,
    typer.Option("--over", help="Take its word also where somebody changed something after it was written."),
]
Target = Annotated[Path | None, typer.Argument(help="The file to write; without it, standard output.")]
History = Annotated[bool, typer.Option(help="With all edits, or only with what holds now.")]


@imports.command("facts")
def import_facts(context: typer.Context, file: File, over: Over = False) -> None:
    """Take a file of facts, as `export` writes it: all of it, or, where anything is wrong, nothing."""
    finish(_import(read_settings(context).database_path, file, over))


def export_facts(context: typer.Context, file: Target = None, history: History = True) -> None:
    """Write the shared catalogue as a file of facts. The bot may run meanwhile."""
    store = read_settings(context).database_path
    if not store.exists():
        fail(f"{store} does not exist yet, so there is nothing to export.", 1)
    if file and str(file.resolve()).startswith(str(store.resolve())):
        fail(f"{file} belongs to the database. Name another file.", 1)
    finish(_export(store, file, history))


def print_schema() -> None:
    """Print the JSON Schema of files of facts."""
    sys.stdout.buffer.write(schema().encode())


async def _import(store: Path, path: Path, over: bool) -> None:
    reading = read_file(path)
    async with idle_store(store) as database:
        with progress_bar() as bar:
            async with database.read() as connection:
                found = await compare(
                    connection, SHARED, reading, track=lambda shows: bar.track(shows, description="Shows")
                )
        if found.conflicts and not over:
            _ask(found.conflicts)
        async with database.write() as connection:
            await import_shared(connection, reading, datetime.now(UTC))
    print(_told(found))


def _ask(conflicts: tuple[Conflict, ...]) -> None:
    """Let nobody's later change be gone over unasked."""
    print("Changed since the file was written:", file=sys.stderr)
    for one in conflicts:
        name = label(f"{one.title}: {fact_name(one.kind, one.here or one.then)}", 200)
        print(f"  {name}, on {one.at:%Y-%m-%d at %H:%M} UTC", file=sys.stderr)
    if not sys.stdin.isatty():
        fail("Nothing was imported. Add --over to take the file's word for these all the same.", 1)
    if not typer.confirm("Take the file's word for these all the same?", err=True):
        fail("Nothing was imported.", 1)


def _told(found: Comparison) -> str:
    """What was imported, in a sentence."""
    counts = {"new": found.new, "changed": found.changed, "withdrawn": found.withdrawn}
    parts = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    same = f" {count(found.same, 'fact').capitalize()} stood there already." if found.same else ""
    return f"Imported {count(found.recorded, 'fact')}{f': {parts}' if parts else ''}.{same}"


async def _export(store: Path, target: Path | None, history: bool) -> None:
    try:
        with progress_bar() as bar:
            async with inspect_database(store) as connection:
                await connection.run_sync(refuse_other)
                pieces = written(
                    connection,
                    datetime.now(UTC),
                    history=history,
                    track=lambda parts: bar.track(parts, description="Shows"),
                )
                await _write(target, pieces)
    except OSError as error:
        fail(f"{target or 'Standard output'} cannot be written ({error.strerror}).", 1)


async def _write(target: Path | None, pieces: AsyncIterable[str]) -> None:
    """Write a text to a file, whole or not at all, or else to standard output."""
    if target is None:
        async for piece in pieces:
            sys.stdout.buffer.write(piece.encode())
        return
    part = target.with_name(f"{target.name}.part")
    with part.open("wb") as file:
        async for piece in pieces:
            file.write(piece.encode())
    part.replace(target)

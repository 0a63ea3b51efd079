"""python -m bot import: takes facts for the shared catalogue, from files and from elsewhere."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.command_line import finish, idle_store, progress_bar, read_settings
from bot.text import count
from db.exchange import import_file
from db.starter import read_file


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


@imports.command("facts")
def import_facts(context: typer.Context, file: File) -> None:
    """Take a file of facts, as `export` writes it: all of it, or, where anything is wrong, nothing."""
    finish(_import_facts(read_settings(context).database_path, file))


async def _import_facts(store: Path, path: Path) -> None:
    file = read_file(path)
    async with idle_store(store) as database:
        with progress_bar() as bar:
            shows = bar.track(file.shows, description="Shows")
            async with database.write() as connection:
                recorded = await import_file(connection, file, shows, datetime.now(UTC))
    print(f"{count(recorded, 'fact')} recorded.".capitalize())

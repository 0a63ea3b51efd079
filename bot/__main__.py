"""python -m bot: runs the bot, opens the playground, checks that either can run, or carries facts about."""

import asyncio
import logging
import os
import signal
import sys
from typing import Annotated

for name in (signal.SIGINT, signal.SIGTERM):
    # What is imported takes a second, in which an exception can be lost, and there is nothing to close yet.
    signal.signal(name, lambda _name, _frame: os._exit(0))

try:
    import typer

    from bot.catalogue.commands import import_tvmaze
    from bot.check import Finding, look
    from bot.command_line import fail, finish, read_settings
    from bot.exchange_commands import export_facts, imports, print_schema
    from bot.netflix_commands import import_netflix
    from bot.run import run_bot
    from bot.settings import Settings

    if sys.platform == "win32":
        from asyncio import new_event_loop
    else:
        from uvloop import new_event_loop
except ModuleNotFoundError as error:
    sys.exit(
        f"The package {error.name} is not installed. Run `make install`, or without make:\n"
        "  python3 -m venv .venv\n"
        "  .venv/bin/pip install --require-hashes -r requirements-dev.txt\n"
        "  .venv/bin/python -m bot"
    )

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help="The playground's port; without it, any free one.")
]
StandIn = Annotated[
    bool,
    typer.Option(
        "--tvmaze-stand-in",
        help="Show how a show is looked up that the bot does not know; it finds eight, on this computer.",
    ),
]


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Greenlight answers what fans ask about a show. Without a command, it runs."""
    context.obj = os.environ
    if context.invoked_subcommand is None:
        run(context)


@app.command()
def run(context: typer.Context, port: Port = None) -> None:
    """Connect to Discord; without a token, open the playground."""
    settings = read_settings(context)
    if settings.discord_token is None:
        _play(settings, port)
    else:
        finish(run_bot(settings), new_event_loop)


@app.command()
def playground(context: typer.Context, port: Port = None, tvmaze_stand_in: StandIn = False) -> None:
    """Try the bot in a simulated Discord in the browser: no token, no network."""
    _play(read_settings(context), port, stand_in=tvmaze_stand_in)


@app.command()
def check(context: typer.Context) -> None:
    """Look at the settings, the token, the database and its schema, and change nothing."""
    findings = asyncio.run(look(read_settings(context)))
    for finding in (Finding("Settings", "fine"), *findings):
        print(finding)
    if any(finding.mend for finding in findings):
        raise SystemExit(1)


app.command("export")(export_facts)
app.command("schema")(print_schema)
imports.command("netflix")(import_netflix)
imports.command("tvmaze")(import_tvmaze)
app.add_typer(imports, name="import")


def _play(settings: Settings, port: int | None, *, stand_in: bool = False) -> None:
    # simcord tries out a client without intents, and discord.py warns of it.
    logging.getLogger("discord.state").setLevel(logging.ERROR)
    try:
        from simcord import SetupError

        from bot.playground import play
    except ModuleNotFoundError as error:
        sys.exit(
            f"The playground needs the package {error.name}. Run `make install` for it, "
            "or set DISCORD_TOKEN to connect to Discord."
        )
    try:
        finish(play(settings, port, stand_in=stand_in))
    except SetupError as error:
        fail(f"The playground cannot open ({error}). Try another --port, or none for any free one.", 1)


if __name__ == "__main__":
    app()

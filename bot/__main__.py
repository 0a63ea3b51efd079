"""python -m bot: runs the bot, opens the playground, or checks that either can run."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, NoReturn


def _end(*_: object) -> NoReturn:
    sys.exit()


for name in (signal.SIGINT, signal.SIGTERM):
    signal.signal(name, _end)  # What is imported takes a second, and until then there is nothing to close.

try:
    import discord
    import typer

    from bot.check import Finding, look
    from bot.run import StartError, TokenRefused, run_bot
    from bot.settings import Settings, SettingsError
    from db.database import StoreError
    from db.starter import FileError
except ModuleNotFoundError as error:
    sys.exit(
        f"The package {error.name} is not installed. Run `make install`, or without make:\n"
        "  python3 -m venv .venv\n"
        "  .venv/bin/pip install --require-hashes -r requirements-dev.txt\n"
        "  .venv/bin/python -m bot"
    )

CONFIGURATION_IS_WRONG = 78
"""EX_CONFIG of sysexits.h: starting again is of no use before somebody mends the settings."""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help="The playground's port; without it, any free one.")
]


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Greenlight answers what fans ask about a show. Without a command, it runs."""
    if context.invoked_subcommand is None:
        run()


@app.command()
def run(port: Port = None) -> None:
    """Connect to Discord; without a token, open the playground."""
    settings = _read_settings()
    if settings.discord_token is None:
        _play(settings, port)
    else:
        _finish(run_bot(settings))


@app.command()
def playground(port: Port = None) -> None:
    """Try the bot in a simulated Discord in the browser: no token, no network."""
    _play(_read_settings(), port)


@app.command()
def check() -> None:
    """Look at the settings, the token, the database and its schema, and change nothing."""
    findings = asyncio.run(look(_read_settings()))
    for finding in (Finding("Settings", "fine"), *findings):
        print(finding)
    if any(finding.mend for finding in findings):
        raise SystemExit(1)


def _play(settings: Settings, port: int | None) -> None:
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
        _finish(play(settings, port))
    except SetupError as error:
        _fail(f"The playground cannot open ({error}). Try another --port, or none for any free one.", 1)


def _read_settings() -> Settings:
    try:
        settings = Settings.from_environment(os.environ, Path(".env"))
    except SettingsError as error:
        _fail(str(error), CONFIGURATION_IS_WRONG)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
    discord.utils.setup_logging(level=logging.getLevelNamesMapping()[settings.log_level])
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return settings


def _finish(work: Coroutine[None, None, None]) -> None:
    """Run to the end; what stops it is told in a sentence."""
    try:
        asyncio.run(work)
    except TokenRefused as error:
        _fail(str(error), CONFIGURATION_IS_WRONG)
    except (StartError, StoreError, FileError) as error:
        _fail(str(error), 1)


def _fail(sentence: str, status: int) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(status)


if __name__ == "__main__":
    app()

"""How the bot starts, or says in a sentence why it cannot: run, playground and check, each a real process."""

import asyncio
import os
import re
import shutil
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.check import look
from bot.settings import Settings
from db.database import open_database
from tests.wire import ROOT, BotProcess

TOKEN = "MTU3NDE3MDU2NTE0NzYyMzQyNQ.GabcdE.sEcReT0123456789sEcReT0123456789sEcReT"
SECRET = TOKEN.rpartition(".")[2]
NOWHERE = {"DISCORD_TOKEN": TOKEN, "DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}
COMMANDS = ("run", "playground", "check")


@dataclass(frozen=True)
class Ending:
    """How a process ended, and what it printed."""

    status: int
    output: str

    @property
    def last_line(self) -> str:
        return self.output.splitlines()[-1]


async def launch(
    folder: Path, *arguments: str, interpreter: Sequence[str] = (), **environment: str
) -> asyncio.subprocess.Process:
    """Start `python -m bot` in a folder."""
    own = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, *interpreter, "-m", "bot", *arguments),
        cwd=folder,
        env={**own, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def ended(process: asyncio.subprocess.Process) -> Ending:
    """Wait for the end. Nothing that was printed may be a traceback or tell the token."""
    try:
        async with asyncio.timeout(50):
            printed, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    output = printed.decode()
    for unwanted in ("Traceback", "Guilds intent", SECRET):
        assert unwanted not in output, output
    return Ending(process.returncode or 0, output)


async def start(folder: Path, *arguments: str, interpreter: Sequence[str] = (), **environment: str) -> Ending:
    return await ended(await launch(folder, *arguments, interpreter=interpreter, **environment))


async def start_each(folder: Path, *commands: str, **environment: str) -> list[Ending]:
    """Run several commands at once."""
    return await asyncio.gather(*(start(folder, command, **environment) for command in commands))


# No token: the playground.


@pytest.mark.parametrize(("arguments", "end"), [((), BotProcess.interrupt), (("run",), BotProcess.terminate)])
async def test_without_a_token_the_playground_opens_and_a_signal_ends_it(
    tmp_path: Path, arguments: tuple[str, ...], end: Callable[[BotProcess], None]
) -> None:
    async with BotProcess({}, arguments, cwd=tmp_path) as process:
        line = await process.line("The playground is open:")
        async with aiohttp.ClientSession() as session, session.get(line.split()[-1]) as page:
            shown = page.status
        end(process)
        status = await process.wait(5)

    assert (200, 0) == (shown, status)
    assert "start again with DISCORD_TOKEN" in process.output
    assert not re.search("Traceback|WARNING|ERROR|Unclosed|was never|destroyed|Guilds", process.output)


async def test_ctrl_c_ends_it_without_a_traceback_while_it_still_loads(tmp_path: Path) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells which signals a process waits for")
    process = await launch(tmp_path)
    await until_it_takes(signal.SIGTERM, process.pid)
    process.send_signal(signal.SIGINT)
    ending = await ended(process)

    assert (0, "") == (ending.status, ending.output)


async def until_it_takes(name: signal.Signals, process: int) -> None:
    """Python by itself takes SIGINT, but not SIGTERM: wait until the bot does."""
    async with asyncio.timeout(10):
        while True:
            caught = re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{process}/status").read_text())
            if caught is not None and int(caught[1], 16) >> (name - 1) & 1:
                return
            await asyncio.sleep(0.005)


async def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ending = await start(tmp_path, "playground", "--port", str(taken.getsockname()[1]))

    assert 1 == ending.status
    assert ending.last_line.startswith("The playground cannot open (")
    assert "Try another --port" in ending.last_line


# What is missing.


async def test_a_missing_package_is_told_with_the_commands_that_install_it(tmp_path: Path) -> None:
    ending = await start(tmp_path, "run", interpreter=["-S"])

    assert 1 == ending.status
    assert ending.output.startswith("The package typer is not installed. Run `make install`, or")
    assert ".venv/bin/pip install --require-hashes -r requirements-dev.txt\n" in ending.output
    assert "python3 -m venv .venv\n" in ending.output


async def test_a_deployment_without_the_playground_says_so_and_runs_with_a_token(tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    packages.mkdir()
    for package in Path(pytest.__file__).parents[1].iterdir():
        if not package.name.startswith("simcord"):
            (packages / package.name).symlink_to(package)
    path = f"{ROOT}{os.pathsep}{packages}"

    opened, connected = await asyncio.gather(
        start(tmp_path, "run", interpreter=["-S"], PYTHONPATH=path),
        start(tmp_path, "run", interpreter=["-S"], PYTHONPATH=path, **NOWHERE),
    )

    assert (1, 1) == (opened.status, connected.status)
    assert opened.output == (
        "The playground needs the package simcord. Run `make install` for it, "
        "or set DISCORD_TOKEN to connect to Discord.\n"
    )
    assert connected.last_line.startswith("Discord cannot be reached (")


async def test_help_lists_the_commands(tmp_path: Path) -> None:
    ending = await start(tmp_path, "--help")

    assert 0 == ending.status
    for command in COMMANDS:
        assert re.search(rf"^\W*{command} +[A-Z]", ending.output, re.MULTILINE), ending.output


# Wrong settings.


async def test_a_malformed_token_is_told(tmp_path: Path) -> None:
    endings = await start_each(tmp_path, "run", "check", DISCORD_TOKEN=f"Bot {TOKEN}")

    for ending in endings:
        assert 78 == ending.status
        assert ending.output == (
            "The settings have a mistake:\n"
            f'- DISCORD_TOKEN begins with the word "Bot" ({len(TOKEN) + 4} characters, 3 parts). '
            "Write the token alone.\n"
        )
    assert [] == list(tmp_path.iterdir())


async def test_all_mistakes_in_the_env_file_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        f"DISCORD_TOKN={TOKEN}\nLOG_LEVEL=loud\nDATABASE_URL=postgres://x\nOWNER_IDS=me\nno equals sign\n"
    )

    ending = await start(tmp_path, "run")

    first, *mistakes = ending.output.splitlines()
    assert (78, "The settings have 5 mistakes:", 5) == (ending.status, first, len(mistakes))
    assert "- .env line 1: DISCORD_TOKN is not a setting. Did you mean DISCORD_TOKEN?" in mistakes
    for name in ("LOG_LEVEL", "DATABASE_URL", "OWNER_IDS", ".env line 5"):
        assert any(mistake.startswith(f"- {name} ") for mistake in mistakes), name


# A database that cannot be used.


def below_a_missing_folder(folder: Path, _: Path) -> str:
    return str(folder / "missing" / "greenlight.db")


def folder_itself(folder: Path, _: Path) -> str:
    (folder / "folder").mkdir()
    return "folder"


def text_file(folder: Path, _: Path) -> str:
    (folder / "notes.txt").write_text("Buy milk.")
    return "notes.txt"


def somebody_elses(folder: Path, _: Path) -> str:
    with closing(sqlite3.connect(folder / "music.db")) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    return "music.db"


def damaged(folder: Path, starter: Path) -> str:
    shutil.copy(starter, folder / "old.db")
    with (folder / "old.db").open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * 4096 * 20)
    return "old.db"


def of_a_newer_version(folder: Path, starter: Path) -> str:
    shutil.copy(starter, folder / "new.db")
    with closing(sqlite3.connect(folder / "new.db")) as store, store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
    return "new.db"


@pytest.mark.parametrize(
    ("command", "make", "told", "mend"),
    [
        ("run", below_a_missing_folder, "missing", "folder"),
        ("playground", folder_itself, "folder is a folder.", "Name a file in it with DATABASE_URL."),
        ("run", text_file, "notes.txt is not a Greenlight database.", "name another file with DATABASE_URL."),
        ("run", somebody_elses, "music.db belongs to another program.", "Name another file with"),
        ("run", damaged, "old.db is damaged.", "Restore it from a backup"),
        ("playground", of_a_newer_version, "newer Greenlight (schema 9999", "Update the bot"),
    ],
)
async def test_a_database_that_cannot_be_used_is_told_with_its_mend(
    tmp_path: Path,
    starter_file: Path,
    command: str,
    make: Callable[[Path, Path], str],
    told: str,
    mend: str,
) -> None:
    path = make(tmp_path, starter_file)
    before = contents(tmp_path)

    ending = await start(tmp_path, command, DATABASE_URL=f"sqlite+aiosqlite:///{path}", **NOWHERE)
    _, *found = await look(Settings(database_url=f"sqlite+aiosqlite:///{tmp_path / path}"))

    assert (1, 1) == (ending.status, len(ending.output.splitlines()))
    assert (["Database"], True) == ([finding.name for finding in found], bool(found[0].mend))
    for sentence in (ending.output, str(found[0])):
        assert told in sentence
        assert mend in sentence
    assert before == contents(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the lock, which stays behind, and what SQLite keeps beside an open database."""
    return {
        path.name: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal"))
    }


async def test_a_database_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    if not Path("/proc/self").exists():
        pytest.skip("there is no folder here that refuses everybody")

    ending = await start(tmp_path, "run", DATABASE_URL="sqlite+aiosqlite:////proc/greenlight.db", **NOWHERE)

    assert (1, 1) == (ending.status, len(ending.output.splitlines()))
    assert ending.output.startswith("/proc/greenlight.db cannot be opened for writing (")
    assert "this user may write there" in ending.output


async def test_a_database_in_use_is_told_and_can_be_checked(tmp_path: Path) -> None:
    async with open_database(tmp_path / "greenlight.db"):
        run, playground, check = await start_each(tmp_path, *COMMANDS, **NOWHERE)

    assert [1, 1, 0] == [ending.status for ending in (run, playground, check)]
    assert run.output == playground.output
    assert run.output == (
        "greenlight.db is in use by another running Greenlight. Stop that one first, "
        "or give this one a file of its own with DATABASE_URL.\n"
    )
    assert "Database: greenlight.db is sound." in check.output


# What check says where it has nothing to mend.


async def test_check_finds_nothing_wrong_and_changes_nothing(tmp_path: Path) -> None:
    async with open_database(tmp_path / "greenlight.db"):
        pass
    before = contents(tmp_path)

    ending = await start(tmp_path, "check", **NOWHERE)

    assert 0 == ending.status
    assert re.fullmatch(
        r"Settings: fine\.\n"
        r"Token: has the right shape; only Discord knows whether it is valid\.\n"
        r"Database: greenlight\.db is sound\.\n"
        r"Schema: \w+, the newest\.\n",
        ending.output,
    )
    assert before == contents(tmp_path)


async def test_check_says_what_run_will_make_of_a_new_database(tmp_path: Path) -> None:
    path = tmp_path / "greenlight.db"
    settings = Settings(database_url=f"sqlite+aiosqlite:///{path}")

    missing = [str(finding) for finding in await look(settings)]
    path.touch()
    empty = [str(finding) for finding in await look(settings)]

    assert missing == [
        "Token: none, so `run` opens the playground.",
        f"Database: {path} does not exist yet; `run` makes it.",
    ]
    assert re.fullmatch(r"Schema: none yet; `run` upgrades it to \w+\.", empty[-1])
    assert b"" == path.read_bytes()

"""Files of facts with mistakes by chance: whatever comes, a sentence, in time, and nothing written."""

import asyncio
import os
import re
import secrets
import shutil
import sys
from pathlib import Path

import pytest

from tests.wire import ROOT

USUAL = 2000
IMPORTS = int(os.environ.get("GREENLIGHT_IMPORTS", str(USUAL)))
SEED = 1 if IMPORTS == USUAL else secrets.randbelow(1_000_000)


@pytest.mark.timeout(60 if IMPORTS == USUAL else 7200)
async def test_no_file_breaks_anything_or_takes_long(starter_file: Path, tmp_path: Path) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells how much memory a process holds")
    store = tmp_path / "greenlight.db"
    shutil.copy(starter_file, store)

    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fuzzing", str(store), str(IMPORTS), str(SEED)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()

    lines = printed.decode(errors="replace").splitlines()
    assert 0 == process.returncode, "\n".join([f"seed {SEED}, the last file's number among:", *lines[-40:]])
    ending = re.fullmatch(r"(\d+) of (\d+) were taken", lines[-1])
    assert ending, lines[-1]
    assert 0 < int(ending[1]) < int(ending[2]) == IMPORTS

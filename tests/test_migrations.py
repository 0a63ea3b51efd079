"""The schema: made from nothing, brought up to date, and never left half done."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from db import schema, tables
from db.database import StoreError, open_database

MIGRATIONS = Path(schema.__file__).parent / "migrations"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of steps, in a copy of the migrations that the bot now takes for its own."""
    copy = tmp_path / "db" / "migrations"
    shutil.copytree(MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "__file__", str(tmp_path / "db" / "schema.py"))
    return copy / "versions"


def add_step(steps: Path, name: str, after: str, *lines: str) -> None:
    body = "\n    ".join(lines)
    (steps / f"{name}.py").write_text(
        f'revision = "{name}"\ndown_revision = "{after}"\n'
        f"import sqlalchemy as sa\nfrom alembic import op\n\n\ndef upgrade():\n    {body}\n"
    )


def newest() -> str:
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert head is not None
    return head


def dump(path: Path) -> list[str]:
    """All that is in a closed store, as SQL."""
    with closing(sqlite3.connect(path)) as store:
        return list(store.iterdump())


async def start(path: Path) -> None:
    async with open_database(path):
        pass


async def test_a_new_store_has_exactly_the_tables_that_the_code_knows(path: Path) -> None:
    def differences(connection: Connection) -> object:
        command.check(schema.configuration(connection))
        return compare_metadata(MigrationContext.configure(connection), tables.metadata)

    async with open_database(path) as database, database.read() as connection:
        assert (newest(), newest()) == await connection.run_sync(schema.versions)
        assert [] == await connection.run_sync(differences)


async def test_constraints_and_indexes_have_the_names_by_which_a_later_step_finds_them(path: Path) -> None:
    await start(path)
    made = "\n".join(dump(path))

    for table in tables.metadata.sorted_tables:
        for named in (*table.constraints, *table.indexes):
            assert f"{named.name}" in made


async def test_a_second_start_changes_nothing(path: Path) -> None:
    await start(path)
    before = dump(path)

    await start(path)

    assert before == dump(path)


async def test_an_older_store_is_brought_up_to_date_with_all_it_holds(path: Path, steps: Path) -> None:
    async with open_database(path) as database, database.write() as connection:
        await connection.exec_driver_sql("INSERT INTO show (key) VALUES ('dark-2017')")
    add_step(steps, "later", newest(), "op.add_column('show', sa.Column('colour', sa.String()))")

    async with open_database(path) as database, database.read() as connection:
        rows = await connection.exec_driver_sql("SELECT key, colour FROM show")
        assert [("dark-2017", None)] == rows.all()
        assert ("later", "later") == await connection.run_sync(schema.versions)


async def test_a_store_of_the_first_version_reaches_the_newest(path: Path, steps: Path) -> None:
    later = [file for file in steps.glob("0*.py") if not file.name.startswith("0001")]
    kept = {file: file.read_text() for file in later}
    for file in later:
        file.unlink()
    await start(path)
    for file, content in kept.items():
        file.write_text(content)

    await start(path)

    fresh = path.with_name("fresh.db")
    await start(fresh)
    assert dump(fresh) == dump(path)


@pytest.mark.parametrize(
    "step",
    [
        ["op.create_table('half', sa.Column('id', sa.Integer))", "op.execute('DROP TABLE missing')"],
        [
            "op.execute('DELETE FROM show')",
            "op.add_column('show', sa.Column('colour', sa.String()))",
            "op.drop_table('command_sync')",
            "op.execute('SELECT * FROM missing')",
        ],
        [
            "with op.batch_alter_table('show', recreate='always') as table:",
            "    table.alter_column('key', new_column_name='name')",
            "op.execute('SELECT * FROM missing')",
        ],
    ],
    ids=["a new table", "a changed table", "a table made anew"],
)
async def test_a_step_that_fails_leaves_nothing_behind(path: Path, steps: Path, step: list[str]) -> None:
    async with open_database(path) as database, database.write() as connection:
        await connection.exec_driver_sql("INSERT INTO show (key) VALUES ('dark-2017')")
    before = dump(path)
    add_step(steps, "fine", newest(), "op.create_table('fine', sa.Column('id', sa.Integer))")
    add_step(steps, "failing", "fine", *step)

    with pytest.raises(StoreError, match="no such table: missing"):
        await start(path)

    assert before == dump(path)
    (steps / "failing.py").unlink()
    await start(path)
    assert any("CREATE TABLE fine" in line for line in dump(path))


async def test_a_step_that_raises_leaves_nothing_behind(path: Path, steps: Path) -> None:
    add_step(steps, "failing", newest(), "op.create_table('half', sa.Column('id', sa.Integer))", "1 / 0")

    with pytest.raises(ZeroDivisionError):
        await start(path)

    assert ["BEGIN TRANSACTION;", "COMMIT;"] == dump(path)


async def test_the_steps_run_on_the_connection_they_are_handed_and_do_not_commit(path: Path) -> None:
    async def tables_of(connection: AsyncConnection) -> int:
        found = await connection.exec_driver_sql(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
        )
        return found.scalar_one()

    await start(path)
    async with open_database(path) as database:

        async def undone() -> None:
            async with database.write() as connection:
                for table in reversed(tables.metadata.sorted_tables):
                    await connection.exec_driver_sql(f"DROP TABLE {table.name}")
                await connection.exec_driver_sql("DROP TABLE alembic_version")
                assert 0 == await tables_of(connection)
                await connection.run_sync(schema.upgrade)
                assert len(tables.metadata.tables) + 1 == await tables_of(connection)
                await connection.exec_driver_sql("INSERT INTO show (key) VALUES ('gone-2022')")
                raise KeyError

        with pytest.raises(KeyError):
            await undone()
        async with database.read() as connection:
            assert [] == (await connection.exec_driver_sql("SELECT key FROM show")).all()


def test_the_steps_form_one_line_from_the_first_to_the_newest() -> None:
    script = ScriptDirectory(str(MIGRATIONS))

    names = [step.revision for step in script.walk_revisions()]

    assert 1 == len(script.get_heads())
    assert [f"{number:04}" for number in range(len(names), 0, -1)] == names

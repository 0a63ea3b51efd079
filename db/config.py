"""How the bot behaves in one server, as its managers chose."""

from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.channels import clear_fault
from db.edits import Change, Signature, sign
from db.facts import SHARED, own
from db.tables import SERVER
from db.values import Value

_POSTED_IN = ("suggestions_channel", "log_channel")


class Configuration(Value):
    """A server's choices. Roles, channels and the show are given by their ids, None where none was chosen.

    Members with `editor_role` may correct facts; suggestions and the log are posted to their channels;
    `default_show` is meant where no show is named; `/story` refuses in `channels_without_story`; answers are
    `private` unless the command says otherwise.
    """

    KIND: ClassVar[str] = "configuration"

    editor_role: int | None = None
    suggestions_channel: int | None = None
    log_channel: int | None = None
    default_show: int | None = None
    channels_without_story: tuple[int, ...] = ()
    private: bool = False

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return ()


async def read_configuration(connection: AsyncConnection, layer: int) -> Configuration:
    """What holds in a server; for the shared layer, what holds where nobody chose."""
    if layer == SHARED:
        return Configuration()
    fact, revision = tables.fact, tables.revision
    found = await connection.execute(
        select(revision.c.value)
        .select_from(fact)
        .join(revision, revision.c.id == own(layer))
        .where(fact.c.show_id == SERVER, fact.c.kind == Configuration.KIND, revision.c.value.is_not(None))
    )
    stored = found.scalar_one_or_none()
    return Configuration.model_validate_json(stored) if stored else Configuration()


async def choose(connection: AsyncConnection, by: Signature, choice: str, value: object) -> int | None:
    """Record one choice by its name, and leave the others as they are by now.

    Returns the id of the edit, or None where that was chosen already. What is known against a channel that is
    chosen, or given up, is forgotten.
    """
    former = await read_configuration(connection, by.layer)
    chosen = Configuration.model_validate({**former.model_dump(), choice: value})
    if choice in _POSTED_IN:
        for channel_id in {getattr(former, choice), getattr(chosen, choice)} - {None}:
            await clear_fault(connection, by.layer, channel_id)
    if chosen == former:
        return None
    return await sign(connection, by, [Change.to(SERVER, chosen, (), by.at.date())])

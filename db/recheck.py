"""Saying that a season's answer is still right: the same again, with a newer day of checking."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from db.facts import RECHECKED, Change, Edit, person, record
from db.pages import read_page


async def still_right(
    connection: AsyncConnection,
    show_id: int,
    season: int,
    person_id: int,
    layer: int,
    now: datetime,
    interaction_id: int,
) -> None:
    """Record the decision that holds and the releases as they are, as checked today, in one edit."""
    page = await read_page(connection, show_id, layer)
    found = page.season(season) if page else None
    facts = [*found.decisions[-1:], *found.releases] if found else []
    edit = Edit(await person(connection, person_id), layer, now, RECHECKED, interaction_id)
    changes = [Change.to(show_id, fact.value, fact.sources, now.date()) for fact in facts]
    await record(connection, edit, changes)

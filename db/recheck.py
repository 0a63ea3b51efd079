"""Saying that a season's answer is still right: the same again, with a newer day of checking."""

from sqlalchemy.ext.asyncio import AsyncConnection

from db.edits import Change, Signature, sign
from db.facts import RECHECKED
from db.pages import read_page


async def still_right(connection: AsyncConnection, show_id: int, season: int, by: Signature) -> int | None:
    """Record the decision that holds and the releases as they are, as checked today. Returns its id."""
    page = await read_page(connection, show_id, by.layer)
    found = page.season(season) if page else None
    facts = [*found.decisions[-1:], *found.releases] if found else []
    changes = [Change.to(show_id, fact.value, fact.sources, by.at.date()) for fact in facts]
    return await sign(connection, by, changes, RECHECKED)

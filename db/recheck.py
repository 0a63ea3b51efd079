"""Saying that a season's answer is still right: the same again, with a newer day of checking."""

from sqlalchemy.ext.asyncio import AsyncConnection

from db.edits import Change, Signature, sign
from db.facts import RECHECKED
from db.pages import read_page
from db.status import has_come


async def still_right(connection: AsyncConnection, show_id: int, season: int, by: Signature) -> int | None:
    """Record the decision that holds and the releases to come as they are, checked today. Returns its id."""
    page = await read_page(connection, show_id, by.layer)
    found = page.season(season) if page else None
    today = by.at.date()
    still_to_come = [one for one in found.releases if not has_come(one, today)] if found else []
    facts = [*found.decisions[-1:], *still_to_come] if found else []
    changes = [Change.to(show_id, fact.value, fact.sources, today) for fact in facts]
    return await sign(connection, by, changes, RECHECKED)

"""What all tables have in common."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import MetaData, Select, func, select

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

SERVER = 0
"""The id in `show` that stands for the server itself: what is recorded of it is how the bot behaves there."""


def listed(values: Collection[int] | Collection[str]) -> Select[Any]:
    """Values as one parameter: there may be more of them than SQLite takes one by one."""
    return select(func.json_each(json.dumps([*values])).table_valued("value").c.value)

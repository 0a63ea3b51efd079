"""The schema, as SQLAlchemy tables."""

from db.tables.common import SERVER, listed, metadata
from db.tables.elsewhere import (
    catalogue_import,
    fetch,
    kept_answer,
    proportion,
    tenth_place,
    tvmaze_show,
    viewing_week,
)
from db.tables.facts import actor, edit, fact, revision, show
from db.tables.people import channel_fault, command_sync, departure, draft, suggestion

__all__ = [
    "SERVER",
    "actor",
    "catalogue_import",
    "channel_fault",
    "command_sync",
    "departure",
    "draft",
    "edit",
    "fact",
    "fetch",
    "kept_answer",
    "listed",
    "metadata",
    "proportion",
    "revision",
    "show",
    "suggestion",
    "tenth_place",
    "tvmaze_show",
    "viewing_week",
]

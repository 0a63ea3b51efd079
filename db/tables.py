"""The schema: shows, the facts about them, and who recorded what when."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    func,
    select,
    text,
    true,
)

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


show = Table(
    "show",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True, comment="what files call it: the-imperfects-2022"),
)

fact = Table(
    "fact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("show_id", Integer, ForeignKey(show.c.id), nullable=False),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False, comment="what it is about, as a JSON list"),
    UniqueConstraint("show_id", "kind", "key"),
    Index("ix_fact_kind_key", "kind", "key"),
)

actor = Table(
    "actor",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("discord_id", BigInteger, unique=True, comment="a person; empty for a program"),
    Column("name", String, unique=True, comment="a program, such as 'starter content'"),
)

edit = Table(
    "edit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("actor_id", Integer, ForeignKey(actor.c.id), nullable=False, index=True),
    Column(
        "layer",
        BigInteger,
        nullable=False,
        index=True,
        comment="a server's id, or 0 for the shared catalogue",
    ),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("note", Text),
    Column("interaction_id", BigInteger, unique=True, comment="the same interaction never edits twice"),
)

revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fact_id", Integer, ForeignKey(fact.c.id), nullable=False),
    Column("layer", BigInteger, nullable=False, comment="a server's id, or 0 for the shared catalogue"),
    Column("edit_id", Integer, ForeignKey(edit.c.id), nullable=False, index=True),
    Column("value", Text, comment="JSON by the kind's model; empty withdraws the fact"),
    Column("sources", Text, nullable=False, comment="a JSON list, the main source first"),
    Column("checked_on", Date, nullable=False, index=True),
    Column(
        "follows_shared",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="the layer says nothing of its own any more; the shared catalogue holds",
    ),
    Index("ix_revision_fact_id_layer_id", "fact_id", "layer", "id"),
    Index("ix_revision_withdrawing", "layer", "fact_id", sqlite_where=text("value IS NULL")),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("author", BigInteger, nullable=False, comment="a person's Discord id; 0 for somebody erased"),
    Column("layer", BigInteger, nullable=False, comment="where it will be recorded"),
    Column("show_id", Integer, ForeignKey(show.c.id), comment="empty for a new show"),
    Column("kind", String, nullable=False),
    Column("season", Integer),
    Column("part", Integer),
    Column("target", String, comment="the key of the fact it changes; empty for a new one"),
    Column("typed", Text, nullable=False, comment="how the form was left, as JSON"),
    Column("value", Text, comment="what that was understood as"),
    Column("sources", Text, nullable=False),
    Column("removes", Boolean, nullable=False),
    Column("based_on", Integer, comment="the newest revision when the author last saw it"),
    Column("public", Boolean, nullable=False),
    Column("expires", DateTime, nullable=False, comment="UTC"),
    Column("confirmed", DateTime, comment="UTC; empty until it is recorded, or sent to the moderators"),
    Column(
        "suggests",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="its author sends it to the moderators and cannot confirm it",
    ),
    Column("suggestion_id", Integer, comment="the suggestion that confirming it approves"),
)

suggestion = Table(
    "suggestion",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", Integer, ForeignKey(draft.c.id), nullable=False, unique=True),
    Column(
        "actor_id", Integer, ForeignKey(actor.c.id), nullable=False, index=True, comment="who suggests it"
    ),
    Column("layer", BigInteger, nullable=False, comment="a server's id"),
    Column("sent", DateTime, nullable=False, comment="UTC"),
    Column("channel_id", BigInteger, comment="where its card was posted"),
    Column("message_id", BigInteger),
    Column("settled", DateTime, comment="UTC; empty while it is open"),
    Column("settled_by", Integer, ForeignKey(actor.c.id), index=True, comment="empty when it was withdrawn"),
    Column("edit_id", Integer, ForeignKey(edit.c.id), index=True, comment="the edit that settled it"),
    Column("reason", Text, comment="why it was declined"),
    Index("ix_suggestion_layer_settled", "layer", "settled"),
)

channel_fault = Table(
    "channel_fault",
    metadata,
    Column("layer", BigInteger, primary_key=True, autoincrement=False, comment="a server's id"),
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("told", Boolean, nullable=False, server_default=false(), comment="a moderator knows of it"),
)

departure = Table(
    "departure",
    metadata,
    Column("layer", BigInteger, primary_key=True, autoincrement=False, comment="a server's id"),
    Column("at", DateTime, nullable=False, comment="UTC; since when the bot is no member there"),
)

viewing_week = Table(
    "viewing_week",
    metadata,
    Column("show_id", Integer, ForeignKey(show.c.id), primary_key=True),
    Column("season", Integer, primary_key=True, autoincrement=False),
    Column("week_ending", Date, primary_key=True),
    Column("list", String, nullable=False, comment="Netflix's name for it: TV (English)"),
    Column("rank", Integer, comment="1 to 10; empty when the season was not listed"),
    Column("hours", Integer, comment="hours viewed"),
    Column("views", Integer, comment="hours viewed by the season's length"),
    Column("tenth_hours", Integer, comment="hours of the tenth place, the bound for an unlisted season"),
    Column("note", Text),
    Column("tenth_views", Integer),
    Column("runtime", Float, comment="the season's length in hours"),
    Column("label", String, comment="what Netflix calls the season, where that is not its number"),
    Column(
        "numbered",
        Boolean,
        nullable=False,
        server_default=true(),
        comment="not so: the number is only the order in which seasons were listed",
    ),
)

tenth_place = Table(
    "tenth_place",
    metadata,
    Column("list", String, primary_key=True, comment="Netflix's name for it: TV (English)"),
    Column("week_ending", Date, primary_key=True),
    Column("tenth_hours", Integer, comment="where the list is ranked by hours"),
    Column("tenth_views", Integer, comment="where it is ranked by views"),
)

proportion = Table(
    "proportion",
    metadata,
    Column("list", String, primary_key=True, comment="Netflix's name for it: TV (English)"),
    Column("value", Text, nullable=False, comment="what became of comparable seasons, as JSON"),
)

fetch = Table(
    "fetch",
    metadata,
    Column("source", String, primary_key=True, comment="whose data it is"),
    Column("tried", DateTime, nullable=False, comment="UTC"),
    Column("failing_since", DateTime, comment="UTC; empty when it went well"),
)

tvmaze_show = Table(
    "tvmaze_show",
    metadata,
    Column("tvmaze_id", Integer, primary_key=True, autoincrement=False, comment="the show's number there"),
    Column("show_id", Integer, ForeignKey(show.c.id), nullable=False, unique=True),
    Column("updated", Integer, nullable=False, comment="seconds since 1970, as TVmaze says"),
    Column("in_full", Boolean, nullable=False, comment="taken with seasons and cast"),
    Column("checked_on", Date, comment="when TVmaze last said what is held of it"),
    Column(
        "weight",
        Integer,
        nullable=False,
        server_default=text("0"),
        comment="how well known it is, as TVmaze says: 0 to 100",
    ),
)

kept_answer = Table(
    "kept_answer",
    metadata,
    Column("address", String, primary_key=True),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("body", LargeBinary, nullable=False),
)

catalogue_import = Table(
    "catalogue_import",
    metadata,
    Column("source", String, primary_key=True, comment="whose catalogue it is"),
    Column("next_page", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("at", DateTime, nullable=False, comment="when the last page was taken, UTC"),
)

command_sync = Table(
    "command_sync",
    metadata,
    Column("scope", String, primary_key=True, comment="application and server the commands were sent to"),
    Column("digest", String, nullable=False),
)

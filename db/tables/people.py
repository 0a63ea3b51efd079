"""The tables of what the bot has to do with people: drafts, suggestions, servers, the commands it sent."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from db.tables.common import metadata
from db.tables.facts import actor, edit, show

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

command_sync = Table(
    "command_sync",
    metadata,
    Column("scope", String, primary_key=True, comment="application and server the commands were sent to"),
    Column("digest", String, nullable=False),
)

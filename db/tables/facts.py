"""The tables of shows, of the facts about them, and of who recorded what when."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from db.tables.common import metadata

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

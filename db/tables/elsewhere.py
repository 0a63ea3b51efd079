"""The tables of what was measured or told elsewhere, and of how far it was fetched."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
    true,
)

from db.tables.common import metadata
from db.tables.facts import show

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
    Column("status", String, comment="whether it runs or has ended, as TVmaze says"),
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

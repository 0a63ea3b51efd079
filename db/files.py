"""The format in which facts travel as a file: what a layer says, and how it came to say so."""

import inspect
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Generic, Literal, LiteralString, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from db.cast import Credit, Project
from db.edits import Change
from db.lock import Lock
from db.reception import Score, ViewingWeek
from db.shows import LONGEST_KEY, ShowDetails
from db.status import Decision, Release
from db.story import Story
from db.values import Source, ValueT

VERSION = 1
"""The version that is written; a file of a newer one is not read."""

KindT = TypeVar("KindT", bound=str)
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_KEY)]
Person = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]


def _written_as(form: str, read: Callable[[str], date], problem: LiteralString) -> BeforeValidator:
    """Takes text of one form alone; pydantic would take the seconds since 1970 as well."""

    def understand(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return read(value if re.fullmatch(form, value) else "")
        except ValueError:
            raise PydanticCustomError(problem, "another form is expected") from None

    return BeforeValidator(understand)


_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
Day = Annotated[date, _written_as(_DAY, date.fromisoformat, "date_parsing")]
Moment = Annotated[AwareDatetime, _written_as(f"{_DAY}T{_TIME}", datetime.fromisoformat, "datetime_parsing")]


def _describe(content: dict[str, Any], model: type[Any]) -> None:
    """Tell in the schema what a model is for, also where it is one of several of its sort."""
    content["description"] = " ".join((inspect.getdoc(model) or "").split())


class _Part(BaseModel):
    # Descriptions are not docstrings: pydantic would look for each anew for half a second of every start.
    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_describe)


class FileEntry(_Part, Generic[KindT, ValueT]):
    """One thing that is said, by the model of its kind."""

    kind: KindT
    value: ValueT
    checked_on: Day | None = Field(
        default=None, description="The day it was last checked; without it, that of the file."
    )

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """What the schema calls it: "DecisionFact"."""
        return params[1].__name__ + cls.__name__.removeprefix("File")


class FileFact(FileEntry[KindT, ValueT], Generic[KindT, ValueT]):
    """A fact with its sources, the main one first."""

    sources: Annotated[tuple[Source, ...], FailFast(), Field(min_length=1)]


class FileLock(FileEntry[Literal["lock"], Lock]):
    """What a server's managers have closed to its editors; it needs no source."""

    @property
    def sources(self) -> tuple[Source, ...]:
        return ()


AnyFact = Annotated[
    FileFact[Literal["show"], ShowDetails]
    | FileFact[Literal["decision"], Decision]
    | FileFact[Literal["release"], Release]
    | FileFact[Literal["score"], Score]
    | FileFact[Literal["credit"], Credit]
    | FileFact[Literal["project"], Project]
    | FileFact[Literal["story"], Story]
    | FileLock,
    Field(discriminator="kind"),
]

AnyEntry = Annotated[
    FileEntry[Literal["show"], ShowDetails]
    | FileEntry[Literal["decision"], Decision]
    | FileEntry[Literal["release"], Release]
    | FileEntry[Literal["score"], Score]
    | FileEntry[Literal["credit"], Credit]
    | FileEntry[Literal["project"], Project]
    | FileEntry[Literal["story"], Story]
    | FileEntry[Literal["lock"], Lock],
    Field(discriminator="kind"),
]


class FileShow(_Part):
    """What is said about one show."""

    key: Key = Field(description="What files call the show, for good.")
    facts: tuple[AnyFact, ...] = Field(description="What the layer itself says.")
    withdrawn: tuple[AnyEntry, ...] = Field(
        default=(), description="What the layer says no longer, as it was said last."
    )
    shared_details: FileFact[Literal["show"], ShowDetails] | None = Field(
        default=None,
        description="The show itself as the shared catalogue has it; it is taken only where the show is "
        "not known.",
    )
    viewing_weeks: tuple[ViewingWeek, ...] = Field(
        default=(), description="Measured data, of the shared catalogue alone."
    )

    def changes(self, show_id: int, day: date) -> Iterator[Change]:
        """What recording it comes to; `day` is that of an entry without one of its own."""
        for fact in self.facts:
            yield Change.to(show_id, fact.value, fact.sources, fact.checked_on or day)
        for gone in self.withdrawn:
            yield Change(show_id, gone.kind, gone.value.key, None, (), gone.checked_on or day)


class FileChange(_Part, Generic[KindT, ValueT]):
    """What an edit did to one thing: what held before and afterwards, if anything did."""

    show: Key
    kind: KindT
    before: ValueT | None = None
    after: ValueT | None = None
    sources: Annotated[tuple[Source, ...], FailFast()] = ()
    follows_shared: bool = Field(
        default=False,
        description="The layer took its own word back, so that the shared catalogue holds again.",
    )

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """What the schema calls it: "DecisionChange"."""
        return f"{params[1].__name__}Change"


AnyChange = Annotated[
    FileChange[Literal["show"], ShowDetails]
    | FileChange[Literal["decision"], Decision]
    | FileChange[Literal["release"], Release]
    | FileChange[Literal["score"], Score]
    | FileChange[Literal["credit"], Credit]
    | FileChange[Literal["project"], Project]
    | FileChange[Literal["story"], Story]
    | FileChange[Literal["lock"], Lock],
    Field(discriminator="kind"),
]


class FileEdit(_Part):
    """One act of one person or program.

    A person is named by their Discord id alone, as `/history` names them to everybody in the server, and not
    at all once they had it erased. Whoever reads a file takes none of this over: an import is signed by the
    person who confirms it.
    """

    at: Moment
    by: Person | None = Field(default=None, description="A person's Discord id.")
    program: str | None = Field(default=None, max_length=200)
    suggested_by: Person | None = Field(
        default=None, description="The Discord id of the member whose suggestion it took over."
    )
    note: str | None = Field(default=None, max_length=2000)
    changes: tuple[AnyChange, ...]


class FactFile(_Part):
    """Facts about shows, as Greenlight exports and imports them."""

    version: int = Field(ge=VERSION, le=VERSION)
    checked_on: Day = Field(description="The day on which each entry without a day of its own was checked.")
    exported_at: Moment | None = Field(
        default=None, description="When the layer said this, if it was exported from one."
    )
    shows: tuple[FileShow, ...]
    history: tuple[FileEdit, ...] = Field(
        default=(),
        description="The layer's edits, the newest first. They are there to be read, and nothing of them is "
        "imported.",
    )

    @property
    def keys(self) -> list[str]:
        """What it calls its shows."""
        return [show.key for show in self.shows]

    @property
    def said_at(self) -> datetime:
        """From when on the layer may have been changed without the file's knowing; aware UTC."""
        return self.exported_at or datetime.combine(self.checked_on, time(), UTC)

    def dump(self) -> str:
        """The file's text, which `read` reads back."""
        return self.model_dump_json(indent=1, exclude_defaults=True) + "\n"


def schema() -> str:
    """The published description of the format, as JSON Schema."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    text = json.dumps({**dialect, **FactFile.model_json_schema()}, indent=1, ensure_ascii=False)
    # "FileFact_Literal__story___Story_" becomes "StoryFact", which is its title too.
    return re.sub(r"File(Fact|Entry|Change)_Literal__\w+?___(\w+?)_(?=\")", r"\2\1", text) + "\n"

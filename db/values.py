"""What every kind of fact is made of: its lines and prose, its sources, and what it says."""

import json
import unicodedata
from enum import StrEnum
from typing import Annotated, ClassVar, TypeVar
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from db.when import When


def _seen(text: str) -> str:
    if not any(category(character)[0] in "LNPS" for character in text):
        raise ValueError("needs at least one letter, digit or sign that is seen")
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_seen)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), AfterValidator(_seen)]
SeasonNumber = Annotated[int, Field(ge=1, le=2100)]


class Evidence(StrEnum):
    """Who says so, from the strongest to the weakest; the first three are stated flatly."""

    OFFICIAL = "official"
    TRADE = "trade"
    PRESS = "press"
    TALENT = "talent"
    DATABASE = "database"
    FAN = "fan"

    @property
    def is_firm(self) -> bool:
        return self in (Evidence.OFFICIAL, Evidence.TRADE, Evidence.PRESS)


class Source(BaseModel):
    """Where a fact comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, StringConstraints(pattern=r"^https://[^\s\uFEFF]+\.[^\s\uFEFF]+$", max_length=512)]
    publisher: Line
    evidence: Evidence
    published: When | None = None
    note: Prose | None = None


class Value(BaseModel):
    """What a fact of one kind says; each kind is a subclass."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    KIND: ClassVar[str]

    @property
    def about(self) -> tuple[str | int | None, ...]:
        """What the fact is about: two values about the same thing are the same fact, revised."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """`about` as the store holds it: however its names are capitalised, it is the same fact."""
        return key_of(*self.about)


def key_of(*about: str | int | None) -> str:
    """A fact's key: what it is about as a JSON list, with one spelling for accents and capitals."""
    parts = [
        unicodedata.normalize("NFC", part).casefold() if isinstance(part, str) else part for part in about
    ]
    return json.dumps(parts, ensure_ascii=False)


ValueT = TypeVar("ValueT", bound=Value)

"""What a form is: its fields, how it is filled from a fact, and how what was typed is understood."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

import discord
from discord import ui
from pydantic import ValidationError

from bot.cards.frame import label
from bot.forms.returned import LastingModal
from bot.reading.dates import fill, read_when
from bot.reading.links import published_in, read_link
from bot.reading.words import Misread
from bot.text import escape
from db.drafts import Draft
from db.pages import Page
from db.publishers import proposed
from db.values import Source, Value
from db.when import When

T = TypeVar("T")
D = TypeVar("D")
ValueT = TypeVar("ValueT", bound=Value)

LINE_LIMIT, PROSE_LIMIT, LINK_LIMIT = 200, 1000, 512


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: a select where it has `choices` (value to label), else text."""

    name: str
    label: str
    hint: str = ""
    required: bool = True
    limit: int = LINE_LIMIT
    choices: Mapping[str, str] | None = None


SOURCE = Field("source", "Source", "The link of the page that says so: https://…", limit=LINK_LIMIT)
NOTE = Field("note", "Note", "Anything a reader should know as well", required=False, limit=PROSE_LIMIT)


class Typed:
    """What was typed into a form, read field by field; what could not be read is gathered in `problems`."""

    def __init__(self, fields: tuple[Field, ...], values: Mapping[str, str], today: date) -> None:
        self._fields = fields
        self._labels = {field.name: field.label for field in fields}
        self._values = values
        self.today = today
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        """A field as it was typed, without space around it."""
        return self._values.get(name, "").strip()

    def optional(self, name: str) -> str | None:
        """A field as it was typed; None when it was left empty."""
        return self.text(name) or None

    def read(self, name: str, reader: Callable[[str], T], default: D) -> T | D:
        """A field as a reader understands it; on a problem, or left empty, the default."""
        if not self.text(name):
            return default
        try:
            return reader(self.text(name))
        except Misread as problem:
            self.problems.append(f"**{self._labels[name]}:** {problem}")
            return default

    def when(self, name: str, former: When | None) -> When | None:
        """A field as a date; one that was left as it was filled keeps what it was, to the word."""
        if former is not None and self.text(name) == fill(former):
            return former
        return self.read(name, lambda text: read_when(text, self.today), None)

    def past(self, name: str, former: When | None) -> When | None:
        """A field as a date that has come, or that does wherever it is tomorrow already."""
        found = self.when(name, former)
        if found is None or found.earliest is None or found.earliest <= self.today + timedelta(days=1):
            return found
        self.problems.append(f"**{self._labels[name]}:** That is still to come. Write when it was, or TBA.")
        return None

    def needs(self, *names: str) -> None:
        """Note as a problem each of the fields that was left empty."""
        for name in names:
            if not self.text(name):
                self.problems.append(f"**{self._labels[name]}:** This cannot be left empty.")

    def is_offered(self) -> bool:
        """Whether each select holds one of its choices; what is not is noted as a problem."""
        wrong = [
            field
            for field in self._fields
            if field.choices and self.text(field.name) and self.text(field.name) not in field.choices
        ]
        self.problems += [f"**{field.label}:** Choose one from the list." for field in wrong]
        return not wrong


@dataclass(frozen=True, slots=True)
class Form(Generic[ValueT]):
    """The form for one kind of fact.

    `fill` gives what the fields begin with for a fact that exists; `understand` makes a value of what was
    typed, or raises what pydantic raises; `fresh` gives what the fields of a new entry begin with. Source and
    note come last in every form.
    """

    title: str
    fields: tuple[Field, ...]
    fill: Callable[[ValueT], dict[str, str]]
    understand: Callable[[Typed, Draft, ValueT | None], ValueT | None]
    note: Field = NOTE
    fresh: Callable[[Page], dict[str, str]] = lambda _page: {}

    @property
    def all_fields(self) -> tuple[Field, ...]:
        return (*self.fields, SOURCE, self.note)


@dataclass(frozen=True, slots=True)
class Understood:
    """A form's outcome: a value and its sources, or the problems that stand in the way."""

    value: Value | None = None
    sources: tuple[Source, ...] = ()
    problems: tuple[str, ...] = ()


def understand(form: Form[Any], draft: Draft, former: Value | None, today: date) -> Understood:
    """Understand what was typed into a form, given the fact as it holds now, if there is one."""
    typed = Typed(form.all_fields, draft.typed, today)
    typed.needs(*(field.name for field in form.all_fields if field.required))
    try:
        value = form.understand(typed, draft, former) if typed.is_offered() else None
    except ValidationError as error:
        typed.problems += [_explained(item, form) for item in error.errors()]
        value = None
    url = typed.read("source", read_link, "")
    if typed.problems or value is None:
        return Understood(problems=tuple(typed.problems))
    return Understood(value, _sources(url, draft.sources))


def _sources(url: str, former: tuple[Source, ...]) -> tuple[Source, ...]:
    """The sources as they were where the link is still the same, else a new one as it is proposed."""
    if former and former[0].url == url:
        return former
    publisher, evidence = proposed(url)
    return (Source(url=url, publisher=publisher, evidence=evidence, published=published_in(url)),)


def _explained(item: Any, form: Form[Any]) -> str:
    """What pydantic has against a value, under the label of the field that it came from."""
    name = str(item["loc"][0]) if item["loc"] else ""
    labels = {field.name: field.label for field in form.all_fields}
    reason = str(item["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"**{labels.get(name, escape(name).capitalize() or form.title)}:** {escape(reason)}."


class FormModal(LastingModal):
    """The form for a draft."""

    def __init__(self, form: Form[Any], draft: Draft, title: str) -> None:
        season = f", season {draft.season}" if draft.season else ""
        super().__init__(
            title=label(f"{form.title}{season}: {title}", 45), custom_id=f"form:{draft.id}", timeout=None
        )
        for field in form.all_fields:
            self.add_item(_labelled(field, draft.typed.get(field.name, "")))


def _labelled(field: Field, typed: str) -> ui.Label[Any]:
    return ui.Label(text=field.label, description=field.hint or None, component=_component(field, typed))


def _component(field: Field, typed: str) -> ui.Item[Any]:
    if field.choices is None:
        style = discord.TextStyle.paragraph if field.limit >= PROSE_LIMIT else discord.TextStyle.short
        return ui.TextInput(
            custom_id=field.name,
            style=style,
            default=typed[: field.limit] or None,
            required=field.required,
            max_length=field.limit,
        )
    options = [
        discord.SelectOption(label=label, value=value, default=value == typed)
        for value, label in field.choices.items()
    ]
    return ui.Select(custom_id=field.name, options=options, required=field.required)

"""Where an answer comes from and how old it is, as every card says it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from bot.cards.frame import FOOTER_LIMIT
from bot.links import host, link
from bot.text import ago, clip, day, escape, say
from db.facts import SHARED, Fact
from db.pages import Page
from db.status import Release, has_come
from db.values import Evidence, Source, Value

STALE_DAYS = 90
"""From this age on, a fact about an open question carries a warning."""

_TVMAZE = "TVmaze"
"""Whom its licence asks to be named, with a link, wherever its data is shown."""


def sourced(source: Source) -> str:
    """A source as people name it: publisher, link, evidence, day."""
    published = f", {say(source.published)}" if source.published else ", undated"
    if source.evidence is Evidence.DATABASE and not source.published:
        published = ""  # a page that is always up to date has no date
    return f"{_publisher(source)}, {source.evidence}{published}"


def _publisher(source: Source) -> str:
    return f"{clip(escape(source.publisher), 100)} ({link(source.url)})"


def sources_line(sources: Sequence[Source], *, also: int = 2) -> str:
    """The main source in full, and the first few others by publisher and link."""
    line = f"Source: {sourced(sources[0])}"
    elsewhere = [source for source in sources[1:] if host(source.url) != host(sources[0].url)]
    others = [_publisher(source) for source in elsewhere[:also]]
    return f"{line} · also {', '.join(others)}" if others else line


def brief_sources(facts: Iterable[Fact[Value]], *, limit: int = 4) -> str:
    """Where several facts come from: each source once, by link, evidence and day."""
    unique = {fact.source.url: fact.source for fact in facts}
    named = [sourced(source) for source in list(unique.values())[:limit]]
    while len(named) > 1 and len("; ".join(named)) > FOOTER_LIMIT - 300:
        named.pop()
    more = len(unique) - len(named)
    word = "Source" if len(unique) == 1 else "Sources"
    return f"{word}: {'; '.join(named)}{f'; and {more} more' if more else ''}" if named else ""


def tvmaze_line(
    page: Page, *lines: str, beside: Page | None = None, facts: Iterable[Fact[Value]] = ()
) -> str:
    """Credit for TVmaze where something of a show, or of one `beside` it, is from there and no line says so.

    That is its name, its seasons, or one of these other `facts`.
    """
    of_show, of_other = [*_of_show(page), *facts], _of_show(beside) if beside else []
    addresses = filter(None, (_tvmaze_address(of_show), _tvmaze_address(of_other)))
    links = [link(address) for address in addresses if not any(address in line for line in lines)]
    return f"Show data: {_TVMAZE} ({', '.join(links)})" if links else ""


def _of_show(page: Page) -> list[Fact[Value]]:
    return [page.details, *(release for season in page.seasons for release in season.releases)]


def _tvmaze_address(facts: Iterable[Fact[Value]]) -> str | None:
    return next((fact.source.url for fact in facts if fact.source.publisher == _TVMAZE), None)


def checked_line(checked_on: date, today: date, facts: Iterable[Fact[Value]]) -> str:
    """When facts were last checked, how long ago that is, and who last corrected them in this server."""
    return f"Checked {day(checked_on)} ({ago(checked_on, today)}){_corrected(facts)}"


def _corrected(facts: Iterable[Fact[Value]]) -> str:
    corrected = [fact for fact in facts if fact.layer != SHARED and fact.edited_at]
    if not corrected:
        return ""
    newest = max(corrected, key=lambda fact: fact.edited_at or datetime.min.replace(tzinfo=UTC))
    by = f"<@{newest.editor}>" if newest.editor else "a former moderator"
    return f" · {'Checked' if newest.rechecked else 'Corrected'} here by {by}"


def is_stale(checked_on: date, today: date) -> bool:
    return (today - checked_on).days > STALE_DAYS


def stale_warning(checked_on: date, today: date, layer: int) -> str:
    """Said over an answer to an open question that nobody has checked for long."""
    way = " If it has, please say so with `/suggest`." if layer != SHARED else ""
    return f"⚠️ Last checked {ago(checked_on, today)}. This may have changed since.{way}"


def reported_date(release: Fact[Release], today: date) -> str:
    """As `reported`; but that something came out is said plainly where a database says so."""
    is_on_record = release.source.evidence is Evidence.DATABASE and has_come(release, today)
    return "" if is_on_record else reported(release)


def reported(fact: Fact[Value]) -> str:
    """ "reportedly " for what the makers, the trade or the press have not confirmed; else nothing."""
    return "" if fact.source.evidence.is_firm else "reportedly "

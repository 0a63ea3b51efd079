"""The card of /status: will there be another season, and when."""

from collections.abc import Iterator, Sequence
from datetime import date

from discord import ui

from bot.ask import Ask
from bot.cards.frame import LOOKS, OUT, OVER, Card, Look, card, neighbours, notes_section, small, titled
from bot.cards.kept import kept
from bot.cards.lock import lock_lines
from bot.cards.lookup import bare_line, bare_row
from bot.cards.sources import (
    checked_line,
    is_stale,
    reported,
    reported_date,
    sourced,
    sources_line,
    stale_warning,
    tvmaze_line,
)
from bot.cards.verdicts import (
    deciding,
    is_in_development,
    is_made,
    is_over,
    is_told_by_date,
    sentence,
    status_note,
)
from bot.text import clip, escape, join, number, say, say_in
from db.facts import Fact
from db.lock import Lock
from db.pages import Page
from db.shows import Note, Topic
from db.status import FIRST_YEAR, Decision, Release, Season, Verdict, has_come, in_question
from db.values import Evidence


@kept
def status_card(
    page: Page, asked: int | None, today: date, *, moderates: bool = False, looks_up: bool = False
) -> Card:
    """The answer about a season, or about the one in question where none is named.

    Who moderates is told what is locked and, where the question is open, offered to say that it is still
    right. Where the bot `looks_up` shows, one that it knows only by name can be looked up.
    """
    season = in_question(page.seasons) if asked is None else page.season(asked)
    decision = deciding(page, asked)
    look = _look(page, asked, decision, today)
    dates = not is_told_by_date(page, asked, today)
    return card(
        look.colour,
        sentence(page, asked, today),
        [
            _warning(page, asked, decision, today),
            [
                *_decision_lines(page, decision, look),
                *([] if _is_undated(page, asked, look) else _release_lines(season, today, dates=dates)),
                *_before(season),
            ],
            titled("Seasons", list(_season_lines(page.seasons, today))),
            notes_section(_notes(page, status_note(page, asked, today))),
            bare_line(page, looks_up=looks_up),
            lock_lines(_locks(page, asked)) if moderates else [],
        ],
        _footer(page, season, decision, today),
        [
            *bare_row(page, Ask("status", page.show_id, asked), looks_up=looks_up),
            neighbours(page, "status", asked),
            *(_still_right(page, season, today) if moderates else ()),
        ],
    )


def _notes(page: Page, status: str) -> list[Note]:
    """The notes on the status, and what TVmaze says of it."""
    return [*page.notes(Topic.STATUS), *([Note(about=Topic.STATUS, text=status)] if status else [])]


def _still_right(page: Page, season: Season | None, today: date) -> list[ui.ActionRow[Card]]:
    if season is None or not season.is_open(today):
        return []
    return [ui.ActionRow(ui.Button(label="Still right", custom_id=f"right:{page.show_id}:{season.number}"))]


def _locks(page: Page, asked: int | None) -> list[Lock]:
    """The locks that close what was asked about."""
    return [lock for lock in page.locks if asked is None or lock.season in (None, asked)]


def _look(page: Page, asked: int | None, decision: Fact[Decision] | None, today: date) -> Look:
    if is_over(page, asked):
        return OVER
    if decision is None and is_made(page, asked, today):
        return OUT
    return LOOKS[decision.value.verdict if decision else None]


def _warning(page: Page, asked: int | None, decision: Fact[Decision] | None, today: date) -> str:
    season = in_question(page.seasons) if asked is None else page.season(asked)
    checked_on = min(_checks(page, season, decision, today))
    settles = decision is not None and decision.value.verdict.settles
    settled = is_made(page, asked, today) or is_over(page, asked) or settles
    is_open = season.is_open(today) if season else not settled
    is_told = is_open and is_stale(checked_on, today)
    return stale_warning(checked_on, today, page.layer) if is_told else ""


def _checks(page: Page, season: Season | None, decision: Fact[Decision] | None, today: date) -> list[date]:
    """When what the answer rests on was last looked at: of releases those to come, if any are."""
    facts: list[Fact[Decision] | Fact[Release]] = [decision] if decision else []
    releases = season.releases if season else ()
    facts += [release for release in releases if not has_come(release, today)] or releases
    return [fact.checked_on for fact in facts] or [page.details.checked_on]


def _decision_lines(page: Page, decision: Fact[Decision] | None, look: Look) -> Iterator[str]:
    where = (decision.value.platform if decision else None) or page.show.network or "network unknown"
    yield f"{look.icon} **{look.word.capitalize()}** · {escape(where)}{_decided(decision)}"
    if decision and decision.value.reason:
        yield f"Why: {clip(escape(decision.value.reason), 600)}"
    if decision and decision.value.note:
        yield f"-# {clip(escape(decision.value.note), 400)}"


def _decided(decision: Fact[Decision] | None) -> str:
    if decision is None:
        return ""
    verb = _VERBS.get(decision.value.verdict, "decided")
    when = decision.value.decided
    return f" · {reported(decision)}{verb}{f' {say_in(when)}' if when.earliest else ''}"


_VERBS = {Verdict.AWAITING: "still open", Verdict.ENDED: "finished"}


def _is_undated(page: Page, asked: int | None, look: Look) -> bool:
    return look is OVER or is_in_development(page, asked)


def _release_lines(season: Season | None, today: date, *, dates: bool) -> Iterator[str]:
    """What is known of a season's release; only the notes on it where the answer tells the `dates`."""
    if season is None or (not season.releases and season.decision is None):
        return
    decision = season.decision
    ruled_out = decision is not None and decision.value.verdict.rules_out
    releases = [release for release in season.releases if not ruled_out or release.value.when.latest]
    if not releases:
        yield "Release date: none" if ruled_out else "Release date: not announced"
    for release in releases:
        if dates:
            yield f"{_name(release.value)}: {_date(release, today)}"
        if release.value.note:
            yield f"-# {clip(escape(release.value.note), 300)}"


def _name(release: Release) -> str:
    return "Release date" if release.part is None else f"Part {release.part}"


def _date(release: Fact[Release], today: date) -> str:
    when = release.value.when
    if when.latest is None:
        return _undated(release, "not announced")
    came = "" if has_come(release, today) else "expected "
    return f"{reported_date(release, today) or came}{say(when)}"


def _undated(release: Fact[Release], else_said: str) -> str:
    """How a season without a date is told; that a database lists it says not that anybody ordered it."""
    return "listed, no date yet" if release.source.evidence is Evidence.DATABASE else else_said


def _before(season: Season | None) -> Iterator[str]:
    """The decisions that no longer hold, newest first."""
    for earlier in reversed(season.decisions[:-1] if season else ()):
        look, platform = LOOKS[earlier.value.verdict], earlier.value.platform
        by = f" by {escape(platform)}" if platform else ""
        yield f"-# Before that: {reported(earlier)}{look.word}{by} {say_in(earlier.value.decided)}"


def _season_lines(seasons: Sequence[Season], today: date) -> Iterator[str]:
    """A line for each season known, and one for each gap between them."""
    last, last_decided = 0, max((season.number for season in seasons if season.decision), default=0)
    for season in seasons:
        if last + 1 < season.number < FIRST_YEAR:
            gap = f"{last + 1}–{season.number - 1}" if season.number > last + 2 else str(last + 1)
            known = "made; no dates known" if season.number <= last_decided else "nothing known"
            yield f"**{gap}** · {known}"
        yield _season_line(season, today)
        last = season.number


def _season_line(season: Season, today: date) -> str:
    said = [_dates(season, today)]
    if season.episodes:
        said.append(f"{number(season.episodes)} episodes")
    said.append(_decided_of(season, today))
    # Not "4.": Discord would make a numbered list of it, and count on from the first number by itself.
    return " · ".join([f"**{season.number}**", *filter(None, said)])


def _decided_of(season: Season, today: date) -> str:
    """What was decided about a season, in its line; that one was ordered is no news once it is out."""
    if season.decision is None:
        return ""
    verdict = season.decision.value.verdict
    if verdict in (Verdict.RENEWED, Verdict.FINAL_SEASON) and season.is_out(today):
        return ""
    look = LOOKS[verdict]
    return f"{look.icon} {'not planned' if verdict is Verdict.LIMITED else look.word}"


def _dates(season: Season, today: date) -> str:
    dated = [say(release.value.when) for release in season.releases if release.value.when.latest]
    if not dated:
        ruled_out = season.decision is not None and season.decision.value.verdict.rules_out
        return _undated(season.releases[0], "no date yet") if season.releases and not ruled_out else ""
    return f"{'out' if season.is_out(today) else 'expected'} {join([*dict.fromkeys(dated)])}"


def _footer(page: Page, season: Season | None, decision: Fact[Decision] | None, today: date) -> str:
    releases = season.releases if season else ()
    dated_by = (
        releases[0].source if releases and releases[0].source != (decision or page.details).source else None
    )
    source = sources_line((decision or (releases[0] if releases else page.details)).sources)
    dated = f"Date: {sourced(dated_by)}" if decision and dated_by else ""
    return small(
        source,
        dated,
        tvmaze_line(page, source, dated),
        checked_line(
            max(_checks(page, season, decision, today)),
            today,
            [*filter(None, [decision]), *releases, page.details],
        ),
    )

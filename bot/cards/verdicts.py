"""What the decisions about a show come to, in one sentence."""

from collections.abc import Callable
from datetime import date

from bot.cards.frame import named
from bot.cards.sources import reported, reported_date
from bot.text import count, escape, say_in
from db.facts import Fact
from db.pages import Page
from db.shows import TVmazeStatus
from db.status import FIRST_YEAR, Decision, Season, Verdict, in_question, is_to_come
from db.values import Evidence


def sentence(page: Page, asked: int | None, today: date) -> str:
    """The answer to "will there be another season?", or to "what about season `asked`?"."""
    title = named(page)
    highest = in_question(page.seasons)
    season = page.season(asked) if asked is not None else highest
    if is_in_development(page, asked):
        return f"{title} is in development, as TVmaze reports; it has no date yet."
    if is_over(page, asked):
        return _over(title, asked)
    if season and season.decision:
        return _SENTENCES[season.decision.value.verdict](title, season, season.decision, today)
    if season and season.releases:
        return _released(title, season, today)
    if asked is None or highest is None or highest.decision is None:
        about = f"season {asked} of {title}" if asked else title
        return f"No decision about {about} is known."
    return _beyond(page, asked, highest, highest.decision, today)


def no_such_season(page: Page, asked: int | None, today: date, *, known: bool) -> str:
    """What is said of a season that comes after the end of a show, unless something is `known` of it."""
    if asked is None or known or page.season(asked):
        return ""
    decision = deciding(page, asked)
    is_settled = decision is not None and decision.value.verdict.settles and not is_made(page, asked, today)
    return sentence(page, asked, today) if is_settled or is_over(page, asked) else ""


def deciding(page: Page, asked: int | None) -> Fact[Decision] | None:
    """The decision that the answer rests on: the season's own, or the one that speaks of all after it."""
    season = page.season(asked) if asked is not None else None
    highest = in_question(page.seasons)
    if season or highest is None or (asked is not None and asked < highest.number):
        return season.decision if season else None
    return highest.decision


def is_made(page: Page, asked: int | None, today: date) -> bool:
    """Whether a season is out, or must be, since a later one was decided."""
    season = page.season(asked) if asked is not None else in_question(page.seasons)
    if season:
        return season.is_out(today)
    decided = [season.number for season in page.seasons if season.decision]
    return asked is not None and asked < max(decided, default=0)


def is_over(page: Page, asked: int | None) -> bool:
    """Whether TVmaze says that a show has ended, and nobody says more of what was asked about."""
    if page.tvmaze is None or any(one.decision for one in page.seasons):
        return False
    releases = [release.value for one in page.seasons for release in one.releases]
    ended = page.tvmaze.has_ended and not is_to_come(releases, page.tvmaze.checked_on)
    return ended and (asked is None or all(one.number < asked for one in page.seasons))


def is_in_development(page: Page, asked: int | None) -> bool:
    """Whether TVmaze says that a show is in development, and nobody says more, nor gives a date."""
    if page.tvmaze_status is not TVmazeStatus.IN_DEVELOPMENT or asked is not None:
        return False
    return not any(
        season.decision or any(release.value.when.latest for release in season.releases)
        for season in page.seasons
    )


def is_told_by_date(page: Page, asked: int | None, today: date) -> bool:
    """Whether the answer is the one date that a season has."""
    season = page.season(asked) if asked is not None else in_question(page.seasons)
    if season is None or season.decision or is_over(page, asked):
        return False
    return len(season.releases) == 1 and season.releases[0].value.when.latest is not None


def status_note(page: Page, asked: int | None, today: date) -> str:
    """What TVmaze says a show does and what that does not mean, where the answer does not begin with it."""
    status = page.tvmaze_status
    decided = any(season.decision for season in page.seasons)
    is_said = is_over(page, asked) or is_in_development(page, asked)
    return "" if status is None or decided or is_said else _STATUSES[status]


_STATUSES = {
    TVmazeStatus.RUNNING: "TVmaze says that it is running, but not whether another season was ordered.",
    TVmazeStatus.ENDED: "TVmaze says that it has ended, but not whether it was cancelled.",
    TVmazeStatus.TO_BE_DETERMINED: "TVmaze says that it is not yet known whether it goes on.",
    TVmazeStatus.IN_DEVELOPMENT: "TVmaze says that it is in development.",
}


def _over(title: str, asked: int | None) -> str:
    if asked is None:
        return f"{title} has ended. TVmaze doesn't say whether it was cancelled."
    return f"No season {asked} of {title} is known; it has ended, as TVmaze reports."


def _released(title: str, season: Season, today: date) -> str:
    first, following = season.releases[0], season.next_release(today)
    if season.is_out(today):
        out = f"{reported_date(first, today)}came out {say_in(first.value.when)}"
        return f"Season {season.number} of {title} {out}."
    if following and following.value.when.is_over(today):
        expected = f"{reported(following)}expected {say_in(following.value.when)}"
        return f"Season {season.number} of {title} was {expected}; I have no later word."
    if following and following.value.when.latest:
        due = f"{reported(following)}due {say_in(following.value.when)}"
        return f"Season {season.number} of {title} is {due}."
    if first.source.evidence is Evidence.DATABASE:
        return f"{escape(first.source.publisher)} lists season {season.number} of {title}, without a date."
    return f"Season {season.number} of {title} has no date yet."


def _beyond(page: Page, asked: int, highest: Season, decision: Fact[Decision], today: date) -> str:
    """A season that nothing is known of but what the decision on another one implies."""
    title, verdict = escape(page.show.title), decision.value.verdict
    if is_made(page, asked, today):
        return f"Season {asked} of {title} was made; I have no date for it."
    if verdict.settles:
        told = _SENTENCES[verdict](title, highest, decision, today)
        return f"There will be no season {asked}: {told.split(';')[0].rstrip('.')}."
    if verdict is Verdict.FINAL_SEASON:
        ordered = f"season {highest.number} was {reported(decision)}ordered as the last"
        return f"No season {asked} of {title} is planned: {ordered}."
    return f"No decision about season {asked} of {title} is known."


def _due(season: Season, today: date) -> str:
    """The season's date as a clause: ", which came out on 10 March 2026"."""
    following = season.next_release(today)
    is_late = following is not None and following.value.when.is_over(today)
    if season.is_out(today):
        if following and is_late:
            return f", out in part; the rest was expected {say_in(following.value.when)}{_NO_LATER_WORD}"
        if following and following.value.when.latest:
            return f", out in part; the rest is due {say_in(following.value.when)}"
        return f", which came out {say_in(season.releases[0].value.when)}"
    if following and is_late:
        return f"; it was expected {say_in(following.value.when)}{_NO_LATER_WORD}"
    if following and following.value.when.latest:
        return f", due {say_in(following.value.when)}"
    return "; it has no date yet"


_NO_LATER_WORD = ", and I have no later word"


def _cancelled(title: str, season: Season, decision: Fact[Decision], today: date) -> str:
    how = f"{title} was {reported(decision)}cancelled"
    if season.number == 1:
        return f"{how} before its first season was made."
    if season.number >= FIRST_YEAR:
        return f"{how}; there will be no season {season.number}."
    return f"{how} after {count(season.number - 1, 'season')}; there will be no season {season.number}."


def _limited(title: str, season: Season, decision: Fact[Decision], today: date) -> str:
    return f"{title} was {reported(decision)}made as a limited series; no season {season.number} is planned."


def _ended(title: str, season: Season, decision: Fact[Decision], today: date) -> str:
    return f"{title} {reported(decision)}ended as planned with season {season.number}."


def _renewed(title: str, season: Season, decision: Fact[Decision], today: date) -> str:
    return f"{title} was {reported(decision)}renewed for season {season.number}{_due(season, today)}."


def _final(title: str, season: Season, decision: Fact[Decision], today: date) -> str:
    verb = "ended" if season.is_out(today) and not season.next_release(today) else "will end"
    return f"{title} {reported(decision)}{verb} with season {season.number}{_due(season, today)}."


def _revived(title: str, season: Season, decision: Fact[Decision], today: date) -> str:
    by = f" by {escape(decision.value.platform)}" if decision.value.platform else ""
    return f"{title} was {reported(decision)}revived{by} for season {season.number}{_due(season, today)}."


def _awaiting(title: str, season: Season, decision: Fact[Decision], today: date) -> str:
    return f"No decision on season {season.number} of {title} is known yet."


_SENTENCES: dict[Verdict, Callable[[str, Season, Fact[Decision], date], str]] = {
    Verdict.CANCELLED: _cancelled,
    Verdict.LIMITED: _limited,
    Verdict.ENDED: _ended,
    Verdict.RENEWED: _renewed,
    Verdict.FINAL_SEASON: _final,
    Verdict.REVIVED: _revived,
    Verdict.AWAITING: _awaiting,
}

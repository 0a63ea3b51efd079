"""The forms for decisions and releases."""

from datetime import date

from bot.cards.frame import LOOKS
from bot.forms.form import PROSE_LIMIT, Field, Form, Typed
from bot.reading.dates import fill
from bot.reading.scores import read_whole
from db.drafts import CORRECTED, Draft
from db.pages import Page
from db.status import FIRST_YEAR, Decision, Release, Verdict, last_made

_DATE_HINT = "8 Nov 2022, March 2026, early 2027, Q3 2026, TBA"


_UNDECIDED, _ENDED = "season", "season_ended"
"""Beside the fields, where no season was named: the one to decide, and the last one made."""


def unnamed(page: Page, season: int, today: date) -> dict[str, str]:
    """What the form keeps where nobody named a season: an ending stands with the last one made instead."""
    made, decision = last_made(page.seasons, today), page.decision(season)
    if decision and decision.value.verdict is Verdict.ENDED:
        return {CORRECTED: str(season + 1)}
    if decision and not decision.value.verdict.is_order:
        before = season - 1 if season < FIRST_YEAR else made
        return {CORRECTED: str(before)} if before and before < season else {}
    if made is None or decision:
        return {}
    return {_UNDECIDED: str(season), _ENDED: str(made)}


def _season_corrected(draft: Draft, former: Decision | None, verdict: Verdict) -> int | None:
    """The season that a decision stands with: another than the former's where one of both is an ending."""
    corrected = draft.typed.get(CORRECTED)
    if corrected is None or former is None or former.verdict.is_order:
        return draft.season
    is_moved = (former.verdict is Verdict.ENDED) is not (verdict is Verdict.ENDED)
    return int(corrected) if is_moved else draft.season


def season_by_verdict(draft: Draft) -> int | None:
    """The season that a draft is about, by the decision that was typed where nobody named one."""
    meant = draft.typed.get(_ENDED if draft.typed.get("verdict") == Verdict.ENDED else _UNDECIDED)
    return int(meant) if meant else draft.season


def _fill_decision(decision: Decision) -> dict[str, str]:
    return {
        "verdict": decision.verdict.value,
        "decided": fill(decision.decided),
        "platform": decision.platform or "",
        "note": decision.reason or "",
    }


def _understand_decision(typed: Typed, draft: Draft, former: Decision | None) -> Decision | None:
    decided = typed.past("decided", former.decided if former else None)
    if decided is None or not typed.text("verdict") or draft.season is None:
        return None
    verdict = Verdict(typed.text("verdict"))
    return Decision(
        season=_season_corrected(draft, former, verdict) or draft.season,
        verdict=verdict,
        decided=decided,
        platform=typed.optional("platform"),
        reason=typed.optional("note"),
        note=former.note if former and former.verdict is verdict else None,
    )


DECISION = Form(
    "Decision",
    (
        Field("verdict", "Decision", choices={verdict.value: LOOKS[verdict].word for verdict in Verdict}),
        Field("decided", "Decided when", _DATE_HINT),
        Field("platform", "Platform", "Who decided: Netflix, NBC …", required=False),
    ),
    _fill_decision,
    _understand_decision,
    Field("note", "Reason", "Only if the source gives one", required=False, limit=PROSE_LIMIT),
)


def _fill_release(release: Release) -> dict[str, str]:
    return {
        "when": fill(release.when),
        "episodes": str(release.episodes or ""),
        "note": release.note or "",
    }


def _understand_release(typed: Typed, draft: Draft, former: Release | None) -> Release | None:
    when = typed.when("when", former.when if former else None)
    episodes = typed.read("episodes", lambda text: read_whole(text, 1, 500, "number of episodes"), None)
    if when is None or draft.season is None or typed.problems:
        return None
    return Release(
        season=draft.season, part=draft.part, when=when, episodes=episodes, note=typed.optional("note")
    )


RELEASE = Form(
    "Release",
    (
        Field("when", "Comes out", _DATE_HINT),
        Field("episodes", "Episodes", "How many, if that is known", required=False, limit=10),
    ),
    _fill_release,
    _understand_release,
)

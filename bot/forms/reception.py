"""The form for scores."""

from bot.forms.form import Field, Form, Typed
from bot.reading.scores import read_score, say_score
from db.drafts import Draft
from db.reception import Audience, Score
from db.when import When


def _fill(score: Score) -> dict[str, str]:
    return {
        "score": say_score(score.value, score.scale, score.votes),
        "outlet": score.outlet,
        "audience": score.audience.value,
        "note": score.note or "",
    }


def _understand(typed: Typed, draft: Draft, former: Score | None) -> Score | None:
    read = typed.read("score", read_score, None)
    if read is None or typed.problems:
        return None
    return Score(
        season=draft.season,
        outlet=typed.text("outlet"),
        audience=Audience(typed.text("audience")),
        value=read.value,
        scale=read.scale,
        votes=read.votes,
        taken=former.taken if former else When.parse(typed.today.isoformat()),
        note=typed.optional("note"),
    )


SCORE = Form(
    "Score",
    (
        Field("score", "Score today", "79%, 6.1/10, 3.5 out of 5, 7.3 from 1.5k votes, none"),
        Field("outlet", "Outlet", "Rotten Tomatoes, IMDb, Metacritic …"),
        Field("audience", "Whose score", choices={audience.value: audience.value for audience in Audience}),
    ),
    _fill,
    _understand,
)

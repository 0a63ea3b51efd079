"""The form for what a season would hold."""

from bot.cards.story import KINDS
from bot.forms.form import PROSE_LIMIT, Field, Form, Typed
from bot.reading.entries import read_episode
from db.drafts import Draft
from db.story import Story, StoryKind

_FIRST_OF_DRAFTS = 1000
"""New entries are numbered by their draft, so that two moderators never take the same number."""


def _fill(story: Story) -> dict[str, str]:
    return {
        "text": story.text,
        "kind": story.kind.value,
        "spoils": story.spoils_through or "",
        "note": story.note or "",
    }


def _understand(typed: Typed, draft: Draft, former: Story | None) -> Story | None:
    spoils = typed.read("spoils", read_episode, None)
    if typed.problems:
        return None
    return Story(
        number=former.number if former else _FIRST_OF_DRAFTS + draft.id,
        season=draft.season,
        kind=StoryKind(typed.text("kind")),
        text=typed.text("text"),
        spoils_through=spoils,
        note=typed.optional("note"),
    )


STORY = Form(
    "Story",
    (
        Field("text", "What it would hold", "One thing; shown only on Reveal", limit=PROSE_LIMIT),
        Field("kind", "Who says so", choices={kind.value: word for kind, word in KINDS.items()}),
        Field("spoils", "Spoils up to", "S1E10; empty if it gives nothing away", required=False, limit=30),
    ),
    _fill,
    _understand,
)

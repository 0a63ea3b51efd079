"""Which form belongs to which kind of fact, and which answer shows it."""

from dataclasses import dataclass
from typing import Any

from bot.forms.cast import CREDIT, PROJECT
from bot.forms.form import Form
from bot.forms.reception import SCORE
from bot.forms.shows import SHOW
from bot.forms.status import DECISION, RELEASE
from bot.forms.story import STORY
from db.cast import Credit, Project
from db.reception import Score
from db.shows import ShowDetails
from db.status import Decision, Release
from db.story import Story


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact as moderators meet it: its form, and the command whose answer shows it."""

    form: Form[Any]
    shown_by: str


KINDS: dict[str, Kind] = {
    Decision.KIND: Kind(DECISION, "status"),
    Release.KIND: Kind(RELEASE, "status"),
    Score.KIND: Kind(SCORE, "reviews"),
    Credit.KIND: Kind(CREDIT, "cast"),
    Project.KIND: Kind(PROJECT, "cast"),
    Story.KIND: Kind(STORY, "story"),
    ShowDetails.KIND: Kind(SHOW, "status"),
}

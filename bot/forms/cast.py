"""The forms for credits and projects."""

from bot.forms.form import Field, Form, Typed
from bot.reading.entries import read_project_state, read_title_and_part, say_project_state, say_title_and_part
from bot.reading.scores import read_whole
from db.cast import Credit, Project
from db.drafts import Draft


def _fill_credit(credit: Credit) -> dict[str, str]:
    return {
        "person": credit.person,
        "role": credit.role,
        "billing": str(credit.billing),
        "note": credit.note or "",
    }


def _understand_credit(typed: Typed, draft: Draft, former: Credit | None) -> Credit | None:
    billing = typed.read("billing", lambda text: read_whole(text, 1, 10_000, "place"), None)
    if typed.problems or billing is None:
        return None
    return Credit(
        person=typed.text("person"),
        role=typed.text("role"),
        billing=billing,
        note=typed.optional("note"),
    )


CREDIT = Form(
    "Credit",
    (
        Field("person", "Person or company"),
        Field("role", "Role", "A character or a job: Dr. Sydney Burke, showrunner …"),
        Field("billing", "Place in the credits", "1 is at the top of /cast", limit=10),
    ),
    _fill_credit,
    _understand_credit,
    fresh=lambda page: {"billing": str(1 + max((fact.value.billing for fact in page.credits), default=0))},
)


def _fill_project(project: Project) -> dict[str, str]:
    return {
        "person": project.person,
        "title": say_title_and_part(project.title, project.part),
        "state": say_project_state(project.state, project.when),
        "note": project.note or "",
    }


def _understand_project(typed: Typed, draft: Draft, former: Project | None) -> Project | None:
    named = typed.read("title", read_title_and_part, None)
    state = typed.read("state", lambda text: read_project_state(text, typed.today), None)
    if typed.problems or named is None or state is None:
        return None
    return Project(
        person=typed.text("person"),
        title=named[0],
        part=named[1],
        state=state[0],
        when=state[1],
        note=typed.optional("note"),
    )


PROJECT = Form(
    "Project",
    (
        Field("person", "Person or company"),
        Field("title", "Project, and their part in it", "One Piece (season 3) as Monkey D. Luffy", limit=400),
        Field("state", "State and date", "filming, 2027; announced; released 8 Dec 2023"),
    ),
    _fill_project,
    _understand_project,
)

"""/update over the wire: forged, delivered twice, at the same moment, or while the store cannot write."""

import asyncio
import json
import re
import resource
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import closing, contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.moderating import SAVED, SAVED_ALREADY, Moderator, Preview, preview_in
from tests.test_process import Behind, Running, connected, first_line, left
from tests.wire import MEMBER_PERMISSIONS, Json, Where, Wire

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHOW = {"show": "The Imperfects"}
NOBODY_ELSES = "Somebody else began that change. Begin your own with `/update`."
GONE = "That change is not there any more. Please begin again with `/update`."
ELSEWHERE = "That change was begun in another place; please go on with it there."
MODERATORS_ONLY = "Only moderators can do that: members with the Manage Server permission."
NOT_A_MEMBER = "I am not a member of this server, so it has no facts of its own to correct."
UNREADY = "That form is not right yet. **Edit** opens it as you left it."
UNOFFERED = "Please choose from the list that you are offered."
NOTHING_CHANGED = "I can't reach my facts right now. Nothing was changed; please try again in a minute."


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shared(starter_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """A bot in two servers."""
    folder = tmp_path_factory.mktemp("update")
    shutil.copy(starter_file, folder / "greenlight.db")
    async with Behind(guilds=2) as wire, connected(wire, folder, LOG_LEVEL="DEBUG") as process:
        wire.patience = 20  # however busy the machine that tests is
        yield Running(wire, process, folder)
        process.terminate()
        await left(process)


@pytest_asyncio.fixture(loop_scope="module")
async def bot(shared: Running) -> AsyncGenerator[Running]:
    """The shared bot, which in no test sends what Discord does not take, or logs a failure."""
    before = len(shared.process.output)
    yield shared
    logged = shared.process.output[before:]
    assert [] == [line for line in logged.splitlines() if re.search("WARNING|ERROR|Traceback", line)]
    assert [] == shared.wire.problems


@pytest.fixture
def moderator(bot: Running) -> Moderator:
    return Moderator(bot.wire)


@pytest.fixture
def person(request: pytest.FixtureRequest) -> str:
    """Somebody whom no other test knows."""
    return f"Somebody of {request.node.name}"[:150]


@pytest_asyncio.fixture(loop_scope="module")
async def preview(moderator: Moderator, person: str) -> Preview:
    """A new credit, not confirmed yet."""
    return await a_credit(moderator, person)


async def a_credit(moderator: Moderator, person: str) -> Preview:
    return await moderator.preview("credit", SHOW, {"person": person, "role": "Themselves"})


def edits(bot: Running, person: str) -> int:
    """How often something about a person was recorded."""
    return len(sources(bot, person))


def sources(bot: Running, person: str) -> list[tuple[str, str]]:
    """Publisher and evidence of all that was recorded about a person."""
    with closing(sqlite3.connect(f"file:{bot.folder}/greenlight.db?mode=ro", uri=True)) as store:
        rows = store.execute(
            "SELECT sources FROM revision JOIN fact ON fact.id = fact_id WHERE instr(fact.key, ?)",
            (person.casefold(),),
        ).fetchall()
    found = [json.loads(sources)[0] for (sources,) in rows]
    return [(source["publisher"], source["evidence"]) for source in found]


# From the form to the next answer.


async def test_a_moderator_goes_from_the_form_to_the_next_fans_answer(
    bot: Running, moderator: Moderator
) -> None:
    about = {"show": "Wednesday", "season": 3}
    form = await moderator.form("decision", **about)
    answer = await moderator.submit(form, verdict="cancelled", decided="20 Nov 2026", platform="Netflix")
    shown = preview_in(answer)
    evidence = await moderator.choose("evidence", "fan", shown)
    reported = preview_in(evidence)
    publisher = await moderator.choose("publisher", "variety.com", reported)
    saved = await moderator.confirm(preview_in(publisher))
    here = await bot.wire.command("status", {"show": "Wednesday"})
    elsewhere = await bot.wire.command("status", {"show": "Wednesday"}, guild=bot.wire.guilds[1])

    assert [(9, 200), (4, 200), (7, 200), (7, 200), (7, 200)] == [
        (one.type, one.status) for one in (form, answer, evidence, publisher, saved)
    ]
    assert "The answer will begin**\nWednesday was cancelled after two seasons" in shown.text
    assert "The answer will begin**\nWednesday was reportedly cancelled after two seasons" in reported.text
    assert SAVED == saved.text
    assert [False] == [bool(message["flags"] & 1 << 6) for message in saved.followups]
    assert first_line(here).startswith("Wednesday was reportedly cancelled after two seasons")
    assert f"Corrected here by <@{bot.wire.user}>" in here.text
    assert first_line(elsewhere).startswith("Wednesday was renewed for season 3")


async def test_the_second_of_two_moderators_is_told_of_another_decision_on_the_season(
    bot: Running, moderator: Moderator
) -> None:
    second = Moderator(bot.wire, {"user": bot.wire.snowflake()})
    about = {"show": "One Piece", "season": 3}
    mine = await moderator.preview("decision", about, {"verdict": "cancelled", "decided": "20 Nov 2026"})
    theirs = await second.preview("decision", about, {"verdict": "final_season", "decided": "21 Nov 2026"})
    await second.confirm(theirs)

    told = await moderator.confirm(mine)
    await bot.wire.replay(told)
    again = preview_in(await moderator.confirm(mine))
    before = await bot.wire.command("status", about)
    saved = await moderator.confirm(again)

    assert f"Meanwhile <@{second.where.get('user')}> changed this" in again.text
    assert "final season" in again.text.split("**Then**")[0]
    assert [200, 400] == told.statuses
    assert "end with season 3" in first_line(before), (
        "an old preview saves nothing, however often it is pressed"
    )
    assert SAVED == saved.text


# Twice, and at the same moment.


async def test_the_same_confirmation_twice_saves_once(
    bot: Running, moderator: Moderator, preview: Preview, person: str
) -> None:
    answer = await moderator.confirm(preview)
    await bot.wire.replay(answer)
    await bot.logged(f"{answer.interaction['id']} was answered before")

    assert ([200, 400], SAVED, 1) == (answer.statuses, answer.text, len(answer.followups))
    assert 1 == edits(bot, person)


async def test_the_same_confirmation_twice_at_the_same_moment_is_answered_as_saved(
    bot: Running, moderator: Moderator, preview: Preview, person: str
) -> None:
    answer = await moderator.press("Confirm", preview, wait=False)
    await bot.wire.replay(answer, wait=False)
    await bot.wire.until(lambda: len(answer.statuses) == 2, "both are answered")
    await bot.wire.until(lambda: len(answer.followups) == 1, "the new answer is shown")

    assert ([200, 400], SAVED) == (sorted(answer.statuses), answer.text)
    assert 1 == edits(bot, person)


@pytest.mark.parametrize("act", ["command", "form", "Edit", "Cancel", "evidence", "wrong form"])
async def test_whatever_is_delivered_twice_is_answered_once(
    bot: Running, moderator: Moderator, person: str, act: str
) -> None:
    form = await moderator.form("credit", **SHOW)
    answer = await moderator.submit(form, person=person, role="Themselves")
    match act:
        case "command":
            answer = form
        case "evidence":
            answer = await moderator.choose("evidence", "fan", preview_in(answer))
        case "Edit" | "Cancel":
            answer = await moderator.press(act, preview_in(answer))
        case "wrong form":
            answer = await moderator.submit(form, person="")
        case _:
            pass

    said = answer.text
    await bot.wire.replay(answer)

    assert ([200, 400], said, []) == (answer.statuses, answer.text, answer.followups)
    assert 0 == edits(bot, person)


async def test_of_two_confirmations_at_the_same_moment_one_saves_and_one_is_told(
    bot: Running, moderator: Moderator, preview: Preview, person: str
) -> None:
    answers = await asyncio.gather(*(moderator.press("Confirm", preview) for _ in range(2)))

    assert sorted([SAVED, SAVED_ALREADY]) == sorted(answer.text for answer in answers)
    assert 1 == edits(bot, person)


async def test_confirming_cancelling_and_sending_the_form_back_at_the_same_moment_saves_at_most_once(
    bot: Running, moderator: Moderator, person: str
) -> None:
    for attempt in range(6):
        name = f"{person} {attempt}"
        form = await moderator.form("credit", **SHOW)
        preview = preview_in(await moderator.submit(form, person=name, role="Themselves"))
        confirmed, cancelled, _ = await asyncio.gather(
            moderator.press("Confirm", preview),
            moderator.press("Cancel", preview),
            moderator.submit(form, person=name, role="Themselves"),
        )
        again = await moderator.confirm(preview)

        assert SAVED != again.text
        assert [SAVED == confirmed.text] == [edits(bot, name) == 1]
        assert {confirmed.text, cancelled.text} != {SAVED, "Cancelled. Nothing was changed."}


async def test_a_preview_whose_form_is_no_longer_right_cannot_be_confirmed(
    bot: Running, moderator: Moderator, person: str
) -> None:
    await moderator.confirm(await a_credit(moderator, person))
    entries = await bot.wire.autocomplete(
        "update credit", {**SHOW, "entry": person}, "entry", **moderator.here
    )
    form = await moderator.form("credit", **SHOW, entry=entries.choices[0]["value"])
    preview = preview_in(await moderator.submit(form, role="Somebody else"))
    wrong = await moderator.submit(form, billing="the first")

    refused = await moderator.confirm(preview)

    assert "**Place in the credits:**" in wrong.text
    assert UNREADY == refused.text
    assert 1 == edits(bot, person), "it is neither changed nor removed"


# Forged.


def elsewhere(wire: Wire) -> Where:
    return {"guild": wire.guilds[1]}


FORGED: dict[str, tuple[Callable[[Wire], Where], str]] = {
    "by another moderator": (lambda wire: {"user": wire.snowflake()}, NOBODY_ELSES),
    "in another server": (elsewhere, ELSEWHERE),
    "without Manage Server": (lambda _: {"permissions": MEMBER_PERMISSIONS}, MODERATORS_ONLY),
    "in direct messages": (
        lambda _: {"context": "bot_dm"},
        "In direct messages only my owner can correct facts. Use `/update` in your server.",
    ),
    "by the owner in direct messages": (
        lambda wire: {"context": "bot_dm", "user": wire.owner},
        ELSEWHERE,
    ),
    "in a server I am not in": (lambda wire: {"guild": wire.snowflake(), "install": "user"}, NOT_A_MEMBER),
}


@pytest.mark.parametrize("label", ["Confirm", "Edit", "Cancel", "draft:remove", "draft:evidence", "form"])
@pytest.mark.parametrize("forged", FORGED)
async def test_what_is_pressed_on_somebodys_draft_is_refused(
    bot: Running, moderator: Moderator, preview: Preview, person: str, forged: str, label: str
) -> None:
    make, told = FORGED[forged]
    where = make(bot.wire)
    whole: Where = {**moderator.here, **where}
    if label == "form":
        refused = await bot.wire.submit(f"form:{preview.draft_id}", {"role": "Forged"}, **whole)
    elif label == "draft:evidence":
        refused = await bot.wire.choose(f"{label}:{preview.draft_id}", ["fan"], **whole)
    elif label == "draft:remove":
        refused = await bot.wire.click(f"{label}:{preview.draft_id}", **whole)
    else:
        refused = await moderator.press(label, preview, **where)

    assert (200, 4, True, told) == (
        refused.status,
        refused.type,
        refused.private,
        refused.text.splitlines()[0],
    )
    assert 0 == edits(bot, person)
    if label == "Confirm":
        saved = await moderator.confirm(preview)
        assert (SAVED, 1) == (saved.text, edits(bot, person)), "the draft is still there"


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18])
@pytest.mark.parametrize("act", ["confirm", "edit", "remove", "cancel"])
async def test_a_draft_that_never_was_is_said_to_be_gone(moderator: Moderator, act: str, number: str) -> None:
    refused = await moderator.wire.click(f"draft:{act}:{number}", **moderator.here)

    assert (GONE, True) == (refused.text, refused.private)


async def test_a_confirmation_that_names_no_person_is_refused(
    bot: Running, moderator: Moderator, preview: Preview, person: str
) -> None:
    pressed = await moderator.confirm(await a_credit(moderator, "Nobody in particular"))
    payload = bot.wire.payload(3, pressed.interaction["data"] | confirms(preview), moderator.here)
    payload["message"] = deepcopy(preview.message)
    del payload["member"]

    refused = await bot.wire.deliver(payload)

    assert (MODERATORS_ONLY, True) == (refused.text, refused.private)
    assert 0 == edits(bot, person)


def confirms(preview: Preview) -> Json:
    return {"custom_id": f"draft:confirm:{preview.draft_id}"}


@pytest.mark.parametrize(
    ("custom_id", "told"),
    [
        (
            "draft:publish:{}",
            "That button is from an older version of me. Please begin again with `/update`.",
        ),
        (
            "draft:evidence:{}",
            "That button is from an older version of me. Please begin again with `/update`.",
        ),
        ("draft:remove:{}", "There is nothing to remove: that entry is not there yet."),
        ("correct:1:999999", "I don't know that show here. `/shows` lists all I know."),
        ("right:999999:1", "I don't know that show here. `/shows` lists all I know."),
    ],
)
async def test_a_forged_button_is_answered_with_a_sentence(
    moderator: Moderator, preview: Preview, custom_id: str, told: str
) -> None:
    refused = await moderator.wire.click(custom_id.format(preview.draft_id), **moderator.here)

    assert (told, True) == (refused.text, refused.private)


@pytest.mark.parametrize("name", ["evidence", "publisher", "confirm", "sources"])
@pytest.mark.parametrize("value", ["nonsense", "", "x" * 100_000, "OFFICIAL"])
async def test_a_choice_that_is_not_offered_is_refused(
    bot: Running, moderator: Moderator, preview: Preview, person: str, name: str, value: str
) -> None:
    refused = await bot.wire.choose(f"draft:{name}:{preview.draft_id}", [value], **moderator.here)
    saved = await moderator.confirm(preview)

    assert (UNOFFERED, SAVED) == (refused.text, saved.text)
    assert [("Variety", "trade")] == sources(bot, person)


async def test_a_choice_for_a_form_that_was_never_sent_is_refused(bot: Running, moderator: Moderator) -> None:
    form = await moderator.form("credit", **SHOW)
    number = form.data["custom_id"].removeprefix("form:")

    chosen = await bot.wire.choose(f"draft:evidence:{number}", ["fan"], **moderator.here)
    confirmed = await bot.wire.click(f"draft:confirm:{number}", **moderator.here)

    assert UNOFFERED == chosen.text
    assert UNREADY == confirmed.text


@pytest.mark.parametrize("custom_id", ["right:1:2", "new:1:A show of mine", "correct:1:1"])
async def test_a_fan_who_presses_what_only_moderators_see_is_refused(bot: Running, custom_id: str) -> None:
    refused = await bot.wire.click(custom_id)

    assert (MODERATORS_ONLY, True) == (refused.text, refused.private)


async def test_still_right_about_a_season_that_is_not_there_records_nothing(
    bot: Running, moderator: Moderator
) -> None:
    before = edits(bot, "")
    for season in ("77", "9999"):
        answer = await bot.wire.click(f"right:1:{season}", **moderator.here)
        assert (200, True) == (answer.status, answer.private)
        assert "Something went wrong" not in answer.text

    assert before == edits(bot, "")


@pytest.mark.parametrize(
    ("kind", "about", "fields", "label"),
    [
        ("decision", {"season": 3}, {"verdict": "nonsense", "decided": "20 Nov 2026"}, "Decision"),
        ("score", {"season": 1}, {"audience": "nonsense", "score": "7/10", "outlet": "IMDb"}, "Whose score"),
        ("story", {"season": 1}, {"kind": "nonsense", "text": "They find it."}, "Who says so"),
    ],
)
async def test_a_choice_in_a_form_that_is_not_offered_is_named(
    moderator: Moderator, kind: str, about: Json, fields: Json, label: str
) -> None:
    refused = await moderator.submit(await moderator.form(kind, show="Wednesday", **about), **fields)

    assert f"**{label}:** Choose one from the list." in refused.text
    again = await moderator.press("Edit", Preview(0, "", refused.message or {}))
    assert (9, 200) == (again.type, again.status)


WRONG_VALUES: list[object] = [
    7,
    1.5,
    True,
    None,
    {"value": {"value": "x"}},
    ["a", "b"],
    "x" * 100_000,
    "\0",
    "",
]


@pytest.mark.parametrize("value", WRONG_VALUES, ids=[str(value)[:12] for value in WRONG_VALUES])
@pytest.mark.parametrize("field", ["person", "billing", "source", "note"])
async def test_a_form_field_of_another_kind_or_length_is_told_or_left_as_it_was(
    moderator: Moderator, field: str, value: Any
) -> None:
    form = await moderator.form("credit", **SHOW)
    shown = await moderator.submit(form, **{"person": "Typed", "role": "Typed", field: value})

    assert (200, True) == (shown.status, shown.private)
    assert "Something went wrong" not in shown.text
    again = await moderator.press("Edit", Preview(0, "", shown.message or {}))
    assert (9, 200) == (again.type, again.status)


WRONG_FORMS: dict[str, Json] = {
    "no components": {"components": []},
    "components are null": {"components": None},
    "components are text": {"components": "person"},
    "components are numbers": {"components": [1, None, "x", [], {}]},
    "fields without names": {"components": [{"type": 18, "component": {"type": 4, "value": "x"}}]},
    "names that are no text": {"components": [{"type": 18, "component": {"custom_id": [], "value": "x"}}]},
    "unknown fields": {
        "components": [
            {"type": 18, "component": {"type": 4, "custom_id": name, "value": "nonsense"}}
            for name in ("number", "season", "verdict", "__class__")
        ]
    },
}


@pytest.mark.parametrize("kind", ["credit", "story"])
@pytest.mark.parametrize("wrong", WRONG_FORMS)
async def test_a_forged_form_changes_nothing_of_what_was_typed(
    bot: Running, moderator: Moderator, kind: str, wrong: str
) -> None:
    fields = {"person": "Typed", "role": "Typed"} if kind == "credit" else {"text": "Typed", "kind": "theory"}
    preview = await moderator.preview(kind, {"show": "Wednesday"}, fields)
    data: Json = {"custom_id": f"form:{preview.draft_id}", **WRONG_FORMS[wrong]}

    shown = await bot.wire.deliver(bot.wire.payload(5, data, moderator.here))

    assert preview.text == shown.text


async def test_a_form_of_an_unknown_draft_is_said_to_be_gone(bot: Running, moderator: Moderator) -> None:
    refused = await bot.wire.submit("form:999999", {"role": "Forged"}, **moderator.here)

    assert (GONE, True) == (refused.text.splitlines()[0], refused.private)


# While the store cannot write.


@contextmanager
def locked(folder: Path) -> Generator[None]:
    """Another program begins to write, and does not finish."""
    with closing(sqlite3.connect(folder / "greenlight.db", isolation_level=None)) as theirs:
        theirs.execute("BEGIN IMMEDIATE")
        yield
        theirs.execute("ROLLBACK")


@contextmanager
def no_room(process_id: int) -> Generator[None]:
    """The process cannot make files any longer, as on a full disk."""
    before = resource.prlimit(process_id, resource.RLIMIT_FSIZE)
    resource.prlimit(process_id, resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process_id, resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("trouble", ["locked", "no room"])
async def test_where_the_store_cannot_write_nothing_is_changed_and_confirming_works_afterwards(
    shared: Running, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    wire, moderator = shared.wire, Moderator(shared.wire)
    monkeypatch.setattr(wire, "patience", 5.5)  # six seconds, if each waited only after the one before
    people = [f"Somebody when {trouble} {number}" for number in range(3)]
    previews = [await a_credit(moderator, person) for person in people]
    form = await moderator.form("credit", **SHOW)

    with locked(shared.folder) if trouble == "locked" else no_room(shared.process.pid):
        refused = await asyncio.gather(
            *(moderator.press("Confirm", preview) for preview in previews),
            moderator.submit(form, person="Typed", role="Typed"),
            moderator.press("Cancel", previews[0]),
            wire.command("update credit", SHOW, **moderator.here),
        )
        reading = await wire.command("cast", SHOW)

    assert [(200, True)] * 6 == [(answer.status, answer.private) for answer in refused], "all in time"
    assert {NOTHING_CHANGED} == {answer.text.splitlines()[0] for answer in refused}
    assert "What you typed:\n**Person:** Typed\n**Role:** Typed" in refused[3].text
    assert first_line(reading).startswith("The Imperfects: Italia Ricci")
    assert [0] * 3 == [edits(shared, person) for person in people]
    assert [SAVED] * 3 == [(await moderator.confirm(preview)).text for preview in previews]
    assert [1] * 3 == [edits(shared, person) for person in people]
    assert "Typed" in preview_in(await moderator.submit(form, person="Typed", role="Typed")).text
    assert [] == wire.problems


async def test_a_confirmation_in_flight_at_sigterm_is_answered(starter_file: Path, tmp_path: Path) -> None:
    shutil.copy(starter_file, tmp_path / "greenlight.db")
    async with Behind() as wire, connected(wire, tmp_path) as process:
        moderator = Moderator(wire)
        people = [f"Somebody at the end {number}" for number in range(5)]
        previews = [await a_credit(moderator, person) for person in people]
        wire.slow(0.5)
        answers = [await moderator.press("Confirm", preview, wait=False) for preview in previews]
        await wire.until(lambda: any(answer.statuses for answer in answers), "it has begun to answer")
        process.terminate()
        await left(process)
        saved = [edits(Running(wire, process, tmp_path), person) for person in people]

    assert [([200], SAVED, 1)] * 5 == [(one.statuses, one.text, len(one.followups)) for one in answers]
    assert [1] * 5 == saved
    assert "Traceback" not in process.output
    assert [] == wire.problems

"""A change from the form to its confirmation: what each step asks of the store, and what it shows."""

from collections.abc import Mapping
from dataclasses import replace

from bot.access import Rank, Standing, insist, require, standing, tells_no_story
from bot.answers import draw
from bot.cards.drafts import problems_card
from bot.cards.frame import plain, with_more
from bot.cards.suggestion_lists import go_on
from bot.cards.suggestions import decided_already
from bot.errors import UserError, locked
from bot.forms.form import FormModal, understand
from bot.forms.kinds import KINDS
from bot.forms.status import season_by_verdict
from bot.interaction import Interaction
from bot.pages import page_if_seen
from bot.previews import asked, former_fact, preview, publishers_of
from bot.reply import follow, show_privately
from bot.report import report
from bot.suggestion_card import refresh
from db import confirmation, drafts
from db.drafts import LIFETIME, Draft, Refusal
from db.facts import Fact
from db.lock import lock_on
from db.pages import Page, read_page
from db.values import Evidence, Value

_REFUSALS = {
    Refusal.GONE: "That {what} is not there any more. Please begin again with `/{command}`.",
    Refusal.ELSEWHERE: "That {what} was begun in another place; please go on with it there.",
    Refusal.NOT_YOURS: "Somebody else began that {what}. Begin your own with `/{command}`.",
    Refusal.CONFIRMED: "That {what} has been {confirmed} already.",
    Refusal.EXPIRED: "That {what} was cancelled, or begun more than a day ago. "
    "Please begin again with `/{command}`.",
    Refusal.UNREADY: "That form is not right yet. **Edit** opens it as you left it.",
    Refusal.WITHDRAWN: "That show was removed here meanwhile. `/history` shows by whom.",
}


def refused(refusal: Refusal, *, suggests: bool = False) -> UserError:
    """Why somebody cannot go on with a change, or with a suggestion."""
    what, command, confirmed = (
        ("suggestion", "suggest", "sent") if suggests else ("change", "update", "saved")
    )
    return UserError(_REFUSALS[refusal].format(what=what, command=command, confirmed=confirmed))


async def begin(
    interaction: Interaction,
    kind: str,
    page: Page | None,
    former: Fact[Value] | None,
    *,
    season: int | None = None,
    part: int | None = None,
    private: bool | None = None,
    typed: Mapping[str, str] | None = None,
    suggests: bool = False,
) -> None:
    """Open the form for a new fact, or filled with the one that holds now.

    Raises:
        UserError: this person may not correct facts here, or, where the change `suggests`, not suggest any;
            or the managers have locked what a moderator would correct.
    """
    here = await require(interaction, Rank.MEMBER if suggests else Rank.EDITOR)
    if not suggests:
        refuse_locked(here, page, season, getattr(former and former.value, "season", None))
    draft = Draft(
        author=interaction.user.id,
        layer=here.layer,
        kind=kind,
        expires=interaction.created_at + LIFETIME,
        show_id=page.show_id if page else None,
        season=getattr(former.value, "season", season) if former else season,
        part=part,
        target=former.value.key if former else None,
        typed={**_filled(kind, former, page), **(typed or {})},
        sources=former.sources if former else (),
        public=not here.answers_privately(private),
        suggests=suggests,
    )
    await open_form(interaction, draft, page)


async def open_form(interaction: Interaction, draft: Draft, page: Page | None) -> None:
    """Keep a new draft, and open the form as it is filled."""
    async with interaction.client.database.write() as connection:
        draft = await drafts.keep(connection, draft)
    await interaction.response.send_modal(_modal(draft, page))


def chosen(page: Page, kind: str, fact_id: int | None) -> Fact[Value] | None:
    """The entry that a person chose to correct; None for a new one.

    Raises:
        UserError: it is not there any more.
    """
    found = page.entry(kind, fact_id)
    if fact_id is not None and found is None:
        raise UserError("That entry is not there any more. Leave `entry` out to add a new one.")
    return found


async def take_form(interaction: Interaction, draft_id: int, typed: Mapping[str, str]) -> None:
    """A form came back: show what it would change, or what is wrong with it."""
    draft = await _mine(interaction, draft_id)
    page = await page_if_seen(interaction, draft.show_id)
    form = KINDS[draft.kind].form
    known = {field.name: typed[field.name] for field in form.all_fields if field.name in typed}
    draft = replace(draft, typed={**draft.typed, **known}, removes=False)
    draft = replace(draft, season=season_by_verdict(draft))
    former = former_fact(page, draft)
    found = understand(form, draft, former.value if former else None, interaction.created_at.date())
    draft = replace(draft, value=found.value, sources=found.sources or draft.sources)
    await _keep_and_show(interaction, draft, found.problems)


async def edit(interaction: Interaction, draft_id: int) -> None:
    """Open the form again, as it was left."""
    draft = await _mine(interaction, draft_id)
    await interaction.response.send_modal(_modal(draft, await page_if_seen(interaction, draft.show_id)))


async def remove(interaction: Interaction, draft_id: int) -> None:
    """Show what removing the entry would change."""
    draft = await _mine(interaction, draft_id)
    if draft.target is None:
        raise UserError("There is nothing to remove: that entry is not there yet.")
    await _keep_and_show(interaction, replace(draft, removes=True))


async def choose_source(interaction: Interaction, draft_id: int, name: str, value: str) -> None:
    """Take another publisher or evidence than was proposed."""
    draft = await _mine(interaction, draft_id)
    first, *others = draft.sources or (None,)
    offered = first and {
        "evidence": {kind.value: kind for kind in Evidence},
        "publisher": {publisher[:100]: publisher for publisher in publishers_of(first)},
    }.get(name)
    if not first or not offered or value not in offered:
        raise UserError("Please choose from the list that you are offered.")
    chosen = first.model_copy(update={name: offered[value]})
    await _keep_and_show(interaction, replace(draft, sources=(chosen, *others)))


async def cancel(interaction: Interaction, draft_id: int) -> None:
    """Let a change be."""
    draft, here = await _mine(interaction, draft_id), await standing(interaction)
    async with interaction.client.database.write() as connection:
        _refuse(await drafts.find(connection, draft_id), interaction, here)
        await drafts.keep(connection, replace(draft, expires=interaction.created_at))
    rows = [go_on()] if draft.suggestion_id else []
    sentence = "Cancelled. Nothing was sent." if draft.suggests else "Cancelled. Nothing was changed."
    await interaction.response.edit_message(view=plain(sentence, *rows))


async def confirm(interaction: Interaction, draft_id: int, seen: int | None = None) -> None:
    """Save a change and show the new answer; where somebody was faster, show what would change now.

    `seen` is the revision that this person was shown when they were told so.
    """
    here = await require(interaction, Rank.EDITOR)
    async with interaction.client.database.write() as connection:
        outcome = await confirmation.confirm(connection, draft_id, here.sign(interaction), seen)
        draft = outcome.draft
        page = await read_page(connection, draft.show_id, here.layer) if draft and draft.show_id else None
    if outcome.refusal is Refusal.DECIDED and outcome.suggestion:
        raise UserError(decided_already(outcome.suggestion))
    if outcome.refusal or draft is None:
        raise refused(outcome.refusal or Refusal.GONE)
    if outcome.meanwhile:
        await interaction.response.edit_message(view=preview(draft, page, interaction, outcome.meanwhile))
        return
    try:
        await _answer_saved(interaction, here, draft, page)
    finally:
        await report(interaction, outcome.edit_id)
        if outcome.suggestion:
            await refresh(interaction, outcome.suggestion.id)


async def _answer_saved(interaction: Interaction, here: Standing, draft: Draft, page: Page | None) -> None:
    rows = [go_on(draft.suggestion_id)] if draft.suggestion_id else []
    saved = "Saved. The suggestion counts as approved." if draft.suggestion_id else "Saved."
    await interaction.response.edit_message(view=plain(saved, *rows))
    if page is not None:
        looks_up = interaction.client.catalogue is not None
        card = draw(page, asked(draft), interaction.created_at.date(), looks_up=looks_up)
        if draft.removes:  # what is gone cannot say by whom
            card = with_more(card, f"-# Removed here by {interaction.user.mention}")
        private = not draft.public or (asked(draft).card == "story" and tells_no_story(interaction, here))
        await follow(interaction, card, private=private)


async def _mine(interaction: Interaction, draft_id: int) -> Draft:
    here = await standing(interaction)
    async with interaction.client.database.read() as connection:
        return _refuse(await drafts.find(connection, draft_id), interaction, here)


def _refuse(draft: Draft | None, interaction: Interaction, here: Standing) -> Draft:
    """The draft, where this person can go on with it here and now."""
    suggests = draft.suggests if draft else not here.moderates
    insist(interaction, here, Rank.MEMBER if suggests else Rank.EDITOR)
    refusal = drafts.refusal(draft, interaction.user.id, here.layer, interaction.created_at)
    if draft is None or refusal or draft.kind not in KINDS:
        raise refused(refusal or Refusal.GONE, suggests=suggests)
    return draft


async def _keep_and_show(interaction: Interaction, draft: Draft, problems: tuple[str, ...] = ()) -> None:
    here = await standing(interaction)
    async with interaction.client.database.write() as connection:
        # It may have been confirmed since it was read; and what is shown is what it is then based on.
        _refuse(await drafts.find(connection, draft.id), interaction, here)
        meanwhile = await drafts.meanwhile(connection, draft)
        draft = await drafts.keep(connection, draft)
        page = await read_page(connection, draft.show_id, draft.layer) if draft.show_id else None
    card = problems_card(draft, problems) if problems else preview(draft, page, interaction, meanwhile)
    await show_privately(interaction, card)


def refuse_locked(here: Standing, page: Page | None, *seasons: int | None) -> None:
    """Let nobody fill in a form in vain."""
    lock = lock_on(page.locks, *seasons) if page and not here.manages else None
    if lock:
        raise locked(lock)


def _filled(kind: str, former: Fact[Value] | None, page: Page | None) -> dict[str, str]:
    if former is None:
        return KINDS[kind].form.fresh(page) if page else {}
    return {**KINDS[kind].form.fill(former.value), "source": former.source.url}


def _modal(draft: Draft, page: Page | None) -> FormModal:
    return FormModal(KINDS[draft.kind].form, draft, page.show.title if page else "a new show")

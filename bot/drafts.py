"""A change from the form to its confirmation: what each step asks of the store, and what it shows."""

from collections.abc import Mapping
from dataclasses import replace

from discord import ui

from bot.access import Rank, Standing, insist, require, standing, tells_no_story
from bot.answers import draw
from bot.ask import Ask
from bot.cards.drafts import preview_card, problems_card
from bot.cards.frame import Card, plain
from bot.errors import UserError, locked
from bot.forms.form import FormModal, understand
from bot.forms.kinds import KINDS
from bot.interaction import Interaction
from bot.pages import page_if_seen
from bot.report import report
from bot.text import host
from db import confirmation, drafts
from db.drafts import LIFETIME, Draft, Meanwhile, Refusal
from db.facts import Fact
from db.lock import lock_on
from db.pages import Page, assemble, read_page
from db.publishers import proposed
from db.shows import ShowDetails
from db.status import Decision
from db.values import Evidence, Source, Value

_REFUSALS = {
    Refusal.GONE: "That change is not there any more. Please begin again with `/update`.",
    Refusal.ELSEWHERE: "That change was begun in another place; please go on with it there.",
    Refusal.NOT_YOURS: "Somebody else began that change. Begin your own with `/update`.",
    Refusal.CONFIRMED: "That change has been saved already.",
    Refusal.EXPIRED: "That change was cancelled, or begun more than a day ago. "
    "Please begin again with `/update`.",
    Refusal.UNREADY: "That form is not right yet. **Edit** opens it as you left it.",
}


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
) -> None:
    """Open the form for a new fact, or filled with the one that holds now.

    Raises:
        UserError: this person may not correct facts here.
    """
    here = await require(interaction, Rank.EDITOR)
    _refuse_locked(here, page, season, getattr(former and former.value, "season", None))
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
    )
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
    former = _former(page, draft)
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
        "publisher": {publisher[:100]: publisher for publisher in _publishers(first)},
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
    await interaction.response.edit_message(view=plain("Cancelled. Nothing was changed."))


async def confirm(interaction: Interaction, draft_id: int, seen: int | None = None) -> None:
    """Save a change and show the new answer; where somebody was faster, show what would change now.

    `seen` is the revision that this person was shown when they were told so.
    """
    here, now = await require(interaction, Rank.EDITOR), interaction.created_at
    async with interaction.client.database.write() as connection:
        outcome = await confirmation.confirm(connection, draft_id, here.sign(interaction), seen)
        draft = outcome.draft
        page = await read_page(connection, draft.show_id, here.layer) if draft and draft.show_id else None
    if outcome.refusal or draft is None:
        raise UserError(_REFUSALS[outcome.refusal or Refusal.GONE])
    if outcome.meanwhile:
        await interaction.response.edit_message(view=_preview(draft, page, interaction, outcome.meanwhile))
        return
    await interaction.response.edit_message(view=plain("Saved."))
    if page is not None:
        card = draw(page, _ask(draft), now)
        if draft.removes:  # what is gone cannot say by whom
            card.add_item(ui.TextDisplay(f"-# Removed here by {interaction.user.mention}"))
        private = not draft.public or (_ask(draft).card == "story" and tells_no_story(interaction, here))
        await interaction.followup.send(view=card, ephemeral=private)
    await report(interaction, outcome.edit_id)


async def _mine(interaction: Interaction, draft_id: int) -> Draft:
    here = await standing(interaction)
    async with interaction.client.database.read() as connection:
        return _refuse(await drafts.find(connection, draft_id), interaction, here)


def _refuse(draft: Draft | None, interaction: Interaction, here: Standing) -> Draft:
    """The draft, where this person can go on with it here and now."""
    insist(interaction, here, Rank.MEMBER if draft and draft.suggests else Rank.EDITOR)
    refused = drafts.refusal(draft, interaction.user.id, here.layer, interaction.created_at)
    if draft is None or refused:
        raise UserError(_REFUSALS[refused or Refusal.GONE])
    return draft


async def _keep_and_show(interaction: Interaction, draft: Draft, problems: tuple[str, ...] = ()) -> None:
    here = await standing(interaction)
    async with interaction.client.database.write() as connection:
        # It may have been confirmed since it was read; and what is shown is what it is then based on.
        _refuse(await drafts.find(connection, draft.id), interaction, here)
        meanwhile = await drafts.meanwhile(connection, draft)
        draft = await drafts.keep(connection, draft)
        page = await read_page(connection, draft.show_id, draft.layer) if draft.show_id else None
    card = problems_card(draft, problems) if problems else _preview(draft, page, interaction, meanwhile)
    if interaction.message is None:
        await interaction.response.send_message(view=card, ephemeral=True)
    else:
        await interaction.response.edit_message(view=card)


def _preview(
    draft: Draft, page: Page | None, interaction: Interaction, meanwhile: Meanwhile | None = None
) -> Card:
    former = _former(page, draft)
    then = _then(page, draft, interaction)
    answer = draw(then, _ask(draft), interaction.created_at).answer if then else "I don't know that show."
    title = then.show.title if then else (page.show.title if page else "")
    publishers = _publishers(draft.sources[0]) if draft.sources else ()
    return preview_card(draft, title, former, answer, publishers, meanwhile)


def _publishers(source: Source) -> tuple[str, ...]:
    """Who may have published it: as it stands, as the link's place is known, and the place itself."""
    return source.publisher, proposed(source.url)[0], host(source.url)


def _former(page: Page | None, draft: Draft) -> Fact[Value] | None:
    """The fact as it holds now, which the draft changes or would say a second time."""
    if page and draft.season and draft.kind == Decision.KIND and not draft.removes:
        return page.decision(draft.season)
    key = draft.target or (draft.value.key if draft.value else None)
    return page.fact(draft.kind, key) if page and key else None


def _then(page: Page | None, draft: Draft, interaction: Interaction) -> Page | None:
    """The page as it would be after the draft; None where the show itself would be gone."""
    today = interaction.created_at.date()
    target = page.fact(draft.kind, draft.target) if page and draft.target else None
    former = target.value if target else None
    made = confirmation.changes(draft, former, draft.show_id or 0, today)
    changed = [(change.kind, change.key) for change in made]
    kept = [fact for fact in page.facts if (fact.value.KIND, fact.value.key) not in changed] if page else []
    if draft.value and not draft.removes:
        kept.append(Fact(0, draft.value, draft.sources, draft.layer, today))
    if not any(isinstance(fact.value, ShowDetails) for fact in kept):
        return None
    return assemble(page.show_id if page else 0, draft.layer, kept, page.weeks if page else ())


def _refuse_locked(here: Standing, page: Page | None, *seasons: int | None) -> None:
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


def _ask(draft: Draft) -> Ask:
    return Ask(KINDS[draft.kind].shown_by, draft.show_id, draft.season)

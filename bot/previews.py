"""Previews: what a draft would change, as this interaction's server would see it."""

from datetime import date

from bot.answers import draw
from bot.ask import Ask
from bot.cards.drafts import Prospect, preview_card
from bot.cards.frame import Card
from bot.forms.kinds import KINDS
from bot.interaction import Interaction
from bot.links import host
from db.confirmation import changes
from db.drafts import Draft, Meanwhile
from db.facts import Fact
from db.pages import Page, assemble
from db.publishers import proposed
from db.shows import ShowDetails
from db.status import Decision
from db.values import Source, Value


def preview(
    draft: Draft, page: Page | None, interaction: Interaction, meanwhile: Meanwhile | None = None
) -> Card:
    """What a draft would change, for its author to confirm or to send."""
    publishers = publishers_of(draft.sources[0]) if draft.sources else ()
    return preview_card(draft, prospect(draft, page, interaction, meanwhile), publishers)


def prospect(
    draft: Draft, page: Page | None, interaction: Interaction, meanwhile: Meanwhile | None = None
) -> Prospect:
    """What a draft comes to, on the page as it holds now."""
    today = interaction.created_at.date()
    then = _after(page, draft, today)
    answer = draw(then, asked(draft), today).answer if then else "I don't know that show."
    title = page.show.title if page else (then.show.title if then else "")
    theirs = page.fact(draft.kind, meanwhile.key) if page and meanwhile else None
    return Prospect(title, theirs or former_fact(page, draft), answer, meanwhile)


def asked(draft: Draft) -> Ask:
    """The question whose answer a draft changes."""
    season = draft.season if draft.removes else getattr(draft.value, "season", draft.season)
    return Ask(KINDS[draft.kind].shown_by, draft.show_id, season)


def publishers_of(source: Source) -> tuple[str, ...]:
    """Who may have published it: as it stands, as the link's place is known, and the place itself."""
    return source.publisher, proposed(source.url)[0], host(source.url)


def former_fact(page: Page | None, draft: Draft) -> Fact[Value] | None:
    """The fact as it holds now, which a draft changes or would say a second time."""
    if page and draft.season and draft.kind == Decision.KIND and not draft.removes:
        return page.decision(draft.season)
    key = draft.target or (draft.value.key if draft.value else None)
    return page.fact(draft.kind, key) if page and key else None


def _after(page: Page | None, draft: Draft, today: date) -> Page | None:
    """The page as it would be after a draft; None where the show itself would be gone."""
    target = page.fact(draft.kind, draft.target) if page and draft.target else None
    made = changes(draft, target.value if target else None, draft.show_id or 0, today)
    changed = [(change.kind, change.key) for change in made]
    kept = [fact for fact in page.facts if (fact.value.KIND, fact.value.key) not in changed] if page else []
    if draft.value and not draft.removes:
        kept.append(Fact(0, draft.value, draft.sources, draft.layer, today))
    if not any(isinstance(fact.value, ShowDetails) for fact in kept):
        return None
    if page is None:
        return assemble(0, draft.layer, kept)
    return assemble(page.show_id, draft.layer, kept, page.weeks, page.tvmaze)

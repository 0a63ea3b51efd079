"""Looking a show up that the store lacks, or has only by name, for the one who asks about it."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bot.ask import Ask
from bot.buttons import draw
from bot.cards.frame import Card
from bot.cards.lookup import choice_of_found, taken
from bot.catalogue.told import Telling
from bot.catalogue.tvmaze import Catalogue
from bot.errors import UserError
from bot.interaction import Interaction
from bot.pages import page_for, page_if_seen
from bot.reply import follow, fulfil
from bot.text import clip, count, escape
from db.facts import SHARED
from db.pages import Page, read_page
from db.same_show import differ
from db.search import LIKELY, Found, clear_winner, likeness, normalise
from db.shows import ShowDetails
from sources.tvmaze import Show

T = TypeVar("T")


async def look_up(interaction: Interaction, ask: Ask) -> bool:
    """Find what was asked about on TVmaze, and answer; of several shows, let one be chosen.

    Returns whether everybody in the channel can read the answer.

    Raises:
        UserError: there is no such show.
        TVmazeError: TVmaze cannot be asked.
    """
    catalogue = catalogue_of(interaction)
    known = await _known(interaction, ask)
    title, tvmaze_id = (known.title, known.tvmaze_number) if known else (ask.text, None)
    await interaction.response.defer(ephemeral=True, thinking=True)
    if known and ask.text:
        return await _look_up_another(interaction, catalogue, ask, known)
    if tvmaze_id is None:
        found = await (catalogue.search(title) if known else catalogue.search_typed(title))
        if not found:
            raise UserError(f"TVmaze knows no show called “{clip(escape(title), 100)}”{_what_then(known)}")
        meant = _meant(title, known, found)
        if meant is None:
            likeliest_first = sorted(found, key=lambda show: known is not None and _contradicts(show, known))
            await fulfil(interaction, choice_of_found(title, likeliest_first, ask))
            return False
        tvmaze_id = meant.id
    return await answer_about(interaction, catalogue, ask, tvmaze_id)


async def _known(interaction: Interaction, ask: Ask) -> ShowDetails | None:
    """What everybody reads of the show that is asked about; what a server alone calls it is told nobody.

    Raises:
        UserError: the show is not seen from here, or only this server knows it, and not by its number.
    """
    if ask.show is None:
        return None
    here = await page_for(interaction, ask.show)
    shared = await _seen_by_all(interaction, ask.show)
    if shared is not None:
        return shared.show
    if ask.text or here.show.tvmaze_number is None:
        raise UserError(
            "Only this server knows that show, so I don't ask TVmaze about it. If you know more of it, "
            "please say so with `/suggest`."
        )
    return here.show


def _what_then(known: ShowDetails | None) -> str:
    """The rest of the sentence that TVmaze knows no such show: what can be done where somebody typed it."""
    if known:
        return ", so I know no more of it than that."
    return ". Please check the spelling, or try its original title."


async def _look_up_another(
    interaction: Interaction, catalogue: Catalogue, ask: Ask, known: ShowDetails
) -> bool:
    """Find the other shows of a known one's title."""
    name, number = normalise(known.title), known.tvmaze_number
    others = [
        show
        for show in await catalogue.search(known.title)
        if normalise(show.title) == name and (show.id != number if number else _contradicts(show, known))
    ]
    if not others:
        raise UserError(f"TVmaze knows no other show called “{clip(escape(known.title), 100)}”.")
    if len(others) == 1:
        return await answer_about(interaction, catalogue, ask, others[0].id)
    await fulfil(interaction, choice_of_found(known.title, others, ask))
    return False


async def take_chosen(interaction: Interaction, ask: Ask, tvmaze_id: int) -> bool:
    """Answer about the one that was chosen of several shows. Returns what `look_up` does.

    Raises:
        TVmazeError: TVmaze cannot be asked, or the show is gone there.
    """
    catalogue = catalogue_of(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    return await answer_about(interaction, catalogue, ask, tvmaze_id)


async def answer_about(interaction: Interaction, catalogue: Catalogue, ask: Ask, tvmaze_id: int) -> bool:
    """Bring a show into the store, and answer about it. Returns what `look_up` does.

    Raises:
        UserError: the show was removed here, or the same is being answered.
        TVmazeError: TVmaze cannot be asked, or the show is gone there.
    """
    show, show_id = await catalogue.take(tvmaze_id, interaction.created_at, asked_about=ask.show)
    if await page_if_seen(interaction, show_id) is None:
        raise UserError(await _why_unseen(interaction, show, show_id))
    about_it = replace(ask, show=show_id, text=ask.also, also="")
    question = replace(about_it, text=normalise(ask.also)).custom_id
    async with catalogue.told.once(interaction, question, public=ask.public) as telling:
        card = await draw(interaction, about_it, private=not telling.public)
        await tell(interaction, telling, taken(show), card)
    return telling.is_told


async def tell(interaction: Interaction, telling: Telling, found: Card, answer: Card) -> None:
    """Answer privately or in the channel, there after what was `found`, which only one person sees."""
    if telling.public:
        await fulfil(interaction, found)
        await follow(interaction, answer, private=False)
        telling.is_told = True
    else:
        await fulfil(interaction, answer)


async def _why_unseen(interaction: Interaction, show: Show, show_id: int) -> str:
    """Who removed a show, and what can be done about that."""
    title = clip(escape(show.title), 200)
    if await _seen_by_all(interaction, show_id) is None:
        return (
            f"TVmaze knows {title}, but whoever runs me has removed it. "
            "In a server its moderators can add it with `/update show`."
        )
    return (
        f"This server's moderators have removed {title} here. "
        "They can bring it back: `/history` lists that, with **Undo**."
    )


async def _seen_by_all(interaction: Interaction, show_id: int) -> Page | None:
    """The page of a show as the shared catalogue has it, if it does."""
    return await interaction.client.database.memory.recall(read_page, layer=SHARED, show_id=show_id)


def catalogue_of(interaction: Interaction) -> Catalogue:
    """Where to look things up.

    Raises:
        UserError: that was switched off.
    """
    if interaction.client.catalogue is None:
        raise UserError(
            "I can't look anything up on TVmaze any more: whoever runs me has switched that off. "
            "`/shows` lists all I know, and in a server its moderators can add a show with `/update show`."
        )
    return interaction.client.catalogue


def _meant(title: str, known: ShowDetails | None, found: Sequence[Show]) -> Show | None:
    """What is meant beyond doubt; where a show is known, the only one of its name that it can be."""
    if known is None:
        return clearly_meant(title, [(show.title, show) for show in found])
    name = normalise(title)
    same = [show for show in found if normalise(show.title) == name and not _contradicts(show, known)]
    return same[0] if len(same) == 1 else None


def _contradicts(show: Show, known: ShowDetails) -> bool:
    """Whether a show has another year or network than the one that is known."""
    year = show.premiered.year if show.premiered else None
    return differ({year, known.year}, {show.network, known.network})


def count_lookup(interaction: Interaction, catalogue: Catalogue) -> None:
    """Count a lookup, of a show or a person, or what was chosen of several found.

    Raises:
        UserError: it is one too many.
    """
    place = interaction.guild_id or interaction.user.id
    wait = catalogue.count_lookup(place, interaction.created_at)
    if wait is not None:
        where = "in this server" if interaction.guild_id else "for you"
        minutes = count(max(1, math.ceil(wait / 60)), "minute")
        raise UserError(
            f"I have looked up as much {where} as I may in an hour. Please try again in {minutes}."
        )


def clearly_meant(typed: str, named: Sequence[tuple[str, T]]) -> T | None:
    """What a text names beyond doubt; where there is only one, the text need only be like its name."""
    wanted = normalise(typed)
    found = [Found(one, likeness(wanted, normalise(name))) for name, one in named]
    if len(found) == 1 and found[0].likeness >= LIKELY:
        return found[0].item
    return clear_winner(found)

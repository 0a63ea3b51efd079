"""Looking up a person whom the store does not know: which shows they are in, and more of one of these."""

from dataclasses import replace

from bot.ask import Ask
from bot.cards.people import choice_of_people, credits_card, found_person
from bot.catalogue.lookup import answer_about, catalogue_of, clearly_meant, tell
from bot.catalogue.tvmaze import Catalogue
from bot.errors import UserError
from bot.interaction import Interaction
from bot.pages import people_named
from bot.reply import fulfil
from bot.text import clip, escape


async def look_up_person(interaction: Interaction, ask: Ask) -> bool:
    """Find on TVmaze who was asked about, and answer; of several people, let one be chosen.

    Returns whether everybody in the channel can read the answer.

    Raises:
        UserError: there is nobody of that name.
        TVmazeError: TVmaze cannot be asked.
    """
    catalogue = catalogue_of(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    found = await catalogue.search_people(ask.text)
    if not found:
        known = [one.item for one in await people_named(interaction, None, ask.text, 1)]
        what_then = (
            ", so I know no more of them than that" if ask.text in known else ". Please check the spelling"
        )
        raise UserError(f"TVmaze knows nobody called “{clip(escape(ask.text), 100)}”{what_then}.")
    meant = clearly_meant(ask.text, [(person.name, person) for person in found])
    if meant is None:
        await fulfil(interaction, choice_of_people(ask.text, found, ask))
        return False
    return await _answer(interaction, catalogue, ask, meant.id)


async def take_person(interaction: Interaction, ask: Ask, person_id: int) -> bool:
    """Answer about the one that was chosen of several people. Returns what `look_up_person` does.

    Raises:
        TVmazeError: TVmaze cannot be asked, or the person is gone there.
    """
    catalogue = catalogue_of(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    return await _answer(interaction, catalogue, ask, person_id)


async def take_credited(interaction: Interaction, ask: Ask, tvmaze_id: int) -> bool:
    """Bring one of the shows that somebody is in, and tell its cast. Returns what `look_up_person` does.

    Raises:
        TVmazeError: TVmaze cannot be asked, or the show is gone there.
    """
    catalogue = catalogue_of(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    return await answer_about(interaction, catalogue, replace(ask, card="cast"), tvmaze_id)


async def _answer(interaction: Interaction, catalogue: Catalogue, ask: Ask, person_id: int) -> bool:
    person = await catalogue.person(person_id)
    card = credits_card(person, interaction.created_at)
    async with catalogue.told.once(interaction, f"person:{person.id}", public=ask.public) as telling:
        await tell(interaction, telling, found_person(person), card)
    return telling.is_told

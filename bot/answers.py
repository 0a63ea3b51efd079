"""Which card answers which question about a show."""

from collections.abc import Callable
from datetime import date

from bot.ask import Ask
from bot.cards.cast import cast_card
from bot.cards.frame import Card
from bot.cards.reception import reviews_card
from bot.cards.status import status_card
from bot.cards.story import reveal_card, story_card
from bot.errors import UserError
from db.pages import Page

Painter = Callable[[Page, Ask, date, bool, bool], Card]

_PAINTERS: dict[str, Painter] = {
    "status": lambda page, ask, today, moderates, looks_up: status_card(
        page, ask.season, today, moderates=moderates, looks_up=looks_up
    ),
    "reviews": lambda page, ask, today, _, __: reviews_card(page, ask.season, today),
    "cast": lambda page, _ask, today, _, looks_up: cast_card(page, today, looks_up=looks_up),
    "story": lambda page, ask, today, _, __: story_card(page, ask.season, today),
    "reveal": lambda page, ask, today, _, __: reveal_card(page, ask.season, today),
}


def painter(name: str) -> Painter:
    """What makes a card of a page, a question, the day, and whether a moderator asks and shows are looked up.

    Raises:
        UserError: the card is one that only an older version knew.
    """
    if name not in _PAINTERS:
        raise UserError("That button is from an older version of me. Please ask again with the command.")
    return _PAINTERS[name]


def draw(page: Page, ask: Ask, today: date, *, moderates: bool = False, looks_up: bool = False) -> Card:
    """The card that answers a question about one show."""
    return painter(ask.card)(page, ask, today, moderates, looks_up)

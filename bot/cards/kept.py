"""Cards drawn of late, given again as long as their page is the same."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from bot.cards.frame import Card
from db.pages import Page

_MOST_KEPT = 100
"""How many cards of each kind are kept, of some 10 kB each, and with them their pages, of some 60 kB; most of
these are in memory anyway."""

P = ParamSpec("P")


def kept(draw: Callable[Concatenate[Page, P], Card]) -> Callable[Concatenate[Page, P], Card]:
    """Draw a card once for the same page and the same about it; all else must not matter to the drawing.

    A page that was read anew is another page. Nobody may change a card that is given so: `with_more` and
    `with_picture` make another one.
    """
    drawn: dict[object, tuple[Page, Card]] = {}  # the one asked for last at the end

    @wraps(draw)
    def given(page: Page, *about: P.args, **options: P.kwargs) -> Card:
        key = id(page), about, tuple(options.items())
        found = drawn.pop(key, None) or (page, draw(page, *about, **options))
        drawn[key] = found  # as long as the page is kept, no other one gets its id
        if len(drawn) > _MOST_KEPT:
            del drawn[next(iter(drawn))]
        return found[1]

    return given

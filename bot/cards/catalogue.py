"""The card of /catalogue: how many shows there are, and how far the import of all of them is."""

from discord import ButtonStyle, ui

from bot.cards.frame import NEUTRAL, Card, card, small
from bot.cards.lookup import TVMAZE
from bot.links import link
from bot.text import cardinal, count, day, escape, number
from db.catalogue import Counts
from db.catalogue_pages import Left


def catalogue_card(known: Counts, begun: Left | None, is_running: bool, failure: str | None) -> Card:
    """How far it is, and what can be done next."""
    return card(
        NEUTRAL,
        f"I know {count(known.shows, 'show')}, {_some(known.from_tvmaze)} of them from TVmaze.",
        [
            f"{_in_full(known.in_full)} is completed when somebody looks it up.",
            _state(begun, is_running),
            f"⚠️ It stopped: {escape(failure)} What was taken stays." if failure and not is_running else "",
        ],
        small(f"From TVmaze ({link(TVMAZE)}), CC BY-SA"),
        [ui.ActionRow(*_buttons(begun, is_running))],
    )


def _some(shows: int) -> str:
    return cardinal(shows) if shows else "none"


def _in_full(shows: int) -> str:
    if not shows:
        return "None has its seasons and cast from there yet; each"
    has = "has its" if shows == 1 else "have their"
    kept = "is kept up to date once a day" if shows == 1 else "are kept up to date once a day"
    return f"{_some(shows).capitalize()} {has} seasons and cast from there, and {kept}. Any other"


def _state(begun: Left | None, is_running: bool) -> str:
    if is_running and (begun is None or begun.is_done):
        return "The import of every show has just begun."
    if begun is None:
        return "The import of every show was never begun. It takes about ten minutes."
    if begun.is_done:
        return f"Every show was taken on {day(begun.at.date())}."
    verb = "is running" if is_running else "was left off"
    return f"The import of every show {verb}: {_bar(begun.next_page, begun.pages)}"


def _bar(done: int, of: int) -> str:
    filled = 20 * done // max(of, 1)
    return f"{'▰' * filled}{'▱' * (20 - filled)} {number(done)} of {number(of)} pages"


def _buttons(begun: Left | None, is_running: bool) -> list[ui.Button[Card]]:
    if is_running:
        return [_button("Show how far it is", "look"), _button("Stop", "stop")]
    going_on = begun is not None and not begun.is_done
    words = "Go on" if going_on else "Take every show again" if begun else "Take every show"
    return [ui.Button(style=ButtonStyle.primary, label=words, custom_id="catalogue:begin")]


def _button(words: str, act: str) -> ui.Button[Card]:
    return ui.Button(label=words, custom_id=f"catalogue:{act}")

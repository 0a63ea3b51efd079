"""Places in a row and shares, as people say them."""

from bot.text import ordinal

_ORDINAL_WORDS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)


def ordinal_word(value: int) -> str:
    """A place in a row, in words up to ten: "third", "12th"."""
    return _ORDINAL_WORDS[value - 1] if 1 <= value <= 10 else ordinal(value)


def percent(share: float, *, signed: bool = False) -> str:
    """A share in whole per cent: "61 %", or with a sign, as changes are told: "+45 %", "-64 %"."""
    whole = round(100 * share)
    return f"{whole:+,} %" if signed and whole else f"{whole:,} %"

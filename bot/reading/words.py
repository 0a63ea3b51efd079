"""What all readers share: how a line is made plain, how it is quoted, and how it is refused."""

from unicodedata import normalize

from bot.text import clip, escape, number

_LONGEST = 120
_LONGEST_QUOTE = 60
_PLAIN = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‘’ʼ´`", "'")})


class Misread(Exception):
    """Text that cannot be read; its own text is a sentence for the person who typed it, ready to be shown."""


def quoted(text: str) -> str:
    """What was typed, for a sentence: in quotation marks, escaped and cut to 60 characters."""
    # More is never shown, and escaping a page of text takes its time.
    shown = clip(escape(text[: 4 * _LONGEST_QUOTE]), _LONGEST_QUOTE)
    return f"“{shown}”" if shown else "That"


def fold(text: str) -> str:
    """One line in lower case and single spaces, its digits, dashes and apostrophes plain.

    Raises Misread where it is longer than any date, score or number.
    """
    line = " ".join(text.split())
    if len(line) > _LONGEST:
        raise Misread(f"That has {number(len(line))} characters. Write it in at most {_LONGEST}.")
    return " ".join(normalize("NFKC", line).translate(_PLAIN).lower().split())

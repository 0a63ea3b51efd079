"""What a chart shows, as plain values: all that the worker which draws it gets to know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """One figure. A `bound` is only known to lie below `y`; a `partial` one is of less time than others."""

    x: float
    y: float
    label: str = ""
    is_bound: bool = False
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """Points from left to right, under a name. Where the font lacks its script, `stand_in` is written."""

    name: str
    stand_in: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Series over one scale, which begins at zero or close under the lowest point.

    Points further apart than `joined_within` are not joined by a line.
    """

    caption: str
    series: tuple[Series, ...]
    from_zero: bool = True
    joined_within: float = float("inf")
    height: int = 420


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels above each other over one axis, and what they show in words, for those who cannot see them.

    `ticks` are the places on the axis that are named.
    """

    panels: tuple[Panel, ...]
    ticks: tuple[tuple[float, str], ...]
    caption: str
    described: str

"""Draws a chart as a PNG; it runs in the worker process, the only one that loads matplotlib.

A picture has a dark ground of its own, so that it reads the same on Discord's light theme and on its dark
one. Series differ by Okabe and Ito's colours, which colour-blind people can tell apart, and also by marker
and line.
"""

# matplotlib says of much that it takes keywords, and not of what type.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

import unicodedata
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from itertools import pairwise
from math import nan
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import IdentityTransform

from bot.labels import Box, covered, free_place, labelled
from bot.plot import Chart, Panel, Point, Series

WIDTH = 800
"""Pixels. A phone shows it some 300 points wide, where type of 30 pixels is as large as small print."""

GROUND, INK, FAINT = "#1E1F22", "#F2F3F5", "#55575E"
COLOURS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7")
_MARKERS = ("o", "s", "^", "D")
_LINES = ("solid", "dashed", "dashdot", "dotted")

_TYPE, _MARKER, _STROKE = 30, 18, 5
_ROW, _ABOVE, _BELOW, _LEFT, _RIGHT, _EDGE = 46, 72, 100, 24, 36, 8

_LEFTWARD = frozenset({"R", "AL", "AN", "RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})
"""The directions of characters that are not simply written from left to right."""

matplotlib.rcdefaults()  # whatever this user has set for charts of their own


def draw(chart: Chart) -> bytes:
    """The chart as a PNG of `WIDTH` pixels. At 72 dots an inch matplotlib's points are pixels."""
    named = chart.panels[0].series if len(chart.panels[0].series) > 1 else ()
    top = _ROW * len(named) + (_EDGE if named else 0)
    below = _BELOW if chart.caption else _BELOW // 2
    height = top + sum(_ABOVE + panel.height for panel in chart.panels) + below
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor=GROUND)
    canvas = FigureCanvasAgg(figure)
    for row, series in enumerate(named):
        _write_name(figure, canvas, series, row, height - _EDGE - _ROW * (row + 0.5))
    margin = max(_margin(panel) for panel in chart.panels)
    for panel in chart.panels:
        _write(figure, _LEFT, height - top - _ABOVE / 2, panel.caption, "center_baseline")
        top += _ABOVE + panel.height
        place = (margin / WIDTH, 1 - top / height, (WIDTH - margin - _RIGHT) / WIDTH, panel.height / height)
        axes = figure.add_axes(place, facecolor=GROUND)
        _furnish(axes, panel, chart, last=panel is chart.panels[-1])
        for index, series in enumerate(panel.series):
            _plot(axes, series, index, panel.joined_within)
        _label(figure, axes, canvas, panel)
    picture = BytesIO()
    figure.savefig(picture, format="png", facecolor=GROUND)
    return picture.getvalue()


def _write_name(figure: Figure, canvas: FigureCanvasAgg, series: Series, row: int, y: float) -> None:
    """A series' line, marker and name, which is cut where it is too long."""
    figure.add_artist(Line2D([_LEFT, 74], [y, y], transform=IdentityTransform(), **_style(row)))
    figure.add_artist(Line2D([49], [y], transform=IdentityTransform(), **_marker(row)))
    name = series.name if _is_written(series.name) else series.stand_in
    text = _write(figure, 92, y, name, "center_baseline")
    for length in range(len(name) - 1, 0, -1):
        if text.get_window_extent(canvas.get_renderer()).x1 <= WIDTH - _EDGE:
            break
        text.set_text(f"{name[:length].rstrip()}…")


def _write(figure: Figure, x: float, y: float, text: str, vertical: str) -> Text:
    """Text at a place in pixels. It is never read as a formula, which a "$" would make of it."""
    style: dict[str, Any] = {"fontsize": _TYPE, "color": INK, "verticalalignment": vertical}
    return figure.text(x, y, text, transform=IdentityTransform(), parse_math=False, **style)


def _is_written(name: str) -> bool:
    """Whether the font has every character of a name, and each stands by itself, from left to right."""
    return bool(name.strip()) and all(
        character.isprintable()
        and ord(character) in _characters()
        and unicodedata.bidirectional(character) not in _LEFTWARD
        for character in name
    )


@cache
def _characters() -> frozenset[int]:
    return frozenset(FT2Font(findfont(FontProperties(family="DejaVu Sans"))).get_charmap())


def _style(index: int) -> dict[str, Any]:
    return {"color": COLOURS[index], "linestyle": _LINES[index], "linewidth": _STROKE}


def _marker(index: int, point: Point | None = None) -> dict[str, Any]:
    """A marker; a hollow one for what is partial, a hollow arrow down for what lies somewhere below."""
    is_hollow = point is not None and (point.is_partial or point.is_bound)
    return {
        "color": COLOURS[index],
        "marker": "v" if point is not None and point.is_bound else _MARKERS[index],
        "markersize": _MARKER,
        "markerfacecolor": GROUND if is_hollow else COLOURS[index],
        "markeredgewidth": _STROKE - 1,
        "linestyle": "none",
        "clip_on": False,
        "zorder": 3,
    }


def _furnish(axes: Axes, panel: Panel, chart: Chart, *, last: bool) -> None:
    """The scale, its grid and what both axes are called."""
    axes.set_xlim(*_width(chart))
    axes.set_ylim(*_range(panel))
    axes.set_xticks([place for place, _ in chart.ticks], [name if last else "" for _, name in chart.ticks])
    axes.yaxis.set_major_locator(_scale(panel))
    axes.yaxis.set_major_formatter(FuncFormatter(_figure))
    axes.tick_params(labelsize=_TYPE, colors=INK, length=0, pad=12)
    axes.grid(axis="y", color=FAINT, linewidth=1.5)
    axes.spines[:].set_visible(False)
    axes.spines["bottom"].set(visible=True, color=FAINT, linewidth=2)
    axes.set_axisbelow(True)
    if last:
        axes.set_xlabel(chart.caption, fontsize=_TYPE, color=INK, labelpad=6)


def _width(chart: Chart) -> tuple[float, float]:
    """From the first to the last point of all panels, with room for markers and labels at both ends."""
    places = [point.x for panel in chart.panels for series in panel.series for point in series.points]
    room = (max(places) - min(places)) * 0.12 or 1.0
    return min(places) - room, max(places) + room


def _scale(panel: Panel) -> MaxNLocator:
    """Round numbers, as many as the panel's height has room for."""
    return MaxNLocator(nbins=max(2, panel.height // 80), steps=[1, 2, 5, 10])


def _range(panel: Panel) -> tuple[float, float]:
    """From the lowest to the highest figure, with room for labels above."""
    values = [point.y for series in panel.series for point in series.points]
    low, high = (0.0 if panel.from_zero else min(values)), max(values)
    room = (high - low) or abs(high) or 1.0
    return low if panel.from_zero else low - room * 0.25, high + room * 0.25


def _figure(value: float, _place: int | None = None) -> str:
    return f"{value:,.10g}" if abs(value) < 1e7 else f"{value:.3g}"


def _margin(panel: Panel) -> float:
    """Pixels to the left of the scale, for its longest number."""
    low, high = _range(panel)
    places = _scale(panel).tick_values(low, high)
    lengths = [len(_figure(float(place))) for place in places if low <= place <= high]
    return 40 + 18 * max(lengths, default=1)


def _plot(axes: Axes, series: Series, index: int, joined_within: float) -> None:
    """Lines and markers; dotted is what leads to or from a bound."""
    pairs = [pair for pair in pairwise(series.points) if pair[1].x - pair[0].x <= joined_within]
    firm = [pair for pair in pairs if not any(point.is_bound for point in pair)]
    loose = [pair for pair in pairs if any(point.is_bound for point in pair)]
    _join(axes, firm, _style(index))
    _join(axes, loose, _style(index) | {"linestyle": (0, (1, 2)), "linewidth": _STROKE - 2})
    for looks in {(point.is_bound, point.is_partial): point for point in series.points}.values():
        alike = [
            point
            for point in series.points
            if (point.is_bound, point.is_partial) == (looks.is_bound, looks.is_partial)
        ]
        places = [point.x for point in alike], [point.y for point in alike]
        axes.add_line(Line2D(*places, **_marker(index, looks)))


def _join(axes: Axes, pairs: Sequence[tuple[Point, Point]], style: dict[str, Any]) -> None:
    """One line from point to point of each pair, which what is no number interrupts."""
    x = [place for before, after in pairs for place in (before.x, after.x, nan)]
    y = [place for before, after in pairs for place in (before.y, after.y, nan)]
    axes.add_line(Line2D(x, y, **style))


def _label(figure: Figure, axes: Axes, canvas: FigureCanvasAgg, panel: Panel) -> None:
    """Write each point's label where it covers nothing; where there is no such place, leave it out."""
    drawn, ground = canvas.get_renderer(), axes.get_window_extent()
    within = Box(_EDGE, ground.y0, WIDTH - _EDGE, ground.y1)
    taken = [*covered(panel, lambda point: _place(axes, point))]
    marks = [mark.get_window_extent(drawn) for mark in axes.get_yticklabels() if mark.get_text()]
    taken += [Box(*mark.extents) for mark in marks]
    for index, point, matters in labelled(panel):
        x, y = _place(axes, point)
        text = _write(figure, x, y, point.label, "baseline")
        text.set_color(COLOURS[index] if len(panel.series) > 1 else INK)
        size = text.get_window_extent(drawn)
        free = free_place((x, y), (size.width, size.height), taken, within, matters=matters)
        if free:
            text.set_position((free.left, free.bottom + y - size.y0))
            taken.append(free.padded(_EDGE))
        else:
            text.remove()


def _place(axes: Axes, point: Point) -> tuple[float, float]:
    x, y = axes.transData.transform((point.x, point.y))
    return float(x), float(y)

"""Where the labels of a chart stand, so that none covers a line, a marker or another one; all in pixels."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bot.plot import Panel, Point

_MARKER, _LINE, _NEAR = 26, 10, 18
_MOST = 40

Place = tuple[float, float]


class Box(NamedTuple):
    """A rectangle."""

    left: float
    bottom: float
    right: float
    top: float

    def covers(self, other: "Box") -> bool:
        """Whether both have some place in common."""
        return not (
            other.left >= self.right
            or other.right <= self.left
            or other.bottom >= self.top
            or other.top <= self.bottom
        )

    def padded(self, by: float) -> "Box":
        """The rectangle with a margin."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)


def labelled(panel: Panel) -> list[tuple[int, Point, bool]]:
    """Points with a label, each with its series' place and whether it matters most, in the order to write.

    Both ends of a series and its highest point matter most. Of very many points, only the first have room.
    """
    found: list[tuple[int, int, Point, bool]] = []
    for index, series in enumerate(panel.series):
        highest = max(series.points, key=lambda point: point.y, default=None)
        for place, point in enumerate(series.points):
            matters = point is highest or place in (0, len(series.points) - 1)
            if point.label:
                found.append((0 if matters else place, index, point, matters))
    found.sort(key=lambda one: one[:2])
    return [(index, point, matters) for _, index, point, matters in found[:_MOST]]


def covered(panel: Panel, at: Callable[[Point], Place]) -> Iterator[Box]:
    """Where markers and lines lie."""
    for series in panel.series:
        for point in series.points:
            yield _square(at(point), _MARKER)
        for before, after in zip(series.points, series.points[1:], strict=False):
            if after.x - before.x <= panel.joined_within:
                yield from _along(at(before), at(after))


def free_place(
    at: Place, size: Place, taken: Sequence[Box], within: Box, *, matters: bool = False
) -> Box | None:
    """The best place for a label of this size about its point, if there is one; further off if it matters."""
    far = [(min(max(x, within.left), within.right - size[0]), y) for x, y in _far_from(*at, *size)]
    for left, bottom in (*_about(*at, *size), *(far if matters else ())):
        box = Box(left, bottom, left + size[0], bottom + size[1])
        is_within = box.left >= within.left and box.right <= within.right and box.bottom >= within.bottom
        if is_within and not any(map(box.covers, taken)):
            return box
    return None


def _square(middle: Place, side: float) -> Box:
    return Box(*middle, *middle).padded(side / 2)


def _along(start: Place, end: Place) -> Iterator[Box]:
    """Small squares that cover a line."""
    across, up = end[0] - start[0], end[1] - start[1]
    steps = int(max(abs(across), abs(up)) / _LINE) + 1
    for step in range(steps + 1):
        yield _square((start[0] + across * step / steps, start[1] + up * step / steps), _LINE)


def _about(x: float, y: float, width: float, height: float) -> Iterator[Place]:
    """Left and lower edge of a label close to its point: above it, beside it, under it."""
    left, right, above, under = x - width - _NEAR, x + _NEAR, y + _NEAR / 2, y - _NEAR / 2 - height
    yield x - width / 2, y + _NEAR
    yield right, above
    yield left, above
    yield right + 4, y - height / 2
    yield x - width / 2, y - _NEAR - height
    yield right, under
    yield left, under
    for start in (x - _NEAR, x - width + _NEAR):
        yield start, y + _NEAR
        yield start, y - _NEAR - height


def _far_from(x: float, y: float, width: float, height: float) -> Iterator[Place]:
    yield x - width / 2, y + 3 * _NEAR
    yield x - width / 2, y - 3 * _NEAR - height

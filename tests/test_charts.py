"""Charts: as pictures, and as what a process draws that may hang, die or be ended from outside."""

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot import charts as service
from bot.charts import Charts
from bot.drawing import COLOURS, GROUND, INK, WIDTH, draw
from bot.labels import Box, covered, free_place, labelled
from bot.plot import Chart, Panel, Point, Series
from tests import bad_charts
from tests.bad_charts import chart_of
from tests.browser import ROOT
from tests.viewing import IMPERFECTS, show_of, viewers, week

IMPERFECTS_CHART = viewers(
    show_of(*IMPERFECTS, title="The Imperfects", released={1: "2022-09-08"})
).chart or chart_of("none")
BOTH = viewers(
    show_of(*IMPERFECTS, title="The Imperfects"),
    other=show_of(week(1, 16.66, views=1), week(2, 31.14, views=2), week(3, tenth=9), title="Partner Track"),
).chart or chart_of("none")


def opened(picture: bytes) -> Image.Image:
    image = Image.open(BytesIO(picture))
    assert "PNG" == image.format
    return image.convert("RGB")


def pixels(image: Image.Image, colour: str) -> int:
    """How many pixels have exactly a colour."""
    return sum(count for count, found in image.getcolors(1 << 24) or () if found == rgb(colour))


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def used(image: Image.Image) -> list[str]:
    """The series' colours that are there to see, in the order of the series."""
    return [colour for colour in COLOURS if pixels(image, colour) > 200]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, by the Web Content Accessibility Guidelines 2.2."""
    lighter, darker = sorted(map(_luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_chart_is_a_picture_that_stands_on_its_own_ground() -> None:
    image = opened(draw(IMPERFECTS_CHART))

    assert WIDTH == image.width
    assert image.height < image.width
    assert pixels(image, GROUND) > image.width * image.height / 2
    assert [COLOURS[0]] == used(image)


def test_nothing_in_a_chart_is_cut_at_its_edges() -> None:
    for chart in (IMPERFECTS_CHART, BOTH, _wide()):
        image = opened(draw(chart))
        edges = [
            image.crop((0, 0, 3, image.height)),
            image.crop((image.width - 3, 0, image.width, image.height)),
            image.crop((0, 0, image.width, 3)),
            image.crop((0, image.height - 3, image.width, image.height)),
        ]
        assert [1] * 4 == [len(edge.getcolors(1 << 24) or ()) for edge in edges]


def _wide() -> Chart:
    """Huge figures, and names as long as they come."""
    points = tuple(Point(number, 10.0**9, "below #10") for number in range(1, 5))
    series = Series("W" * 200, "the first show", points)
    return Chart((Panel("million hours", (series, series)),), ((1, "1"), (4, "4")), "week", "")


def test_two_shows_have_two_colours_that_stand_out_and_the_second_its_views() -> None:
    image = opened(draw(BOTH))

    assert [*COLOURS[:2]] == used(image)
    beside_their_names = [image.getpixel((49, 8 + 46 * row + 23)) for row in (0, 1)]
    assert [rgb(colour) for colour in COLOURS[:2]] == beside_their_names
    assert image.height > opened(draw(IMPERFECTS_CHART)).height + 200
    assert len(set(COLOURS)) == 4
    assert [] == [colour for colour in COLOURS if contrast(colour, GROUND) < 4.5]
    assert contrast(INK, GROUND) > 12


def named(name: str) -> bytes:
    """A chart of two series, the first of which has a name."""
    first, second = BOTH.panels[0].series
    panel = replace(BOTH.panels[0], series=(replace(first, name=name), second))
    return draw(replace(BOTH, panels=(panel,)))


@pytest.mark.parametrize(
    "name", ["今際の国のアリス", "빈센조", "แปลรักฉันด้วยใจเธอ", "مدرسة الروابي", "🦑", "", " ", "a\u202eb"]
)
def test_a_name_that_the_font_cannot_write_is_stood_in_for(name: str) -> None:
    assert named("the first show") == named(name)


@pytest.mark.parametrize(
    "name", ["$100 $x^2$", "$\\frac{$", "_hidden", "Élite", "Дети", "Ωmega", "a & b <c> %d {e}"]
)
def test_a_name_is_written_as_it_is_whatever_it_means_elsewhere(name: str) -> None:
    assert len({named(name), named("the first show"), named(f"{name}!")}) == 3


@settings(max_examples=15)
@example([[Point(1, 2e-311, "", False, False)]], "", True)
@given(
    st.lists(
        st.lists(
            st.builds(
                Point,
                st.integers(1, 80),
                st.sampled_from([0.0, 1e-6, 1.0, 35.02, 1e9]) | st.floats(0, 1e12),
                st.sampled_from(["", "#1", "#3 (4 days)", "below #10"]),
                st.booleans(),
                st.booleans(),
            ),
            max_size=30,
            unique_by=lambda point: point.x,
        ),
        min_size=1,
        max_size=4,
    ).filter(lambda series: any(series)),
    st.text(max_size=50),
    st.booleans(),
)
def test_whatever_a_chart_shows_it_is_drawn(series: list[list[Point]], name: str, from_zero: bool) -> None:
    shown = tuple(Series(name, "a show", tuple(sorted(points, key=lambda one: one.x))) for points in series)
    ticks = tuple((number, str(number)) for number in (1, 40, 80))

    image = opened(draw(Chart((Panel("of 100", shown, from_zero),), ticks, "week", "")))

    assert WIDTH == image.width


@given(
    st.lists(
        st.builds(Point, st.integers(0, 60), st.integers(0, 30), st.just("#10")),
        min_size=1,
        max_size=60,
        unique_by=lambda point: point.x,
    ),
)
def test_no_label_covers_a_line_a_marker_or_another_label(points: list[Point]) -> None:
    series = Series("", "", tuple(sorted(points, key=lambda one: one.x)))
    panel, within, size = Panel("", (series,)), Box(8, 100, 892, 500), (60.0, 24.0)

    def at(point: Point) -> tuple[float, float]:
        return 80 + point.x * 13, 100 + point.y * 13

    taken = [*covered(panel, at)]
    for _, point, matters in labelled(panel):
        free = free_place(at(point), size, taken, within, matters=matters)
        if free:
            assert not any(free.covers(other) or other.covers(free) for other in taken)
            assert free.left >= 8
            assert free.right <= 892
            assert free.bottom >= 100
            taken.append(free)


# The process that draws.


@pytest.fixture
async def drawing() -> AsyncGenerator[Charts]:
    """Charts that go wrong as their captions say."""
    async with Charts(bad_charts.draw, limit=1.5) as charts:
        yield charts
        process = charts.process_id
    assert process is None or not runs(process)


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def process_of(picture: bytes | None) -> int:
    """The process that drew."""
    assert picture is not None
    return int(picture.split()[0])


def kill(process: int) -> None:
    """Kill a child process and collect it, unless the executor does so first."""
    os.kill(process, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(process, 0)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what no event tells of."""

    def look() -> None:
        while not condition():
            time.sleep(0.01)

    await asyncio.to_thread(look)


async def test_a_chart_is_drawn_once_by_another_process_for_all_who_ask(drawing: Charts) -> None:
    both = await asyncio.gather(drawing.picture(chart_of("a")), drawing.picture(chart_of("a")))
    later, other = await drawing.picture(chart_of("a")), await drawing.picture(chart_of("b"))

    assert both[0] == both[1] == later
    assert other != later
    assert os.getpid() != drawing.process_id == process_of(other) == process_of(later)


async def test_real_charts_are_drawn_there_too() -> None:
    async with Charts() as charts:
        drawn = await charts.picture(IMPERFECTS_CHART)

    assert draw(IMPERFECTS_CHART) == drawn


async def test_a_process_that_was_killed_is_replaced_for_the_next_chart(drawing: Charts) -> None:
    first = process_of(await drawing.picture(chart_of("a")))

    kill(first)
    second = process_of(await drawing.picture(chart_of("b")))

    assert first != second
    assert second == drawing.process_id


@pytest.mark.parametrize("wrong", ["hang", "die"])
async def test_a_chart_that_hangs_or_kills_its_process_is_left_out_and_the_next_is_drawn(
    drawing: Charts, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    first = process_of(await drawing.picture(chart_of("a")))

    left_out, following = await asyncio.gather(
        drawing.picture(chart_of(wrong)), drawing.picture(chart_of("b"))
    )

    assert left_out is None
    assert process_of(following) != first
    await until(lambda: not runs(first))
    assert ["A chart was left out"] == [record.message[:20] for record in caplog.records]


async def test_a_chart_that_fails_is_left_out_and_said_in_the_log(
    drawing: Charts, caplog: pytest.LogCaptureFixture
) -> None:
    first = process_of(await drawing.picture(chart_of("a")))

    assert await drawing.picture(chart_of("fail")) is None
    assert first == process_of(await drawing.picture(chart_of("b")))
    assert "this chart cannot be drawn" in caplog.text


async def test_of_too_many_charts_at_once_some_are_left_out_at_once(drawing: Charts) -> None:
    asked = [drawing.picture(chart_of(str(number))) for number in range(30)]

    assert 10 == len([one for one in asked if one.done() and one.result() is None])
    drawn = await asyncio.gather(*asked)
    assert 20 == len([one for one in drawn if one])


async def test_the_pictures_that_were_asked_for_longest_ago_are_let_go(
    drawing: Charts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_KEPT", 3)
    first = {name: await drawing.picture(chart_of(name)) for name in "abcad"}

    kept = {name: first[name] == await drawing.picture(chart_of(name)) for name in "acdb"}
    assert {"a": True, "c": True, "d": True, "b": False} == kept


async def test_leaving_while_a_chart_hangs_ends_its_process_without_a_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with Charts(bad_charts.draw, limit=30) as charts:
        process = process_of(await charts.picture(chart_of("a")))
        hanging, waiting = charts.picture(chart_of("hang")), charts.picture(chart_of("b"))
        await asyncio.sleep(0.05)

    assert [None, None] == [hanging.result(), waiting.result()]
    assert not runs(process)
    assert [] == caplog.records


async def test_leaving_while_the_process_is_being_started_ends_it() -> None:
    async with Charts(bad_charts.draw) as charts:
        starting = charts.picture(chart_of("hang"))
        await until(lambda: charts.process_id is not None)
        process = charts.process_id
        assert process is not None

    assert starting.result() is None
    assert not runs(process)


async def test_the_bots_own_process_never_loads_what_draws() -> None:
    looks = "import sys, bot.run, benchmarks.charts; sys.exit('matplotlib' in sys.modules)"
    process = await asyncio.create_subprocess_exec(sys.executable, "-W", "ignore", "-c", looks, cwd=ROOT)

    assert 0 == await process.wait()


async def test_nothing_is_drawn_before_entering_and_after_leaving() -> None:
    charts = Charts(bad_charts.draw)
    before = await charts.picture(chart_of("a"))
    async with charts:
        pass
    after = await charts.picture(chart_of("a"))

    assert [None, None, None] == [before, after, charts.process_id]

"""Netflix's file of all weeks: what is read from it, and every way in which it is refused whole."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.netflix import FIRST_BY_VIEWS, FIRST_WEEK, SERIES, Entry, TopTenRefused, read_top_ten
from sources.netflix_labels import label_in, number_in
from tests.top_ten import WEEK, season, top_ten

THE_FILE = Path(__file__).parent.parent.parent / "shared" / "data" / "netflix" / "all-weeks-global.tsv"

WHOLE = top_ten(4, season("The Imperfects", ": Season 1", 24.07, 35.02, 12.76))

Edit = Callable[[list[list[str]]], None]


def edited(edit: Edit, content: bytes = WHOLE) -> bytes:
    """The file after an edit of its cells, line by line."""
    lines = [line.split("\t") for line in content.decode().split("\n")]
    edit(lines)
    return "\n".join("\t".join(line) for line in lines).encode()


def put(line: int, column: int, text: str) -> Edit:
    """An edit: another text in a cell. Lines and columns count from 1."""

    def edit(lines: list[list[str]]) -> None:
        lines[line - 1][column - 1] = text

    return edit


def drop(first: int, last: int) -> Edit:
    """An edit: without these lines."""

    def edit(lines: list[list[str]]) -> None:
        del lines[first - 1 : last]

    return edit


def refusal(content: bytes, held: date | None = None) -> str:
    with pytest.raises(TopTenRefused) as refused:
        read_top_ten(content, held)
    return str(refused.value)


def of(entries: tuple[Entry, ...], title: str) -> list[Entry]:
    return sorted((entry for entry in entries if entry.title == title), key=lambda entry: entry.week_ending)


def test_series_are_read_with_their_weeks_and_films_are_counted() -> None:
    found = read_top_ten(WHOLE)
    first, *_ = theirs = of(found.entries, "The Imperfects")

    assert (80, 80, FIRST_WEEK + 3 * WEEK) == (len(found.entries), found.films, found.newest_week)
    assert SERIES == {entry.list for entry in found.entries}
    assert [24_070_000, 35_020_000, 12_760_000] == [entry.hours for entry in theirs]
    assert ("TV (English)", 1, "Season 1", 1, None, None) == (
        first.list,
        first.rank,
        first.label,
        first.season,
        first.views,
        first.runtime,
    )


def test_hours_rank_the_lists_until_views_do() -> None:
    turn = (FIRST_BY_VIEWS - FIRST_WEEK) // WEEK
    short = season("Short", ": Season 1", 80, 80, first=turn - 1, runtime="2.5")
    long = season("Long", ": Season 1", 100, 100, first=turn - 1, runtime="12.25")
    found = read_top_ten(top_ten(turn + 1, short, long))

    before, after = of(found.entries, "Short")
    assert (2, None, None) == (before.rank, before.views, before.runtime)
    assert (1, 32_000_000, 2.5) == (after.rank, after.views, after.runtime)
    assert [(1, None), (2, 8_200_000)] == [(entry.rank, entry.views) for entry in of(found.entries, "Long")]


def test_a_length_of_nothing_is_one_that_netflix_does_not_tell() -> None:
    turn = (FIRST_BY_VIEWS - FIRST_WEEK) // WEEK
    found = read_top_ten(top_ten(turn + 1, season("Live", "N/A", 90, first=turn, runtime="0")))

    (live,) = of(found.entries, "Live")
    assert (None, 9_000_000) == (live.runtime, live.views)


@pytest.mark.parametrize(
    ("title", "season_title", "label", "number"),
    [
        ("The Imperfects", "The Imperfects: Season 1", "Season 1", 1),
        ("Stranger Things", "Stranger Things 4", "4", 4),
        ("Money Heist", "Money Heist: Part 5", "Part 5", 5),
        ("Chief of War", "Chief of War: Limited Series", "Limited Series", None),
        ("Stranger Things", "N/A", None, None),
        ("Love Is Blind", "Love Is Blind: S7: Washington D.C.", "S7: Washington D.C.", 7),
        ("Love, Death & Robots", "Love, Death & Robots: Volume 4", "Volume 4", 4),
        ("Weak Hero", "Weak Hero: Class 2", "Class 2", 2),
        ("Unicorn Academy", "Unicorn Academy: Chapter 1", "Chapter 1", 1),
        (
            "The Great British Baking Show",
            "The Great British Baking Show: Collection 13",
            "Collection 13",
            13,
        ),
        ("Barbarians", "Barbarians: II", "II", 2),
        ("The Sinner", "The Sinner: Season 4: Percy", "Season 4: Percy", 4),
        ("Furies", "Furies: Season 2: : Resistance", "Season 2: : Resistance", 2),
        ("Furies", "Furies: Season 1:", "Season 1", 1),
        ("The Snow Girl", "The Snow Girl: 2. The Soul Game", "2. The Soul Game", 2),
        ("The Snow Girl", "The Snow Girl 1.", "1.", 1),
        ("Idol I", "Idol I: 시즌 1", "시즌 1", 1),
        ("JoJo", "JoJo: 1st STAGE", "1st STAGE", 1),
        ("Royal Rumble", "Royal Rumble 2025", "2025", 2025),
        ("Raw", "Raw: July 13, 2026", "July 13, 2026", 2026),
        ("Larva in Mars", "Larva in Mars: Larva In Mars", "Larva In Mars", None),
        ("LARVA IN MARS", "Larva in Mars: Season 2", "Season 2", 2),
        ("Attack on Titan", "Attack on Titan: The Final Season Part 3", "The Final Season Part 3", None),
        ("Homicide", "Homicide: New York: Season 1", "New York: Season 1", None),
        ("Is It Cake?", "Is It Cake?: Is It Cake, Too?", "Is It Cake, Too?", None),
        ("Monsters", "Monsters: The Lyle and Erik Menendez Story", "The Lyle and Erik Menendez Story", None),
        ("Vikings", "Vikings: V", "V", 5),
        ("Nought", "Nought: Season 0", "Season 0", None),
        ("Far", "Far: Season 9999", "Season 9999", None),
        ("Same", "Same", None, None),
        ("Unseen", "Unseen: \u0301", None, None),
    ],
)
def test_a_label_gives_the_number_of_a_season_or_none(
    title: str, season_title: str, label: str | None, number: int | None
) -> None:
    found = label_in(title, season_title)

    assert (label, number) == (found, number_in(found))


@given(st.text(max_size=20), st.text(max_size=30))
def test_whatever_a_label_says_it_is_read_as_a_season_or_as_none(title: str, season_title: str) -> None:
    number = number_in(label_in(title, season_title))

    assert number is None or 1 <= number <= 2100


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_marks_of_windows_and_a_last_line_break_change_nothing(mark: bytes, end: str) -> None:
    content = mark + WHOLE.replace(b"\n", end.encode()) + end.encode()

    assert read_top_ten(WHOLE) == read_top_ten(content)


HOURS = "Line 5, column 6 (weekly_hours_viewed)"
WHOLE_NUMBER = f"{HOURS}: should be a whole number from 0 on, not"
SUNDAY = "Line 5, column 1 (week): should be a Sunday such as 2022-09-11, not"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Line 1, column 1: should be “week”, not nothing. This is not Netflix's file of all weeks"),
        (b"<!DOCTYPE html>\n<p>Sorry", "Line 1, column 1: should be “week”, not “<!DOCTYPE html>”."),
        (WHOLE[:18], "Line 1, column 3: should be “weekly_rank”, not “week”."),
        (edited(put(1, 3, "rank")), "Line 1, column 3: should be “weekly_rank”, not “rank”."),
        (edited(put(1, 9, "x\ty")), "Line 1, column 9: should be “cumulative_weeks_in_top_10”, not “x”."),
        (edited(put(1, 9, "cumulative_weeks_in_top_10\ty")), "column 10: should be nothing, not “y”."),
        (WHOLE.split(b"\n")[0], "Line 2, column 1 (week): the file ends before its first week."),
        (WHOLE.split(b"\n")[0] + b"\n", "Line 2, column 1 (week): the file ends before its first week."),
        (b"week\xff", "Line 1 is not text in UTF-8."),
        (edited(put(38, 4, "\xff")).replace("\xff".encode(), b"\xff"), "Line 38 is not text in UTF-8."),
        (edited(put(5, 1, "2021-7-25")), f"{SUNDAY} “2021-7-25”."),
        (edited(put(5, 1, "2021-07-24")), SUNDAY),
        (edited(put(5, 1, "20210725")), SUNDAY),
        (edited(put(5, 1, "")), f"{SUNDAY} nothing."),
        (edited(put(5, 2, "TV")), "Line 5, column 2 (category): is none of the four lists: “TV”."),
        (edited(put(5, 3, "3")), "Line 5, column 3 (weekly_rank): should be 4, not 3."),
        (edited(put(5, 3, "third")), "Line 5, column 3 (weekly_rank): should be a whole number from 1 on"),
        (edited(put(5, 4, " ")), "Line 5, column 4 (show_title): is no title: “ ”."),
        (edited(put(5, 4, "\u0301")), "Line 5, column 4 (show_title): is no title:"),
        (edited(put(5, 4, "x" * 201)), "Line 5, column 4 (show_title): is no title: “xxx"),
        (edited(put(5, 5, "")), "Line 5, column 5 (season_title): is no title: nothing."),
        (edited(put(5, 6, "1.5")), f"{WHOLE_NUMBER} “1.5”."),
        (edited(put(5, 6, "-5")), WHOLE_NUMBER),
        (edited(put(5, 6, "٣")), WHOLE_NUMBER),
        (edited(put(5, 6, "9" * 13)), WHOLE_NUMBER),
        (edited(put(5, 6, "8800001")), f"{HOURS}: place 4 has 8800001, more than the 8800000 above it."),
        (
            edited(put(5, 7, "7.5")),
            "Line 5, column 7 (runtime): should be empty before 2023-06-18, when views",
        ),
        (edited(put(5, 8, "9")), "Line 5, column 8 (weekly_views): should be empty before 2023-06-18"),
        (edited(put(5, 9, "0")), "Line 5, column 9 (cumulative_weeks_in_top_10): should be a whole number"),
        (edited(put(5, 9, "1\t1")), "Line 5, column 10: the line goes on to here and should have 9 columns."),
        (edited(put(5, 9, "1\n")), "Line 6, column 1: the line ends here and should have 9 columns."),
    ],
)
def test_another_shape_is_refused_with_line_and_column(content: bytes, told: str) -> None:
    assert told in refusal(content)


def test_views_must_be_there_from_the_week_on_that_they_rank() -> None:
    turn = (FIRST_BY_VIEWS - FIRST_WEEK) // WEEK
    content = top_ten(turn + 1)

    for column, text, told in (
        (7, "", "Line 2, column 7 (runtime): should be a number of hours such as 7.5, not nothing."),
        (7, "1:30", "Line 2, column 7 (runtime): should be a number of hours such as 7.5, not “1:30”."),
        (8, "", "Line 2, column 8 (weekly_views): should be a whole number from 0 on, not nothing."),
    ):
        assert told in refusal(edited(put(2, column, text), content))
    more = edited(put(3, 8, "900001"), content)
    assert "Line 3, column 8 (weekly_views): place 2 has 900001, more than the 900000 above it." == refusal(
        more
    )


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (
            (42, 81),
            "41, column 1 (week): 2021-07-25 follows 2021-07-11, and the week of 2021-07-18 is missing.",
        ),
        (
            (122, 161),
            "121, column 1 (week): 2021-07-11 is the first week, and the week of 2021-07-04 is missing.",
        ),
        (
            (41, 41),
            "40, column 3 (weekly_rank): 2021-07-25 has 9 places of TV (Non-English) and should have 10.",
        ),
        (
            (2, 11),
            "31, column 3 (weekly_rank): 2021-07-25 has 0 places of Films (English) and should have 10.",
        ),
    ],
)
def test_weeks_lists_and_places_that_are_missing_are_named(gone: tuple[int, int], told: str) -> None:
    assert f"Line {told}" == refusal(edited(drop(*gone)))


def test_a_week_that_stands_there_twice_is_refused() -> None:
    assert "Line 162, column 3 (weekly_rank): should be 11, not 1." == refusal(
        edited(lambda lines: lines.extend(lines[1:41]))
    )


def test_a_file_that_is_older_than_what_is_held_is_refused() -> None:
    newest = FIRST_WEEK + 3 * WEEK

    assert read_top_ten(WHOLE) == read_top_ten(WHOLE, held=newest)
    assert (
        "Line 41, column 1 (week): 2021-07-25 is the newest week, and 2021-08-01 is held already."
    ) == refusal(WHOLE, held=newest + WEEK)


@given(st.integers(0, len(WHOLE) - 1))
def test_wherever_the_file_is_cut_short_it_is_refused(length: int) -> None:
    assert refusal(WHOLE[:length]).startswith("Line ")


@given(
    st.integers(0, len(WHOLE) - 1),
    st.integers(0, 200),
    st.binary(max_size=20) | st.sampled_from([b"\t", b"\n", b"\x00", b"\xe2\x80\x99", b"9"]),
)
def test_whatever_is_done_to_the_file_it_is_read_or_refused_with_a_sentence(
    place: int, length: int, other: bytes
) -> None:
    content = WHOLE[:place] + other + WHOLE[place + length :]
    told = "Line "
    try:
        read_top_ten(content)
    except TopTenRefused as refused:
        told = str(refused)
    assert told.startswith("Line ")


@pytest.mark.skipif(not THE_FILE.exists(), reason=f"Netflix's own file is not at {THE_FILE}")
def test_netflixs_own_file_is_read_to_the_last_row() -> None:
    content = THE_FILE.read_bytes()
    found = read_top_ten(content)

    rows = content.count(b"\n")
    assert (5280, 5280, 10_560) == (len(found.entries), found.films, rows)
    assert date(2026, 7, 19) == found.newest_week
    assert 171 == sum(entry.label is None for entry in found.entries)
    imperfects = of(found.entries, "The Imperfects")
    assert [3, 4, 9] == [entry.rank for entry in imperfects]
    assert 71_850_000 == sum(entry.hours for entry in imperfects)
    for _, places in groupby(found.entries, key=lambda entry: (entry.week_ending, entry.list)):
        assert [*range(1, 11)] == [entry.rank for entry in places]
    for offset in range(1, len(content), 50_021):
        assert refusal(content[:offset]).startswith("Line ")

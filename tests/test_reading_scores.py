"""Scores, counts, episodes, projects and titles as a moderator types them."""

import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.reading.entries import (
    read_episode,
    read_project_state,
    read_title_and_part,
    say_project_state,
    say_title_and_part,
)
from bot.reading.scores import ReadScore, read_count, read_score, read_whole, say_score
from bot.reading.words import Misread
from bot.text import escape
from db.cast import State
from db.when import When

TODAY = date(2026, 11, 23)
SCORES = {
    "79%": (79, 100, None),
    "79 %": (79, 100, None),
    " 79% ": (79, 100, None),
    "７９％": (79, 100, None),
    "79.5%": (79.5, 100, None),
    "79 percent": (79, 100, None),
    "0%": (0, 100, None),
    "100%": (100, 100, None),
    "6.1/10": (6.1, 10, None),
    "6.1 / 10": (6.1, 10, None),
    "6,1/10": (6.1, 10, None),
    "6.10/10": (6.1, 10, None),
    "6.1 of 10": (6.1, 10, None),
    "6.1 out of 10": (6.1, 10, None),
    "3.5 out of 5": (3.5, 5, None),
    "3.5/5 stars": (3.5, 5, None),
    "3.5 stars out of 5": (3.5, 5, None),
    "3½/5": (3.5, 5, None),
    "3 ½ stars": (3.5, 5, None),
    "4 stars": (4, 5, None),
    "1 star": (1, 5, None),
    "5-star": (5, 5, None),
    "7 stars out of 10": (7, 10, None),
    "81/100 points": (81, 100, None),
    "450/1000": (450, 1000, None),
    "6,1": (6.1, 10, None),
    "7.8": (7.8, 10, None),
    "8": (8, 10, None),
    "10": (10, 10, None),
    "10.0": (10, 10, None),
    "0": (0, 10, None),
    "10.5": (10.5, 100, None),
    "81": (81, 100, None),
    "100": (100, 100, None),
    "79% from 1.5k votes": (79, 100, 1500),
    "79% (104 reviews)": (79, 100, 104),
    "79% (104)": (79, 100, 104),
    "79%, 104 reviews": (79, 100, 104),
    "79% 104 reviews": (79, 100, 104),
    "79% based on 104 critic reviews": (79, 100, 104),
    "79% by 20 critics": (79, 100, 20),
    "79% - 104 reviews": (79, 100, 104),
    "79% — about 1,500 votes": (79, 100, 1500),
    "6.1/10 (1,500 votes)": (6.1, 10, 1500),
    "6.1/10 (from 1 500 votes)": (6.1, 10, 1500),
    "6.1/10 1500 votes": (6.1, 10, 1500),
    "8.9 · 1.2M ratings": (8.9, 10, 1_200_000),
    "8,9, 1500 votes": (8.9, 10, 1500),
    "81 from 20 critics": (81, 100, 20),
    "4 stars from 12 users": (4, 5, 12),
    "none": (None, 100, None),
    "None": (None, 100, None),
    "too few": (None, 100, None),
    "too few reviews": (None, 100, None),
    "no score yet": (None, 100, None),
    "not rated yet": (None, 100, None),
    "n/a": (None, 100, None),
    "no score yet (3 reviews)": (None, 100, 3),
    "no score yet, out of 10 (3 votes)": (None, 10, 3),
}
NO_SCORES = {
    "": "The score is empty.",
    "110 of 100": "A score of 110 is more than 100.",
    "110": "A score of 110 is more than 100.",
    "101%": "A score of 101 is more than 100.",
    "11/10": "A score of 11 is more than 10.",
    "7 stars": "A score of 7 is more than 5.",
    "6/0": "No score is of 0: the most is 1000.",
    "6/5000": "No score is of 5000: the most is 1000.",
    "8,900": "8,900 can be read in two ways. Write it with a point, such as 8.900.",
    "7,125/10": "7,125 can be read in two ways.",
    "104 reviews": "“104 reviews” counts the votes without the score.",
    "8,900 votes": "counts the votes without the score.",
    "1 500 votes": "counts the votes without the score.",
    "79% (great)": "“great” is not a number of people.",
    "79% (1.5 votes)": "is not a number of people.",
    "@everyone": "is not a score.",
    **dict.fromkeys(
        ("NaN", "nan%", "inf", "-inf", "∞", "-5", "-5%", "−5", "+5", "great", "A-", "1e2", "0x10", "1_0"),
        "is not a score. Write a score such as 79%, 6.1/10 or 3.5 out of 5",
    ),
    **dict.fromkeys(
        (
            "79%%",
            "%",
            "6/10/10",
            "6//10",
            "/10",
            "~80%",
            "٧٩%",
            "7.8.9",
            "00",
            "½",
            "⭐⭐⭐",
            "79% of 10",
            "8 9",
        ),
        "is not a score. Write a score such as 79%, 6.1/10 or 3.5 out of 5",
    ),
}
COUNTS = {
    "1500": 1500,
    "1,500": 1500,
    "1.500": 1500,
    "1 500": 1500,
    "1\u202f500": 1500,
    "1,500,000": 1_500_000,
    "1.500.000": 1_500_000,
    "1.5k": 1500,
    "1.5K votes": 1500,
    "1,5k": 1500,
    "1.250k": 1250,
    "1.2M": 1_200_000,
    "2 million": 2_000_000,
    "3 thousand ratings": 3000,
    "1B": 1_000_000_000,
    "about 1500": 1500,
    "~1,500": 1500,
    "over 2k": 2000,
    "12k+ users": 12_000,
    "0": 0,
    "1 vote": 1,
    "104 critic reviews": 104,
}
NO_COUNTS = [
    "many",
    "-3",
    "1.5",
    "1,50",
    "1,250k",
    "1.2345k",
    "1,500.000",
    "1.5kk",
    "1e6",
    "٣",
    "NaN",
    "k",
    "",
    "5%",
]
STATES = {
    "announced": (State.ANNOUNCED, None),
    "In development": (State.ANNOUNCED, None),
    "coming 2027": (State.ANNOUNCED, "2027"),
    "filming, 2027": (State.FILMING, "2027"),
    "Filming": (State.FILMING, None),
    "filming, TBA": (State.FILMING, "tba"),
    "filming (2027)": (State.FILMING, "2027"),
    "in production 2027": (State.FILMING, "2027"),
    "finished – Q3 2026": (State.FINISHED, "2026-Q3"),
    "wrapped filming": (State.FINISHED, None),
    "post-production": (State.FINISHED, None),
    "in post-production, March 2027": (State.FINISHED, "2027-03"),
    "released 8 Dec 2023": (State.RELEASED, "2023-12-08"),
    "released on 8 Dec 2023": (State.RELEASED, "2023-12-08"),
    "released in 2024": (State.RELEASED, "2024"),
    "out 2024": (State.RELEASED, "2024"),
    "out now": (State.RELEASED, None),
    "cancelled": (State.CANCELLED, None),
    "Canceled 2024": (State.CANCELLED, "2024"),
}
NO_STATES = {
    "": "Write announced, filming, finished, released or cancelled",
    "2027": "“2027” does not begin with a state.",
    "filmingg": "does not begin with a state.",
    "not announced": "does not begin with a state.",
    "filming soon": "“soon” is no date.",
    "filming, 11/8/2027": "Is that 11 August or 8 November 2027?",
    "released 31 Feb 2026": "There is no 31 February.",
}
TITLES = {
    "One Piece (season 3) as Monkey D. Luffy": ("One Piece (season 3)", "Monkey D. Luffy"),
    "One Piece, as Luffy": ("One Piece", "Luffy"),
    "One Piece — as  Luffy": ("One Piece", "Luffy"),
    "  One   Piece ": ("One Piece", None),
    "As If": ("As If", None),
    "Such Brave Girls": ("Such Brave Girls", None),
    "As You Like It as Rosalind": ("As You Like It", "Rosalind"),
    "Good as Gold as the Judge": ("Good as Gold", "the Judge"),
    "“Good as Gold”": ("Good as Gold", None),
    "“Good as Gold” as the Judge": ("Good as Gold", "the Judge"),
    '"Good as Gold" as the Judge': ("Good as Gold", "the Judge"),
    "“Heroes” Reborn as Noah": ("“Heroes” Reborn", "Noah"),
}
NO_TITLES = [
    "",
    "   ",
    "\u200b",
    " as Luffy",
    "One Piece as ",
    "One Piece as \u200b",
    "as",
    "x" * 201,
    "x as " + "y" * 201,
]
HOSTILE = [
    *("x" * 6000, "9" * 6000, "9" * 119, "1," * 59, "🎉" * 6000, "\u202e79%", "\x00", "<@1>", "79% (" * 20),
    *("1 " * 60, "1.1" * 40, "79%" * 40, "8, " * 40, "votes " * 20, " as " * 1500, "“" * 6000, "\ud800"),
]

READERS: dict[str, Callable[[str], object]] = {
    "score": read_score,
    "count": read_count,
    "whole": lambda text: read_whole(text, 1, 100, "number of episodes"),
    "episode": read_episode,
    "project": lambda text: read_project_state(text, TODAY),
    "title": read_title_and_part,
}


def refusal(read: Callable[[str], object], text: str) -> str:
    with pytest.raises(Misread) as raised:
        read(text)
    return str(raised.value)


@pytest.mark.parametrize(("typed", "meant"), SCORES.items())
def test_scores_are_read_as_people_type_them(
    typed: str, meant: tuple[float | None, float, int | None]
) -> None:
    assert ReadScore(*meant) == read_score(typed)


@pytest.mark.parametrize(("typed", "sentence"), NO_SCORES.items())
def test_what_is_no_score_is_refused_with_what_is_right(typed: str, sentence: str) -> None:
    assert sentence in refusal(read_score, typed)


@pytest.mark.parametrize(("typed", "count"), COUNTS.items())
def test_counts_are_read_as_people_type_them(typed: str, count: int) -> None:
    assert count == read_count(typed)


@pytest.mark.parametrize("typed", NO_COUNTS)
def test_what_is_no_count_is_refused(typed: str) -> None:
    assert "Write a whole number such as 1,500, 1.5k or 1.2M." in refusal(read_count, typed)


def test_a_count_has_an_end() -> None:
    assert "more than there are people" in refusal(read_count, "9" * 60)


@pytest.mark.parametrize("typed", ["8", " 8 ", "8 episodes", "8th", "#8", "no. 8", "episode 8", "８", "08"])
def test_a_whole_number_may_name_what_it_counts(typed: str) -> None:
    assert 8 == read_whole(typed, 1, 100, "number of episodes")


@pytest.mark.parametrize("typed", ["0", "101", "3.5", "-1", "eight", "1,0", "٨", "8 or 9", "9" * 100])
def test_a_whole_number_out_of_bounds_is_refused_with_its_bounds(typed: str) -> None:
    said = refusal(READERS["whole"], typed)
    assert said.startswith("The number of episodes is a whole number from 1 to 100, not “")


def test_a_missing_whole_number_is_asked_for() -> None:
    assert "The number of episodes is a whole number from 1 to 100." == refusal(READERS["whole"], " ")


@pytest.mark.parametrize(
    "typed",
    ["S1E10", "s01e10", "S1 E10", "s1:e10", "S1.Ep10", "season 1 episode 10", "Season 1, Episode 10", "1x10"],
)
def test_an_episode_is_read_however_it_is_written(typed: str) -> None:
    assert "S1E10" == read_episode(typed)


@pytest.mark.parametrize("typed", ["", "  ", "none", "Nothing"])
def test_no_episode_gives_nothing_away(typed: str) -> None:
    assert read_episode(typed) is None


@pytest.mark.parametrize("typed", ["S1", "E10", "S0E1", "S1E0", "10", "the finale", "S1E10-12", "S12345E1"])
def test_what_is_no_episode_is_refused(typed: str) -> None:
    assert "Write an episode such as S1E10, or nothing." in refusal(read_episode, typed)


@pytest.mark.parametrize(("typed", "meant"), STATES.items())
def test_a_project_is_read_as_state_and_date(typed: str, meant: tuple[State, str | None]) -> None:
    state, when = meant
    assert (state, When.parse(when) if when else None) == read_project_state(typed, TODAY)


@pytest.mark.parametrize(("typed", "sentence"), NO_STATES.items())
def test_what_is_no_state_is_refused_with_those_there_are(typed: str, sentence: str) -> None:
    assert sentence in refusal(READERS["project"], typed)


@pytest.mark.parametrize(("typed", "meant"), TITLES.items())
def test_a_part_stands_after_the_last_as(typed: str, meant: tuple[str, str | None]) -> None:
    assert meant == read_title_and_part(typed)


@pytest.mark.parametrize("typed", NO_TITLES, ids=range(len(NO_TITLES)))
def test_a_title_or_part_that_nobody_could_read_is_refused(typed: str) -> None:
    assert "Write a title, then the part after “as”" in refusal(read_title_and_part, typed)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_never_take_long(reader: str, text: str) -> None:
    started = time.thread_time()
    assert reader == "title" or refusal(READERS[reader], text)
    assert reader != "title" or answer(READERS[reader], text)
    assert time.thread_time() - started < 0.05


def answer(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except Misread as refused:
        return refused


PIECES = "79|6.1|6,1|1,500|0|%|/|10|5| |, |(|)|votes|stars|½|k|M|of|out of|from|as|“|”|s1e|x|filming|none|-|~"


@given(st.sampled_from(sorted(READERS)), st.text(max_size=150))
@example("score", "²/10")
@example("count", "¹²k")
@example("episode", "s²e1")
def test_any_text_is_a_value_or_a_sentence(reader: str, text: str) -> None:
    refused = answer(READERS[reader], text)
    assert not isinstance(refused, Misread) or "." in str(refused)


@given(
    st.sampled_from(sorted(READERS)), st.lists(st.sampled_from(PIECES.split("|")), max_size=9).map("".join)
)
def test_any_heap_of_pieces_is_a_value_or_a_sentence(reader: str, text: str) -> None:
    value = answer(READERS[reader], text)
    if isinstance(value, ReadScore) and value.value is not None:
        assert 0 <= value.value <= value.scale <= 1000


@given(
    st.sampled_from([5.0, 10.0, 100.0, 4.0, 1000.0, 0.5]) | st.floats(0.001, 1000),
    st.none() | st.floats(0, 1),
    st.none() | st.integers(0, 10**12),
)
@example(100, 1e-30, None)
def test_a_score_said_reads_back_as_the_same(scale: float, share: float | None, votes: int | None) -> None:
    value = None if share is None else min(round(share * scale, 12), scale)
    assert ReadScore(value, scale, votes) == read_score(say_score(value, scale, votes))


def test_a_score_is_said_as_people_write_it() -> None:
    said = [
        say_score(79, 100, 104),
        say_score(6.1, 10, 1500),
        say_score(3.5, 5, 1),
        say_score(None, 100, None),
    ]
    assert ["79% (104 votes)", "6.1/10 (1,500 votes)", "3.5/5 (1 vote)", "no score yet"] == said
    assert "no score yet, out of 10 (3 votes)" == say_score(None, 10, 3)


WHENS = ["2027", "2026-Q3", "2026-H1", "2026-03", "2023-12-08", "tba", "2026-03-10T08:00Z"]
WORDED = [
    ("2027-H1", "early 2027"),
    ("2027", "mid-2027"),
    ("2027-Q1", "winter 2026/27"),
    ("2026-Q4", "fall 2026"),
]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("when", [None, *map(When.parse, WHENS), *(When.parse(*pair) for pair in WORDED)])
def test_a_project_said_reads_back_as_the_same(state: State, when: When | None) -> None:
    assert (state, when) == read_project_state(say_project_state(state, when), TODAY)


def test_a_project_is_said_as_people_write_it() -> None:
    assert "finished, early 2027" == say_project_state(State.FINISHED, When.parse("2027-H1", "early 2027"))
    assert "announced" == say_project_state(State.ANNOUNCED, None)


LINES = (
    (
        st.text(min_size=1, max_size=60)
        | st.lists(st.sampled_from([" as ", "“", "”", '"', "x", "- ", ","])).map("".join)
    )
    .map(lambda text: " ".join(text.split()))
    .filter(escape)
)


@given(LINES, st.none() | LINES)
@example("Good as Gold", None)
@example("A ” as b", "x” as y")
@example("“Heroes”", None)
@example("“Heroes” as x", None)
@example('"', '"')
@example("x -", "y")
@example("as", "as")
def test_a_title_and_part_said_read_back_as_the_same(title: str, part: str | None) -> None:
    assert (title, part) == read_title_and_part(say_title_and_part(title, part))


def test_only_titles_that_need_it_are_said_in_quotation_marks() -> None:
    assert "One Piece as Luffy" == say_title_and_part("One Piece", "Luffy")
    assert "Good as Gold as the Judge" == say_title_and_part("Good as Gold", "the Judge")
    assert "“Good as Gold”" == say_title_and_part("Good as Gold", None)
    assert "As If" == say_title_and_part("As If", None)

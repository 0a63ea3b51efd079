"""Dates as a moderator types them: read as exactly as they were meant, asked back, or refused."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.reading.dates import fill, read_when, warm_up
from bot.reading.words import Misread
from bot.text import say, say_in
from db.when import Precision, When

TODAY = date(2026, 11, 23)  # a Monday
READ = {
    # days
    "8 Nov 2022": "2022-11-08",
    "08 Nov 2022": "2022-11-08",
    "8 nov. 2022": "2022-11-08",
    "8 NOVEMBER 2022": "2022-11-08",
    "November 8, 2022": "2022-11-08",
    "November 8 2022": "2022-11-08",
    "Nov 8, 2022": "2022-11-08",
    "Nov. 8th, 2022": "2022-11-08",
    "8th of november 2022": "2022-11-08",
    "the 8th of November, 2022": "2022-11-08",
    "on 8 November 2022": "2022-11-08",
    "Tuesday, 8 Nov 2022": "2022-11-08",
    "Tue 8 Nov 2022": "2022-11-08",
    "Friday, November 8th, 2024": "2024-11-08",
    "1st sept 2026": "2026-09-01",
    "8-Nov-2022": "2022-11-08",
    "8Nov2022": "2022-11-08",
    "2022 Nov 8": "2022-11-08",
    "  8   Nov\u00a02022 ": "2022-11-08",
    "８ Nov ２０２２": "2022-11-08",
    "2022-11-08": "2022-11-08",
    "2022–11–08": "2022-11-08",
    "2022-1-8": "2022-01-08",
    "2022/11/08": "2022-11-08",
    "2022.11.08": "2022-11-08",
    "8.11.2022": "2022-11-08",
    "08.11.2022": "2022-11-08",
    "8. 11. 2022": "2022-11-08",
    "25/12/2022": "2022-12-25",
    "12/25/2022": "2022-12-25",
    "25-12-2022": "2022-12-25",
    "11/11/2022": "2022-11-11",
    "29 Feb 2024": "2024-02-29",
    "1 January 1900": "1900-01-01",
    "31 December 2066": "2066-12-31",
    "8 novembre 2022": "2022-11-08",
    "8. März 2022": "2022-03-08",
    "8 de noviembre de 2022": "2022-11-08",
    "today": "2026-11-23",
    "Yesterday": "2026-11-22",
    "tomorrow": "2026-11-24",
    "next Friday": "2026-11-27",
    "this Friday": "2026-11-27",
    "last Friday": "2026-11-20",
    "this Monday": "2026-11-23",
    "next Monday": "2026-11-30",
    "last Monday": "2026-11-16",
    "in 10 days": "2026-12-03",
    "3 days ago": "2026-11-20",
    "Christmas Day 2026": "2026-12-25",
    # months
    "2026-03": "2026-03",
    "2026-3": "2026-03",
    "2026/03": "2026-03",
    "03/2026": "2026-03",
    "3/2026": "2026-03",
    "March 2026": "2026-03",
    "in March 2026": "2026-03",
    "mar 2026": "2026-03",
    "March, 2026": "2026-03",
    "march of 2026": "2026-03",
    "2026 March": "2026-03",
    "May 2026": "2026-05",
    "next month": "2026-12",
    "last month": "2026-10",
    "this month": "2026-11",
    # quarters and halves
    "Q3 2026": "2026-Q3",
    "q3 2026": "2026-Q3",
    "Q3/2026": "2026-Q3",
    "Q3 of 2026": "2026-Q3",
    "2026 Q3": "2026-Q3",
    "2026-Q3": "2026-Q3",
    "3Q 2026": "2026-Q3",
    "3rd quarter of 2026": "2026-Q3",
    "third quarter 2026": "2026-Q3",
    "in the third quarter of 2026": "2026-Q3",
    "H1 2026": "2026-H1",
    "2026-H2": "2026-H2",
    "2H 2026": "2026-H2",
    "first half of 2026": "2026-H1",
    "the 2nd half of 2026": "2026-H2",
    # years
    "2027": "2027",
    "in 2027": "2027",
    "next year": "2027",
    "this year": "2026",
    "last year": "2025",
    # no date yet
    "TBA": "tba",
    "tbd": "tba",
    "TBC": "tba",
    "T.B.A.": "tba",
    "unknown": "tba",
    "no date yet": "tba",
    "No release date yet": "tba",
    "not yet announced": "tba",
    "to be announced": "tba",
    "at a date not yet known": "tba",
    # moments
    "2026-03-10 08:00 UTC": "2026-03-10T08:00Z",
    "2026-03-10T08:00Z": "2026-03-10T08:00Z",
    "2026-03-10T08:00:30.25+01:00": "2026-03-10T07:00:30.250000Z",
    "2026-03-10 08:00 GMT": "2026-03-10T08:00Z",
    "10 March 2026 08:00 UTC+2": "2026-03-10T06:00Z",
    "10 March 2026 08:00 -0530": "2026-03-10T13:30Z",
    "10 March 2026 3am ET": "2026-03-10T07:00Z",
    "10 March 2026 3 a.m. PT": "2026-03-10T10:00Z",
    "March 10, 2026 at 3:00 AM (PT)": "2026-03-10T10:00Z",
    "10 January 2026, 12am PST": "2026-01-10T08:00Z",
    "10 January 2026 12pm EST": "2026-01-10T17:00Z",
    "10 July 2026 8:30pm EDT": "2026-07-11T00:30Z",
    "3am ET on 10 March 2026": "2026-03-10T07:00Z",
    "20:00 CET 10 January 2026": "2026-01-10T19:00Z",
    "tomorrow 9pm ET": "2026-11-25T02:00Z",
    "1 November 2026 1:30am EDT": "2026-11-01T05:30Z",
    "1 November 2026 1:30am EST": "2026-11-01T06:30Z",
    "<t:1773129600:F>": "2026-03-10T08:00Z",
    "<t:1773129600>": "2026-03-10T08:00Z",
}
WORDED = {
    "early 2027": ("2027-H1", "early 2027"),
    "Early  2027": ("2027-H1", "early 2027"),
    "in early 2027": ("2027-H1", "early 2027"),
    "start of 2027": ("2027-H1", "early 2027"),
    "beginning of 2027": ("2027-H1", "early 2027"),
    "early next year": ("2027-H1", "early 2027"),
    "mid-2027": ("2027", "mid-2027"),
    "mid 2027": ("2027", "mid-2027"),
    "the middle of 2027": ("2027", "mid-2027"),
    "late 2026": ("2026-H2", "late 2026"),
    "end of 2026": ("2026-H2", "late 2026"),
    "the end of 2026": ("2026-H2", "late 2026"),
    "spring 2026": ("2026-Q2", "spring 2026"),
    "summer 2026": ("2026-Q3", "summer 2026"),
    "Summer of 2026": ("2026-Q3", "summer 2026"),
    "autumn 2026": ("2026-Q4", "autumn 2026"),
    "fall 2026": ("2026-Q4", "fall 2026"),
    "2026 fall": ("2026-Q4", "fall 2026"),
    "late summer 2026": ("2026-Q3", "late summer 2026"),
    "winter 2026/27": ("2027-Q1", "winter 2026/27"),
    "winter 2026-2027": ("2027-Q1", "winter 2026/27"),
    "winter 2026–27": ("2027-Q1", "winter 2026/27"),
    "holiday 2026": ("2026-Q4", "holiday 2026"),
    "Holidays 2026": ("2026-Q4", "holiday 2026"),
    "holiday season 2026": ("2026-Q4", "holiday 2026"),
    "Christmas 2026": ("2026-12", "Christmas 2026"),
    "early March 2026": ("2026-03", "early March 2026"),
    "mid-March 2026": ("2026-03", "mid-March 2026"),
    "end of March 2026": ("2026-03", "late March 2026"),
    "late Q3 2026": ("2026-Q3", "late Q3 2026"),
}
ASKED_BACK = {
    "": "The date is empty.",
    " \n": "The date is empty.",
    "11/8/2022": "Is that 11 August or 8 November 2022? Write 11 Aug 2022 or 8 Nov 2022.",
    "8-11-2022": "Is that 8 November or 11 August 2022? Write 8 Nov 2022 or 11 Aug 2022.",
    "winter 2026": "Is that the winter that begins or ends in 2026? Write winter 2026/27 or winter 2025/26.",
    "winter 2026/28": "Is that the winter that begins or ends in 2026?",
    "31 February": "There is no 31 February. Write a day that exists, such as 28 Feb 2026.",
    "31 February 2026": "There is no 31 February. Write a day that exists, such as 28 Feb 2026.",
    "2026-02-31": "There is no 31 February. Write a day that exists, such as 28 Feb 2026.",
    "31/2/2026": "There is no 31 February.",
    "29 Feb 2025": "There is no 29 February 2025. Write a day that exists, such as 28 Feb 2025.",
    "31.4.2026": "There is no 31 April. Write a day that exists, such as 30 Apr 2026.",
    "0 May 2026": "There is no 0 May.",
    "2026-13-01": "There is no month 13",
    "1.13.2026": "There is no month 13",
    "13/13/2026": "There is no month 13",
    "2026-13": "There is no month 13",
    "2026/27": "There is no month 27",
    "00/2026": "There is no month 0",
    "Q5 2026": "There is no quarter 5 in a year. Write Q1 2026 up to Q4 2026.",
    "third half of 2026": "There is no half 3 in a year.",
    "8 Nov 22": "Write the year in full",
    "8/11/22": "Write the year in full",
    "8.11.22": "Write the year in full",
    "Nov '22": "Write the year in full",
    "early 27": "Write the year in full",
    "Q3 26": "Write the year in full",
    "27": "Write the year in full",
    "8 Nov": "Which year?",
    "29 Feb": "Which year?",
    "Nov 8th": "Which year?",
    "November": "Which year?",
    "8/11": "Which year?",
    "Friday": "Which Friday? Write next Friday, last Friday or the day itself.",
    "Monday 8 Nov 2022": "8 November 2022 is a Tuesday.",
    "1899": "The year 1899 is out of bounds. Write one from 1900 to 2066.",
    "8 Nov 1899": "The year 1899 is out of bounds.",
    "2067": "The year 2067 is out of bounds. Write one from 1900 to 2066.",
    "winter 2066/67": "The year 2067 is out of bounds.",
    "1 January 1900 00:00 +14:00": "The year 1899 is out of bounds.",
    "31 Dec 2066 23:00 -02:00": "The year 2067 is out of bounds.",
    "<t:99999999999>": "The year 5138 is out of bounds.",
    "<t:99999999999999999999>": "is no moment of the calendar.",
    "soon": "“soon” is no date. Write the year, or TBA while none has been announced.",
    "soonish": "“soonish” is no date.",
    "coming soon": "“coming soon” is no date.",
    "10 March 2026 08:00": "A time needs a day and a time zone.",
    "10 March 2026 3am": "A time needs a day and a time zone.",
    "08:00 UTC": "A time needs a day and a time zone.",
    "10 March 2026 08:00 XYZ": "A time needs a day and a time zone.",
    "March 2026 08:00 UTC": "A time needs a whole day.",
    "10 March 2026 3am ET/PT": "Two time zones are two moments.",
    "10 March 2026 13pm ET": "There is no such time of day.",
    "10 March 2026 0am ET": "There is no such time of day.",
    "10 March 2026 24:00 UTC": "There is no such time of day.",
    "10 March 2026 08:00 +15:00": "“+15:00” is no time zone.",
    "8 March 2026 2:30am ET": "ET has no such time that day, or has it twice.",
    "1 November 2026 1:30am ET": "ET has no such time that day, or has it twice.",
    "10 July 2026 8pm EST": "EST has no such time that day, or has it twice.",
}
UNCLEAR = [
    *("yesterday-ish", "next year maybe", "2026 or 2027", "2026-2027", "before 2027", "after March 2026"),
    *("around 2027", "by 2027", "late H2 2026", "early 8 Nov 2022", "mid-to-late 2027", "8 Nov 2022!"),
    *(
        "8 blurb 2022",
        "blurb 2022",
        "8 mon 2022",
        "1 week 2022",
        "1 und 2022",
        "two weeks ago",
        "in 2 months",
    ),
    *("20221108", "20222", "8 Nov 20222", "2026?", "S1E10", "Q3", "summer", "early", "1e3", "2026.5"),
    *("2026-W10", "-2026", "+2026", "٢٠٢٦", "٨ نوفمبر ٢٠٢٢", "🎉 2026", "\u202e2027", "202\u200b7", "\x00"),
]
HOSTILE = [
    *("x" * 6000, "9" * 6000, " " * 5999 + "8", "8 " * 3000, "\u202e" * 6000, "🎉" * 6000, "ﷺ" * 120),
    *("<@1>" * 30, "a" * 100 + " 2022", "-" * 120, "1:" * 60, "0:00 " * 24, "8 Nov " * 20, "é" * 6000),
]


@pytest.fixture(scope="module", autouse=True)
def languages() -> None:
    """What the process does once, so that no single date is slow."""
    warm_up()


def outcome(text: str, today: date = TODAY) -> When | Misread:
    try:
        return read_when(text, today)
    except Misread as refused:
        return refused


def refusal(text: str) -> str:
    with pytest.raises(Misread) as raised:
        read_when(text, TODAY)
    return str(raised.value)


@pytest.mark.parametrize(("typed", "canonical"), READ.items())
def test_what_people_type_is_read_as_they_mean_it(typed: str, canonical: str) -> None:
    assert When.parse(canonical) == read_when(typed, TODAY)


@pytest.mark.parametrize(("typed", "meant"), WORDED.items())
def test_words_stay_where_the_calendar_has_no_name_for_them(typed: str, meant: tuple[str, str]) -> None:
    assert When.parse(*meant) == read_when(typed, TODAY)


@pytest.mark.parametrize(("typed", "sentence"), ASKED_BACK.items())
def test_what_is_wrong_or_has_two_meanings_is_asked_back(typed: str, sentence: str) -> None:
    assert sentence in refusal(typed)


@pytest.mark.parametrize("typed", UNCLEAR)
def test_what_is_vague_is_never_guessed(typed: str) -> None:
    assert "Write " in refusal(typed)


def test_the_tables_hold_more_than_two_hundred_things() -> None:
    assert len(READ) + len(WORDED) > 140
    assert len(READ) + len(WORDED) + len(ASKED_BACK) + len(UNCLEAR) > 200


def test_the_vaguest_name_their_form() -> None:
    expected = (
        "I cannot read “yesterday-ish” as a date. "
        "Write a date such as 8 Nov 2022, March 2026, Q3 2026, early 2027, 2027 or TBA."
    )
    assert expected == refusal("yesterday-ish")


def test_what_was_typed_is_shown_escaped_and_cut() -> None:
    assert "“\\<\\@1>”" in refusal("<@1>")
    assert "…”" in refusal("@everyone " * 10)
    assert "@everyone" not in refusal("@everyone " * 10)


def test_more_than_a_line_is_refused_by_its_length() -> None:
    assert "That has 6,000 characters. Write it in at most 120." == refusal("x" * 6000)
    assert When.parse("2026-11-23") == read_when(" " * 6000 + "today", TODAY)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_refused_at_once(text: str) -> None:
    started = time.thread_time()
    assert "Write" in refusal(text)
    assert time.thread_time() - started < 0.05


@given(st.text(max_size=200))
@example("8\ud800 Nov 2022")
@example("0x10-10-2022")
@example("²-3-2022")
@example("8 Ⅷ 2022")
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    answer = outcome(text)
    assert isinstance(answer, When) or str(answer).endswith(".")


PIECES = (
    "8|31|0|2026|22|'22|Nov|ago|winter|q|h2|mid-|late|of|at|3am|ET|UTC|+25:99|/|-|.|:|,| |<t:|>|next|friday"
    "|year|9999|25:61|noon"
)


@given(
    st.lists(st.sampled_from(PIECES.split("|")), max_size=9).map("".join),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_any_heap_of_pieces_is_a_date_or_a_sentence(text: str, today: date) -> None:
    answer = outcome(text, today)
    if isinstance(answer, When) and answer.earliest is not None:
        assert 1900 <= answer.earliest.year <= min(today.year + 40, 2100)


def canonical_forms() -> st.SearchStrategy[str]:
    days = st.dates(date(1900, 1, 1), date(2066, 12, 31))
    return st.one_of(
        days.map(date.isoformat),
        days.map(lambda day: f"{day:%Y-%m}"),
        days.map(lambda day: f"{day.year}-Q{(day.month + 2) // 3}"),
        days.map(lambda day: f"{day.year}-H{(day.month + 5) // 6}"),
        days.map(lambda day: f"{day.year}"),
        st.just("tba"),
    )


def worded() -> st.SearchStrategy[When]:
    years = st.integers(1901, 2065)
    phrases = [typed for typed in WORDED if "2026" in typed and "27" not in typed]
    winters = years.map(lambda year: f"winter {year}/{(year + 1) % 100:02}")
    others = st.tuples(st.sampled_from(phrases), years).map(
        lambda pair: pair[0].replace("2026", str(pair[1]))
    )
    return st.one_of(winters, others).map(lambda typed: read_when(typed, TODAY))


WHENS = canonical_forms().map(When.parse) | worded()
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2066, 12, 30)).map(  # noqa: DTZ001
    lambda at: When.parse(When.parse(at.replace(tzinfo=UTC).isoformat()).canonical)
)


@given(canonical_forms())
def test_a_canonical_form_reads_as_itself(canonical: str) -> None:
    assert When.parse(canonical) == read_when(canonical, TODAY)


@given(WHENS)
def test_what_is_said_reads_back_as_the_same_date(when: When) -> None:
    assert when == read_when(say(when), TODAY)
    assert when == read_when(say_in(when), TODAY)


@given(WHENS | MOMENTS)
def test_what_a_form_is_filled_with_reads_back_as_the_same_date(when: When) -> None:
    assert when == read_when(fill(when), TODAY)


@given(MOMENTS)
def test_a_live_timestamp_reads_back_to_the_second(when: When) -> None:
    read = read_when(say(when), TODAY).at
    assert when.at is not None
    assert read is not None
    assert abs(when.at - read) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("canonical", "words"),
    [
        ("2026-H2", "after the war"),
        ("2026-11-27", "next Friday"),
        ("2026-11-27", "today"),
        ("2026-H2", "sometime in 2026"),
        ("2026-H2", "the third quarter of 2026"),
        ("2026", "@everyone 2026"),
        ("2026", "2026 " * 1000),
    ],
)
def test_words_that_would_read_as_something_else_give_way_in_a_form(canonical: str, words: str) -> None:
    filled = fill(When.parse(canonical, words))
    assert When.parse(canonical) == read_when(filled, TODAY)


def test_a_form_shows_dates_as_people_write_them() -> None:
    forms = {
        "2022-11-08": "8 November 2022",
        "2026-03": "March 2026",
        "2026-Q3": "the third quarter of 2026",
        "2027": "2027",
        "tba": "TBA",
        "2026-03-10T08:00Z": "10 March 2026 08:00 UTC",
        "2026-03-10T08:00:30Z": "10 March 2026 08:00:30 UTC",
    }
    assert list(forms.values()) == [fill(When.parse(canonical)) for canonical in forms]
    assert "late 2026" == fill(When.parse("2026-H2", "late 2026"))


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.sampled_from(range(7)))
def test_next_and_last_weekday_are_within_the_week(today: date, weekday: int) -> None:
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][weekday]
    last, this, following = (
        read_when(f"{which} {name}", today).earliest or today for which in ("last", "this", "next")
    )
    assert {weekday} == {last.weekday(), this.weekday(), following.weekday()}
    assert today - timedelta(7) <= last < today <= this < today + timedelta(7)
    assert today < following <= today + timedelta(7)


@pytest.mark.parametrize("today", [date(2026, 1, 31), date(2026, 12, 31)])
def test_next_month_turns_with_the_year(today: date) -> None:
    following = read_when("next month", today)
    assert Precision.MONTH is following.precision
    assert today + timedelta(1) == following.earliest

"""Dates as exactly as they were given: reading, refusing, keeping, ordering."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from db.when import Precision, When

SPANS = {
    "2022-11-08": (Precision.DAY, date(2022, 11, 8), date(2022, 11, 8)),
    "2024-02-29": (Precision.DAY, date(2024, 2, 29), date(2024, 2, 29)),
    "2022-11": (Precision.MONTH, date(2022, 11, 1), date(2022, 11, 30)),
    "2024-02": (Precision.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
    "2026-Q1": (Precision.QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
    "2026-Q2": (Precision.QUARTER, date(2026, 4, 1), date(2026, 6, 30)),
    "2026-Q3": (Precision.QUARTER, date(2026, 7, 1), date(2026, 9, 30)),
    "2026-Q4": (Precision.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
    "2026-H1": (Precision.HALF, date(2026, 1, 1), date(2026, 6, 30)),
    "2026-H2": (Precision.HALF, date(2026, 7, 1), date(2026, 12, 31)),
    "1900": (Precision.YEAR, date(1900, 1, 1), date(1900, 12, 31)),
    "2100": (Precision.YEAR, date(2100, 1, 1), date(2100, 12, 31)),
    "tba": (Precision.TBA, None, None),
    "2026-03-10T08:00Z": (Precision.INSTANT, date(2026, 3, 10), date(2026, 3, 10)),
    "2026-03-10T08:00:30Z": (Precision.INSTANT, date(2026, 3, 10), date(2026, 3, 10)),
    "2026-03-10T08:00:00.250000Z": (Precision.INSTANT, date(2026, 3, 10), date(2026, 3, 10)),
}
REFUSALS = {
    "": "A date is written as",
    "2022-02-31": "“2022-02-31” is not a day of the calendar.",
    "2023-02-29": "“2023-02-29” is not a day of the calendar.",
    "2026-00": "“2026-00” has no such month; months go from 01 to 12.",
    "2026-13": "“2026-13” has no such month; months go from 01 to 12.",
    "2026-Q0": "A date is written as",
    "2026-Q5": "A date is written as",
    "2026-H3": "A date is written as",
    "2026-q3": "A date is written as",
    "TBA": "A date is written as",
    "late 2026": "A date is written as",
    " 2026": "A date is written as",
    "2026\n": "A date is written as",
    "２０２６": "A date is written as",
    "26": "A date is written as",
    "20260310": "A date is written as",
    "2026-W10": "A date is written as",
    "1899": "The year must lie between 1900 and 2100, not be 1899.",
    "2101-01-01": "The year must lie between 1900 and 2100, not be 2101.",
    "2026-03-10T08:00": "A date is written as",
    "2026-03-10T25:00Z": "“2026-03-10T25:00Z” is not a time of the calendar.",
    "2022-02-31T08:00Z": "“2022-02-31T08:00Z” is not a time of the calendar.",
    "2100-12-31T23:00-05:00": "The year must lie between 1900 and 2100, not be 2101.",
    "0001-01-01T00:00+05:00": "“0001-01-01T00:00+05:00” is not a time of the calendar.",
}

in_range = st.dates(date(1900, 1, 1), date(2100, 12, 31))
instants = st.datetimes(datetime(1900, 1, 2), datetime(2100, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
canonical_forms = st.one_of(
    st.just("tba"),
    in_range.map(date.isoformat),
    in_range.map("{:%Y-%m}".format),
    in_range.map("{:%Y}".format),
    st.builds("{}-Q{}".format, st.integers(1900, 2100), st.integers(1, 4)),
    st.builds("{}-H{}".format, st.integers(1900, 2100), st.integers(1, 2)),
    instants.map(lambda at: When.parse(at.isoformat()).canonical),
)
words = st.text(min_size=1).filter(str.strip)
dates = st.one_of(canonical_forms.map(When.parse), st.builds(When.parse, canonical_forms, words))


class Release(BaseModel):
    """Something with a date, as the facts have it."""

    when: When
    until: When | None = None


@pytest.mark.parametrize(("text", "expected"), SPANS.items())
def test_a_date_means_all_its_days_and_no_more(
    text: str, expected: tuple[Precision, date | None, date | None]
) -> None:
    when = When.parse(text)

    assert expected == (when.precision, when.earliest, when.latest)
    assert text == when.canonical == when.words


@pytest.mark.parametrize(("text", "sentence"), REFUSALS.items())
def test_a_date_that_cannot_be_is_refused_with_a_sentence_that_says_what_would_be_right(
    text: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=r"\.$") as refused:
        When.parse(text)

    assert not isinstance(refused.value, ValidationError)
    assert str(refused.value).startswith(sentence)


def test_a_time_of_any_place_is_kept_in_utc_with_the_day_it_is_there() -> None:
    when = When.parse("2026-03-10T20:30-08:00")

    assert datetime(2026, 3, 11, 4, 30, tzinfo=UTC) == when.at
    assert UTC is (when.at and when.at.tzinfo)
    assert date(2026, 3, 11) == when.earliest == when.latest
    assert "2026-03-11T04:30Z" == when.canonical
    assert "2026-03-10T20:30-08:00" == when.words


def test_a_time_given_field_by_field_is_kept_in_utc_too() -> None:
    day = {"earliest": "2026-03-10", "latest": "2026-03-10"}
    when = When.model_validate(
        {"precision": "instant", **day, "at": "2026-03-10T09:00+01:00", "words": "2026-03-10T08:00Z"}
    )

    assert UTC is (when.at and when.at.tzinfo)
    assert When.parse("2026-03-10T08:00Z") == when


@given(canonical_forms)
def test_what_a_date_is_called_reads_back_as_the_same_date(text: str) -> None:
    assert text == When.parse(text).canonical
    assert When.parse(text) == When.parse(When.parse(text).canonical)


@given(dates, st.none() | dates)
def test_a_stored_date_comes_back_exactly_as_it_was(when: When, until: When | None) -> None:
    release = Release(when=when, until=until)

    assert release == Release.model_validate_json(release.model_dump_json())
    assert release == Release.model_validate(release.model_dump(mode="json"))
    assert release == Release.model_validate(release.model_dump())
    assert when == TypeAdapter(When).validate_json(when.model_dump_json())


@given(instants, st.integers(-14 * 60, 14 * 60))
def test_an_instant_is_the_same_wherever_it_was_written_down(at: datetime, minutes: int) -> None:
    elsewhere = at.astimezone(timezone(timedelta(minutes=minutes)))

    assert at == When.parse(elsewhere.isoformat()).at


def test_a_date_without_words_of_its_own_is_stored_as_plain_text() -> None:
    assert {"when": "2026-H2", "until": None} == Release(when=When.parse("2026-H2")).model_dump(mode="json")


def test_a_date_with_words_is_stored_with_them() -> None:
    release = Release.model_validate({"when": {"when": "2026-H2", "words": "late 2026"}})

    assert When.parse("2026-H2", "late 2026") == release.when
    assert {"when": "2026-H2", "words": "late 2026"} == release.when.model_dump(mode="json")


@pytest.mark.parametrize(
    "value",
    [
        None,
        2026,
        {},
        {"when": "2026-H2"},
        {"when": "2026-H2", "words": ""},
        {"when": "2026-H2", "words": None},
        {"when": 2026, "words": "2026"},
        {"when": "soon", "words": "soon"},
        {"when": "2026-H2", "words": "late 2026", "more": 1},
        {"precision": "tba", "earliest": None, "latest": None, "words": "tba", "more": 1},
        {"precision": "day", "earliest": None, "latest": None, "words": "tba"},
        {"precision": "day", "earliest": "2026-01-01", "latest": "2026-01-02", "words": "2026"},
        {"precision": "tba", "earliest": "2026-01-01", "latest": "2026-01-01", "words": "2026"},
        {"precision": "year", "earliest": "2026-02-01", "latest": "2026-12-31", "words": "2026"},
        {"precision": "year", "earliest": "1800-01-01", "latest": "1800-12-31", "words": "1800"},
        {"precision": "instant", "earliest": "2026-03-10", "latest": "2026-03-10", "words": "then"},
        {
            "precision": "instant",
            "earliest": "2026-03-10",
            "latest": "2026-03-10",
            "at": "2026-03-10T08:00",
            "words": "then",
        },
    ],
)
def test_a_date_that_contradicts_itself_never_gets_in(value: object) -> None:
    with pytest.raises(ValidationError):
        Release.model_validate({"when": value})


def test_the_reason_for_a_refusal_reaches_whoever_fills_in_the_model() -> None:
    with pytest.raises(ValidationError, match="is not a day of the calendar"):
        Release.model_validate({"when": "2022-02-31"})


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("2026-03-10", date(2026, 3, 10), False),
        ("2026-03-10", date(2026, 3, 11), True),
        ("2026-Q1", date(2026, 3, 31), False),
        ("2026-Q1", date(2026, 4, 1), True),
        ("2026", date(2026, 12, 31), False),
        ("2026", date(2027, 1, 1), True),
        ("2026-03-10T08:00Z", date(2026, 3, 10), False),
        ("tba", date(2100, 12, 31), False),
    ],
)
def test_a_date_is_over_once_its_last_day_has_passed(text: str, today: date, expected: bool) -> None:
    assert expected is When.parse(text).is_over(today)


def test_dates_come_in_order_with_the_vague_after_the_exact_and_the_unknown_last() -> None:
    ordered = [
        "2025",
        "2026-03-10T08:00Z",
        "2026-03-10T09:00Z",
        "2026-03-10",
        "2026-03",
        "2026-Q1",
        "2026-H1",
        "2026",
        "2100-12-31",
        "tba",
    ]

    backwards = [When.parse(text) for text in reversed(ordered)]

    assert ordered == [when.canonical for when in sorted(backwards, key=lambda when: when.sort_key)]


@given(dates, dates)
def test_any_two_dates_can_be_put_in_order(one: When, other: When) -> None:
    assert (one.sort_key <= other.sort_key) or (other.sort_key <= one.sort_key)
    assert one.latest is None or one.sort_key < When.parse("tba").sort_key


def refusal_of(text: str) -> str | None:
    """What is said to whoever typed this, if it is no date."""
    try:
        When.parse(text)
    except ValueError as refusal:
        return str(refusal)
    return None


@settings(max_examples=200)
@given(
    st.text(max_size=30) | st.from_regex(r"[0-9]{4}(-[0-9HQ]{1,3}){0,2}(T[0-9:]{5}[Z+]?)?", fullmatch=True)
)
def test_whatever_is_typed_is_a_date_or_a_refusal(text: str) -> None:
    refusal = refusal_of(text)

    assert refusal is None or refusal.endswith(".")


def test_a_date_cannot_be_changed_and_can_be_a_key() -> None:
    when = When.parse("2027")

    with pytest.raises(ValidationError, match="frozen"):
        when.words = "2028"  # pyright: ignore[reportAttributeAccessIssue]

    assert {when: 1} == {When.parse("2027"): 1}


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_schema_offers_the_plain_and_the_worded_form(mode: str) -> None:
    schema = Release.model_json_schema(mode="validation" if mode == "validation" else "serialization")

    forms = schema["$defs"]["When"]["anyOf"]

    assert ["string", "object"] == [form["type"] for form in forms]
    assert ["when", "words"] == forms[1]["required"]
    assert json.loads(json.dumps(schema)) == schema

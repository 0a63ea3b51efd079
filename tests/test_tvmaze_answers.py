"""What is understood of TVmaze's answers: the real ones that were recorded, and any others."""

import json
import logging
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.markup import text
from sources.tvmaze_answers import NextEpisode, read_show, read_shows, read_whole_show
from sources.tvmaze_people import read_credits, read_person
from sources.tvmaze_shapes import Misshapen, read_found

REAL = Path(__file__).parent.parent.parent / "shared" / "data" / "tvmaze"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the recorded answers of TVmaze are not here")

SHOW: dict[str, Any] = {"id": 7, "name": "Show"}


def recorded(name: str) -> Any:
    return json.loads((REAL / name).read_text("utf-8"))


@needs_real
def test_real_answers_are_understood() -> None:
    flash = read_show(recorded("shows_13_embed_seasons.json"))
    scarlet = read_show(recorded("show_41532_embed_cast_2025_trimmed.json"))
    gospel = read_show(recorded("show_45499_netflix_2020.json"))
    daily = read_show(recorded("shows_3928_embed_seasons.json"))
    person = read_person(recorded("people_14076_embed_castcredits_2026_trimmed.json"))

    assert ("The Flash", "The CW", "US", "tt3107288") == (
        flash.title,
        flash.network,
        flash.country,
        flash.imdb_id,
    )
    assert "https://www.tvmaze.com/shows/13/the-flash" == flash.url
    assert (99, 98, 85, 3) == (flash.weight, scarlet.weight, gospel.weight, daily.weight)
    assert ("Kate Phillips", 64060, "Eliza Scarlet") == (
        scarlet.cast[0].person,
        scarlet.cast[0].person_id,
        scarlet.cast[0].character,
    )
    assert ("Netflix", None) == (gospel.network, gospel.country)
    assert [2015, 2016, 2017] == [season.number for season in daily.seasons]
    assert [(82, "Game of Thrones", "Cersei Lannister")] == [
        (credit.show.id, credit.show.title, credit.character) for credit in person.credits
    ]
    assert (date(1973, 10, 3), "BM") == (person.born, person.country)


@needs_real
def test_nothing_of_the_recorded_shows_is_left_out() -> None:
    index = recorded("shows_index_2024_sample.json")
    files = sorted(REAL.glob("singlesearch_*.json"))

    assert [show["name"] for show in index] == [show.title for show in read_shows(index)]
    for answer in (json.loads(file.read_text("utf-8")) for file in files):
        show = read_show(answer)
        told = [season["number"] for season in answer["_embedded"]["seasons"]]
        assert (answer["name"], told) == (show.title, [season.number for season in show.seasons])
        assert show.url == answer["url"].replace("http://", "https://")


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("<p>One <b>two</b>.</p><p>Three<br/>four</p>", "One two. Three four"),
        ("Law &amp; Order", "Law & Order"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("I <3 You", "I <3 You"),
        ("<!-- x --><script>alert(1)</script>", "alert(1)"),
        ('<a href="https://evil.example">here</a>', "here"),
        ("Kr\u200b\u00f8nik\u202een\x00\ud800", "Kr\u00f8niken"),
        ("\u3164\u2800", ""),
        ("کتاب\u200cها", "کتاب\u200cها"),
        ("a" * 200, "a" * 200),
        ("a" * 300, "a" * 199 + "…"),
        ("a " * 100, ("a " * 100).strip()),
        ("cut at a word " * 20, "cut at a word " * 14 + "cut…"),
        ("a" * 199 + " word", "a" * 199 + "…"),
        ("a" * 198 + " word", "a" * 198 + "…"),
        ("word " + "a" * 300, "word " + "a" * 194 + "…"),
        (None, ""),
        (5, ""),
    ],
)
def test_markup_is_seen_as_text(markup: object, seen: str) -> None:
    assert seen == text(markup, 200)


@pytest.mark.parametrize("piece", ["<a b='", "<!--", "<![CDATA[", "<a", "</", "&#", "\u200d"])
def test_markup_without_an_end_holds_nobody_up(piece: str) -> None:
    # Read as a tree it would take hours, far beyond the timeout of a test.
    assert 200 >= len(text(piece * 800_000, 200))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://www.tvmaze.com/shows/7/show", "https://www.tvmaze.com/shows/7/show"),
        ("https://www.tvmaze.com/shows/8/other", "https://www.tvmaze.com/shows/7"),
        ("https://evil.example/shows/7/show", "https://www.tvmaze.com/shows/7"),
        ("https://www.tvmaze.com.evil.example/shows/7", "https://www.tvmaze.com/shows/7"),
        ("javascript:alert(1)", "https://www.tvmaze.com/shows/7"),
        (None, "https://www.tvmaze.com/shows/7"),
    ],
)
def test_a_show_is_linked_to_its_own_page_and_nowhere_else(url: object, shown: str) -> None:
    assert shown == read_show({**SHOW, "url": url}).url


@pytest.mark.parametrize(
    ("imdb", "kept"),
    [("tt0303461", "tt0303461"), ("tt123", None), ("tt٠٣٠٣٤٦١", None), ("tt0303461\n", None), (303461, None)],
)
def test_an_imdb_id_is_one_or_none(imdb: object, kept: str | None) -> None:
    assert kept == read_show({**SHOW, "externals": {"imdb": imdb}}).imdb_id


@pytest.mark.parametrize(
    ("weight", "taken"), [(0, 0), (100, 100), (5_000_000, 100), (-1, 0), ("97", 0), (None, 0), (True, 0)]
)
def test_no_show_is_better_known_than_the_best_known(weight: object, taken: int) -> None:
    assert taken == read_show({**SHOW, "weight": weight}).weight


def test_an_airtime_makes_an_instant_and_an_airdate_only_a_day() -> None:
    episode = {"season": 2, "number": 1, "airdate": "2027-03-05", "airtime": "20:00"}
    stamp = {"airstamp": "2027-03-05T20:00:00-05:00"}

    def coming(**told: object) -> NextEpisode | None:
        return read_show({**SHOW, "_embedded": {"nextepisode": {**episode, **told}}}).next_episode

    day, at = date(2027, 3, 5), datetime(2027, 3, 6, 1, tzinfo=UTC)
    assert NextEpisode(2, 1, day, at) == coming(**stamp)
    assert NextEpisode(2, 1, day, None) == coming(**stamp, airtime="")
    assert NextEpisode(2, None, None, None) == coming(
        number=None, airdate="soon", airstamp="2027-03-05T20:00"
    )


def test_a_show_that_cannot_be_read_is_left_out_of_a_page_and_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        shows = read_shows([SHOW, {"id": 8}, None, "x", {**SHOW, "id": True}])

    assert ["Show"] == [show.title for show in shows]
    assert "4 of 5 in a list of TVmaze were left out" in caplog.text
    assert [] == read_shows([])
    with pytest.raises(Misshapen):
        read_shows([{"id": 8}])


def test_a_list_without_an_end_is_cut_before_the_rest_is_read(caplog: pytest.LogCaptureFixture) -> None:
    seasons = [{"number": number} for number in range(1, 501)]
    role = {"person": {"id": 1, "name": "Ann Other"}, "character": {"name": "Herself"}}
    credit = {"_links": {"show": {"href": "https://api.tvmaze.com/shows/7", "name": "Show"}}}
    nonsense = ["nonsense"] * 100_000

    show = read_show({**SHOW, "_embedded": {"seasons": seasons + nonsense, "cast": [role] * 500 + nonsense}})

    assert (500, 500) == (len(show.seasons), len(show.cast))
    assert 500 == len(read_credits([credit] * 500 + nonsense))
    assert 250 == len(read_shows([SHOW] * 250 + nonsense))
    assert 25 == len(read_found([{"show": SHOW}] * 25 + nonsense, "show", read_show))
    assert "" == caplog.text


def test_who_cannot_be_read_is_left_out_of_what_a_search_found(caplog: pytest.LogCaptureFixture) -> None:
    found = [{"person": {"id": 1, "name": "Ann Other"}}, {"person": {"id": 2}}, {"person": None}, {}, "x"]

    assert ["Ann Other"] == [person.name for person in read_found(found, "person", read_person)]
    assert "4 of 5 in a list of TVmaze were left out" in caplog.text
    with pytest.raises(Misshapen):
        read_found(found[1:], "person", read_person)


def test_a_credit_is_named_by_its_link_where_the_show_is_not_embedded() -> None:
    link = {"href": "https://api.tvmaze.com/shows/82"}
    named = {"_links": {"show": {**link, "name": "Game of Thrones"}, "character": {"name": "Cersei"}}}

    (credit,) = read_credits([named, {"_links": {"show": link}}, {}])

    assert (82, "Game of Thrones", "Cersei") == (credit.show.id, credit.show.title, credit.character)


_KEYS = st.sampled_from(
    [
        *("id", "name", "url", "_embedded", "_links", "seasons", "cast", "castcredits", "nextepisode"),
        *("number", "person", "character", "premiered", "premiereDate", "network", "webChannel"),
        *(
            "externals",
            "imdb",
            "summary",
            "birthday",
            "country",
            "airstamp",
            "airtime",
            "season",
            "show",
            "href",
            "updated",
        ),
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["1", "https://api.tvmaze.com/shows/1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS | st.text(), inner, max_size=6),
    max_leaves=30,
)


@given(JSON)
def test_whatever_is_answered_is_understood_or_refused(answer: Any) -> None:
    for read in (read_show, read_whole_show, read_shows, read_person, read_credits):
        with suppress(Misshapen):
            read(answer)

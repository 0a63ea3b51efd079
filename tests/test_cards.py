"""Cards as pure functions: what is said for every state of things, and limits that hold whatever comes."""

import re
from datetime import UTC, date, datetime, timedelta
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ask import PATTERN, Ask
from bot.cards.about import about_card
from bot.cards.frame import LOOKS, NEUTRAL, Card, card, label, titled
from bot.cards.lookup import LOOK_UP
from bot.cards.reception import reviews_card
from bot.cards.shows import choice_names, shows_card
from bot.cards.status import status_card
from bot.cards.story import reveal_card, story_card
from db.about import Totals
from db.facts import Fact
from db.listings import Listing
from db.pages import Page
from db.reception import Audience, Score, ViewingWeek
from db.shows import Note, OnTVmaze, ShowDetails, Topic, TVmazeStatus
from db.status import Decision, Release, Verdict, seasons
from db.story import Story, StoryKind
from db.values import Evidence, Source, Value
from db.when import When
from tests.live import faults, unseen

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()
generous = settings(max_examples=60)


def seen(text: str) -> bool:
    """Whether a name has anything to see, as the store asks of every name."""
    return any(category(character)[0] in "LNPS" for character in text)


texts = st.text(max_size=40) | st.sampled_from(
    ["||", "@everyone", "[a](https://x.y)", "**", "\u202e", "a b " * 200]
)


def fact(value: Value, evidence: Evidence = Evidence.PRESS, checked_on: date = TODAY) -> Fact[Value]:
    source = Source(url="https://example.com/a", publisher="Example", evidence=evidence)
    return Fact(1, value, (source,), 0, checked_on)


def page_of(
    *values: Value | Fact[Value],
    weeks: tuple[ViewingWeek, ...] = (),
    status: TVmazeStatus | None = None,
    **details: object,
) -> Page:
    """A page that holds these facts about a show called Ours, of which TVmaze may tell a status."""
    facts = [value if isinstance(value, Fact) else fact(value) for value in values]

    def of(kind: type[Value]) -> list[Fact[Value]]:
        return [found for found in facts if isinstance(found.value, kind)]

    show = ShowDetails.model_validate({"title": "Ours", "year": 2020, "network": "Net", **details})
    return Page(
        1,
        0,
        Fact(1, show, fact(show).sources, 0, NOW.date()),
        tuple(seasons(of(Decision), of(Release))),  # type: ignore[arg-type]
        tuple(of(Score)),  # type: ignore[arg-type]
        (),
        (),
        tuple(of(Story)),  # type: ignore[arg-type]
        weeks,
        tvmaze=OnTVmaze(in_full=True, status=status, checked_on=TODAY) if status else None,
    )


def decided(season: int, verdict: Verdict, when: str = "2026-01-02", platform: str | None = None) -> Decision:
    return Decision(season=season, verdict=verdict, decided=When.parse(when), platform=platform)


def released(season: int, when: str, part: int | None = None) -> Release:
    return Release(season=season, when=When.parse(when), part=part)


def texts_of(shown: Card) -> str:
    return "\n".join(part["content"] for part in shown.to_components()[0]["components"] if part["type"] == 10)


def first_line(shown: Card) -> str:
    return texts_of(shown).splitlines()[0].removeprefix("### ")


OUT, DUE, TBA = released(3, "2026-03-10"), released(3, "2027"), released(3, "tba")
PARTS = (released(3, "2026-03-10", 1), released(3, "2027-02", 2))


@pytest.mark.parametrize(
    ("values", "asked", "said"),
    [
        ([decided(3, Verdict.RENEWED)], None, "Ours was renewed for season 3; it has no date yet."),
        ([decided(3, Verdict.RENEWED), TBA], None, "Ours was renewed for season 3; it has no date yet."),
        ([decided(3, Verdict.RENEWED), DUE], None, "Ours was renewed for season 3, due in 2027."),
        (
            [decided(3, Verdict.RENEWED), OUT],
            None,
            "Ours was renewed for season 3, which came out on 10 March 2026.",
        ),
        (
            [decided(3, Verdict.RENEWED), *PARTS],
            None,
            "Ours was renewed for season 3, out in part; the rest is due in February 2027.",
        ),
        ([decided(3, Verdict.FINAL_SEASON)], None, "Ours will end with season 3; it has no date yet."),
        ([decided(3, Verdict.FINAL_SEASON), DUE], None, "Ours will end with season 3, due in 2027."),
        (
            [decided(3, Verdict.FINAL_SEASON), OUT],
            None,
            "Ours ended with season 3, which came out on 10 March 2026.",
        ),
        (
            [decided(3, Verdict.FINAL_SEASON), *PARTS],
            None,
            "Ours will end with season 3, out in part; the rest is due in February 2027.",
        ),
        (
            [decided(3, Verdict.REVIVED, platform="Hulu")],
            None,
            "Ours was revived by Hulu for season 3; it has no date yet.",
        ),
        ([decided(3, Verdict.REVIVED), DUE], None, "Ours was revived for season 3, due in 2027."),
        (
            [decided(3, Verdict.AWAITING)],
            None,
            "No decision on season 3 of Ours is known yet.",
        ),
        (
            [decided(3, Verdict.CANCELLED)],
            None,
            "Ours was cancelled after two seasons; there will be no season 3.",
        ),
        ([decided(1, Verdict.CANCELLED)], None, "Ours was cancelled before its first season was made."),
        ([decided(3, Verdict.ENDED)], None, "Ours ended as planned with season 3."),
        (
            [decided(2, Verdict.LIMITED)],
            None,
            "Ours was made as a limited series; no season 2 is planned.",
        ),
        ([], None, "No decision about Ours is known."),
        ([], 2, "No decision about season 2 of Ours is known."),
        ([OUT], None, "Season 3 of Ours came out on 10 March 2026."),
        ([DUE], 3, "Season 3 of Ours is due in 2027."),
        ([TBA], 3, "Season 3 of Ours has no date yet."),
        (
            [decided(3, Verdict.CANCELLED)],
            5,
            "There will be no season 5: Ours was cancelled after two seasons.",
        ),
        (
            [decided(2, Verdict.LIMITED)],
            3,
            "There will be no season 3: Ours was made as a limited series.",
        ),
        ([decided(3, Verdict.ENDED)], 4, "There will be no season 4: Ours ended as planned with season 3."),
        ([decided(3, Verdict.ENDED)], 2, "Season 2 of Ours was made; I have no date for it."),
        ([decided(3, Verdict.RENEWED)], 4, "No decision about season 4 of Ours is known."),
        (
            [decided(3, Verdict.CANCELLED, "2026-01-02"), decided(3, Verdict.REVIVED, "2026-05")],
            None,
            "Ours was revived for season 3; it has no date yet.",
        ),
        (
            [fact(decided(3, Verdict.CANCELLED), Evidence.TALENT)],
            None,
            "Ours was reportedly cancelled after two seasons; there will be no season 3.",
        ),
    ],
)
def test_every_state_of_a_show_has_its_sentence(
    values: list[Value | Fact[Value]], asked: int | None, said: str
) -> None:
    assert said == first_line(status_card(page_of(*values), asked, TODAY))


@pytest.mark.parametrize(
    ("values", "status", "asked", "said"),
    [
        ([], "Ended", None, "Ours (2020) has ended. TVmaze doesn't say whether it was cancelled."),
        ([OUT], "Ended", None, "Ours (2020) has ended. TVmaze doesn't say whether it was cancelled."),
        ([TBA], "Ended", None, "Ours (2020) has ended. TVmaze doesn't say whether it was cancelled."),
        ([OUT], "Ended", 3, "Season 3 of Ours (2020) came out on 10 March 2026."),
        ([OUT], "Ended", 4, "No season 4 of Ours (2020) is known; it has ended, as TVmaze reports."),
        ([DUE], "Ended", None, "Season 3 of Ours (2020) is due in 2027."),
        ([decided(3, Verdict.ENDED)], "Ended", None, "Ours ended as planned with season 3."),
        ([OUT], "Running", None, "Season 3 of Ours (2020) came out on 10 March 2026."),
        ([], "Running", None, "No decision about Ours (2020) is known."),
    ],
)
def test_that_a_show_has_ended_is_said_first_where_nothing_else_is_known(
    values: list[Value], status: str, asked: int | None, said: str
) -> None:
    assert said == first_line(status_card(page_of(*values, status=TVmazeStatus(status)), asked, TODAY))


@pytest.mark.parametrize(
    ("season", "evidence", "when", "said"),
    [
        (3, Evidence.DATABASE, "2026-03-10", "Season 3 of Ours came out on 10 March 2026."),
        (3, Evidence.FAN, "2026-03-10", "Season 3 of Ours reportedly came out on 10 March 2026."),
        (3, Evidence.DATABASE, "2027-03-10", "Season 3 of Ours is reportedly due on 10 March 2027."),
        (3, Evidence.PRESS, "2027-03-10", "Season 3 of Ours is due on 10 March 2027."),
    ],
)
def test_a_date_is_told_once_and_hedged_where_it_is_not_sure(
    season: int, evidence: Evidence, when: str, said: str
) -> None:
    shown = status_card(page_of(fact(released(season, when), evidence)), None, TODAY)

    assert said == first_line(shown)
    assert said.count("reportedly") == texts_of(shown).count("reportedly")
    assert "Release date" not in texts_of(shown)


def test_each_part_of_a_season_is_dated_and_only_what_is_to_come_is_hedged() -> None:
    parts = [
        fact(released(3, when, part), Evidence.DATABASE) for part, when in ((1, "2026-03-10"), (2, "2027-02"))
    ]

    shown = texts_of(status_card(page_of(*parts), None, TODAY))

    assert "\nPart 1: 10 March 2026\nPart 2: reportedly February 2027\n" in shown


def test_a_show_in_development_says_so_once_and_that_it_has_no_date() -> None:
    page = page_of(fact(TBA, Evidence.DATABASE), status=TVmazeStatus.IN_DEVELOPMENT, year=None)

    shown = texts_of(status_card(page, None, TODAY))

    assert "### Ours is in development, as TVmaze reports; it has no date yet.\n" in shown
    assert (1, 0) == (shown.count("development"), shown.count("Release date"))
    dated = status_card(page_of(DUE, status=TVmazeStatus.IN_DEVELOPMENT), None, TODAY)
    assert "Season 3 of Ours (2020) is due in 2027." == first_line(dated)
    assert "TVmaze says that it is in development." in texts_of(dated)


@pytest.mark.parametrize("status", [TVmazeStatus.ENDED, TVmazeStatus.RUNNING])
def test_the_year_stands_behind_a_title_until_somebody_decides_about_the_show(status: TVmazeStatus) -> None:
    bare, known = (page_of(*values, status=status) for values in ([], [decided(3, Verdict.ENDED)]))

    cards = (status_card, reviews_card, story_card)
    assert [True] * 3 == ["Ours (2020)" in first_line(draw(bare, None, TODAY)) for draw in cards]
    assert [False] * 3 == ["(2020)" in first_line(draw(known, None, TODAY)) for draw in cards]


def test_running_is_not_renewed() -> None:
    shown = texts_of(status_card(page_of(OUT, status=TVmazeStatus.RUNNING), None, TODAY))

    assert "TVmaze says that it is running, but not whether another season was ordered." in shown


@pytest.mark.parametrize("evidence", Evidence)
def test_the_first_three_kinds_of_evidence_are_stated_flatly_the_rest_as_reported(evidence: Evidence) -> None:
    shown = texts_of(status_card(page_of(fact(decided(3, Verdict.RENEWED), evidence)), None, TODAY))

    is_reported = evidence.value in ("talent", "database", "fan")
    assert is_reported == ("reportedly" in shown.splitlines()[0])
    assert is_reported == ("· reportedly decided" in shown)
    undated = "" if evidence is Evidence.DATABASE else ", undated"
    assert f"Source: Example ([example.com](<https://example.com/a>)), {evidence}{undated}" in shown


def test_each_verdict_is_shown_by_a_colour_and_a_word_and_an_icon_of_its_own() -> None:
    for verdict in Verdict:
        shown = status_card(page_of(decided(3, verdict)), None, TODAY)

        look = LOOKS[verdict]
        assert look.colour.value == shown.to_components()[0]["accent_color"]
        assert f"\n{look.icon} **{look.word.capitalize()}** · Net" in texts_of(shown)
    assert 3 * [len(LOOKS)] == [
        len({getattr(look, of) for look in LOOKS.values()}) for of in ("colour", "word", "icon")
    ]


@pytest.mark.parametrize(
    ("values", "asked", "warns"),
    [
        ([decided(3, Verdict.RENEWED)], None, True),
        ([decided(3, Verdict.RENEWED), DUE], None, True),
        ([decided(3, Verdict.RENEWED), OUT], None, False),
        ([decided(3, Verdict.AWAITING)], None, True),
        ([decided(3, Verdict.CANCELLED)], None, False),
        ([decided(3, Verdict.CANCELLED)], 4, False),
        ([decided(3, Verdict.ENDED)], 4, False),
        ([decided(3, Verdict.ENDED)], 2, False),
        ([decided(3, Verdict.RENEWED)], 4, True),
        ([DUE], None, True),
        ([OUT], None, False),
        ([], None, True),
    ],
)
def test_only_what_is_old_and_open_warns(values: list[Value], asked: int | None, warns: bool) -> None:
    page = page_of(*values)
    warned = [
        "⚠️" in texts_of(status_card(page, asked, today))
        for today in (TODAY + timedelta(days=90), TODAY + timedelta(days=91))
    ]

    assert [False, warns] == warned


def taking(value: float, scale: float, outlet: str, audience: Audience = Audience.VIEWERS) -> Score:
    return Score(
        season=1, outlet=outlet, audience=audience, value=value, scale=scale, taken=When.parse("2026-01")
    )


def test_how_far_apart_opinions_are_is_exact_at_15_and_at_30_points() -> None:
    words = {14: "agree", 15: "are divided", 29: "are divided", 30: "are far apart"}
    for tenths in range(31, 101):
        for points, word in words.items():
            mean, share = taking(tenths / 10, 10, "IMDb"), taking(tenths - points, 100, "Rotten Tomatoes")

            said = first_line(reviews_card(page_of(mean, share), None, TODAY))

            assert said.startswith(f"Opinions on season 1 of Ours {word}: ")


def test_the_audiences_of_one_outlet_are_told_apart() -> None:
    critics = taking(80, 100, "Metacritic", Audience.CRITICS)

    assert (
        "Opinions on season 1 of Ours are divided: "
        "80 of 100 from critics and 6 of 10 from viewers on Metacritic."
    ) == first_line(reviews_card(page_of(critics, taking(6, 10, "Metacritic")), None, TODAY))


def test_a_lone_score_leaves_the_title_as_it_is_written() -> None:
    score = taking(80, 100, "Metacritic").model_copy(update={"season": None})

    assert "iOurs has 80 of 100 on Metacritic." == first_line(
        reviews_card(page_of(score, title="iOurs"), None, TODAY)
    )


def test_many_seasons_of_scores_stay_within_forty_components() -> None:
    scores = [taking(season, 60, "IMDb").model_copy(update={"season": season}) for season in range(1, 61)]

    shown = reviews_card(page_of(*scores), None, TODAY)

    assert [] == faults(shown.to_components())
    assert "**Season 60**\n" in texts_of(shown)


def test_the_public_story_card_is_the_same_whatever_the_story_says() -> None:
    def told(words: str) -> str:
        story = Story(number=1, season=2, kind=StoryKind.THEORY, text=words, note=words)
        return str(
            story_card(
                page_of(story, notes=[Note(about=Topic.STORY, text=words)]), None, TODAY
            ).to_components()
        )

    assert told("The butler did it") == told("The gardener did it")


def test_the_story_is_told_the_surest_first() -> None:
    kinds = list(StoryKind)
    stories = [
        Story(number=number, kind=kind, text=kind.value)
        for number, kind in enumerate(reversed(kinds), start=1)
    ]

    shown = texts_of(reveal_card(page_of(*stories), None, TODAY))

    places = [shown.index(text) for text in ("Confirmed", "Said by", "From the source", "Theory")]
    assert sorted(places) == places


def test_the_pages_of_shows_hold_every_show_once() -> None:
    verdicts = [*Verdict, None]
    listings = [
        Listing(number, f"Show {number}", 2000, verdict=verdicts[number % 8]) for number in range(1, 96)
    ]

    cards = [shows_card(listings, Ask("shows", page=page)) for page in range(10)]

    told = [line for shown in cards for line in texts_of(shown).splitlines() if line.startswith("Show ")]
    assert sorted(f"Show {number} (2000)" for number in range(1, 96)) == sorted(told)
    assert "-# Page 10 of 10" in texts_of(cards[9])
    assert [] == [found for shown in cards for found in faults(shown.to_components())]


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "one minute"),
        (timedelta(hours=1, minutes=12), "one hour and 12 minutes"),
        (timedelta(days=400), "400 days and no hours"),
        (timedelta(seconds=-5), "less than a minute"),
    ],
)
def test_about_says_how_long_it_has_been_up(length: timedelta, said: str) -> None:
    shown = texts_of(about_card("1.2.3", NOW - length, Totals(0, 0, None), NOW))

    assert shown.endswith(f"-# Greenlight 1.2.3 · up for {said}")
    assert "I know **0** shows and **0** facts. Every answer" in shown


@generous
@given(
    texts,
    st.lists(texts | st.lists(texts, max_size=60), max_size=8),
    st.lists(texts.map(lambda text: text.replace("\n", " ")), min_size=1, max_size=4),
)
def test_whatever_a_card_is_given_it_fits_and_keeps_its_last_line(
    answer: str, sections: list[str | list[str]], footer: list[str]
) -> None:
    shown = card(NEUTRAL, answer, sections, "\n".join([*footer, "-# Checked today"]))

    components = shown.to_components()[0]["components"]
    contents = [part["content"] for part in components if part["type"] == 10]
    assert sum(map(len, contents)) <= 4000
    assert all(contents)
    assert contents[-1].endswith("-# Checked today")


@generous
@given(
    st.lists(st.text("ab ", min_size=1, max_size=300), min_size=1, max_size=80), st.text("c", max_size=5000)
)
def test_a_list_on_a_card_accounts_for_every_line(lines: list[str], other: str) -> None:
    numbered = [f"«{number}»{line}" for number, line in enumerate(lines)]

    shown = texts_of(card(NEUTRAL, "A", [numbered, other], "-# Checked today"))

    told = len(re.findall("«", shown))
    more = re.search(r"-# and ([0-9]+) more", shown)
    assert len(lines) == told + (int(more[1]) if more else 0)


def test_a_short_section_is_whole_however_long_its_neighbours_are() -> None:
    short = ["one", "two", "three"]

    shown = texts_of(card(NEUTRAL, "A", ["x " * 9000, short, ["y" * 90] * 500, "last words"], "-# Checked"))

    assert "one\ntwo\nthree" in shown
    assert "last words" in shown


def test_a_title_never_stands_alone() -> None:
    assert [] == titled("Seasons", [])
    assert ["**Seasons**\n1", "2"] == titled("Seasons", ["1", "2"])


@generous
@given(
    st.from_regex("[a-z]{1,7}", fullmatch=True),
    st.none() | st.integers(1, 10**15),
    st.none() | st.integers(1, 2100),
    st.integers(0, 9999),
    st.booleans(),
    st.text(max_size=300),
)
def test_what_a_button_asks_comes_back_whole_from_its_custom_id(
    name: str, show: int | None, season: int | None, page: int, public: bool, text: str
) -> None:
    ask = Ask(name, show, season, page, public, text)

    match = re.fullmatch(PATTERN, ask.custom_id)

    assert match is not None
    assert len(ask.custom_id) <= 100
    back = Ask.from_match(match)
    assert Ask(name, show, season, page, public, back.text) == back
    assert is_cut_at_a_word(back.text, " ".join(text.replace("¦", " ").split()), least=60)


@generous
@given(st.none() | st.integers(1, 10**9), st.text(min_size=1, max_size=90), st.text(max_size=90))
def test_a_button_that_looks_up_keeps_both_texts_or_half_of_each(
    show: int | None, text: str, also: str
) -> None:
    ask = Ask("viewers", show, 2, public=True, text=text, also=also)

    match = re.fullmatch(PATTERN, ask.custom_id)

    assert match is not None
    assert len(f"{LOOK_UP}{ask.custom_id}") <= 100
    back = Ask.from_match(match)
    for typed, kept in ((text, back.text), (also, back.also)):
        assert is_cut_at_a_word(kept, " ".join(typed.replace("¦", " ").split()), least=30)


def is_cut_at_a_word(kept: str, whole: str, least: int) -> bool:
    """Whether a text of at most `least` is whole, and a longer one cut after a word of its second half."""
    if kept == whole or len(whole) <= least:
        return kept == whole
    begun = kept.removesuffix("…")
    ends_well = whole[len(begun)] == " " or " " not in whole[len(kept) // 2 : len(kept)]
    return kept != begun and whole.startswith(begun) and len(kept) > least // 2 and ends_well


@generous
@given(texts, st.integers(1, 100))
def test_a_label_is_never_empty_too_long_or_invisible(text: str, limit: int) -> None:
    shown = label(text, limit)

    assert 1 <= len(shown) <= limit
    assert [] == unseen(shown.replace("\n", "\x00"))


@pytest.mark.parametrize(
    "text", ["M*A*S*H", "[REC]", "a_b \\ c", "@everyone", "||x||", "https://x.y", "1. a"]
)
def test_a_label_shows_markup_as_it_was_written(text: str) -> None:
    assert text == label(text, 100)


@generous
@given(st.text(min_size=1, max_size=200).filter(seen), st.none() | st.text(max_size=200).filter(seen))
def test_a_completion_names_show_year_and_status_in_a_hundred_characters(
    title: str, network: str | None
) -> None:
    listing = Listing(1, title, 2022, (network or "").strip() or None, verdict=Verdict.FINAL_SEASON)

    (name,) = choice_names([listing])

    assert 1 <= len(name) <= 100
    assert " (2022) · " in name
    assert name.endswith("final season ordered")


verdicts = st.builds(
    decided,
    st.integers(1, 6),
    st.sampled_from(Verdict),
    st.sampled_from(["2020", "2026-11-22", "2027-Q1", "tba"]),
    st.none() | st.sampled_from(["Hulu", "||@everyone||"]),
)
releases = st.builds(
    released,
    st.integers(1, 6),
    st.sampled_from(["2020", "2026-11-22", "2027-H2", "tba", "2027-03-10T08:00Z"]),
    st.none() | st.integers(1, 3),
)


@settings(max_examples=150)
@given(st.lists(verdicts | releases, max_size=12), st.none() | st.integers(1, 8))
def test_whatever_is_known_the_status_is_one_sound_card_with_one_sentence(
    values: list[Value], asked: int | None
) -> None:
    shown = status_card(page_of(*values), asked, TODAY)

    assert [] == faults(shown.to_components())
    said = first_line(shown)
    assert said.endswith(".")
    assert "Ours" in said
    assert (
        asked is None
        or f"season {asked}".casefold() in said.casefold()
        or "first season" in said
        or ("cancelled" in said)
    )


def test_seasons_between_known_ones_are_called_made_where_a_later_decision_says_so() -> None:
    known = page_of(released(1, "2024-03-10"), released(4, "2026-03-10"), decided(5, Verdict.RENEWED))

    assert "**2–3** · made; no dates known" in texts_of(status_card(known, None, TODAY))


def test_seasons_before_the_first_one_known_are_called_made_only_where_a_decision_says_so() -> None:
    listed = texts_of(status_card(page_of(released(3, "2026-03-10")), None, TODAY))
    decided_on = texts_of(status_card(page_of(decided(3, Verdict.RENEWED)), None, TODAY))

    assert "**1–2** · nothing known" in listed
    assert "**1–2** · made; no dates known" in decided_on

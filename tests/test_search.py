"""Finding a show by what people type."""

import html
import random
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.file_reading import read_file
from db.search import Found, clear_winner, normalise, search
from db.shows import Listing, ShowDetails, matching, spoken_names
from db.starter import STARTER
from db.status import Verdict

TITLES = Path(__file__).parent.parent.parent / "shared" / "data" / "titles.txt"

SHOWS = {
    "The Imperfects": ("The Imperfects", "The Imperfects 2022", "Los imperfectos"),
    "Wednesday": ("Wednesday", "Wednesday 2022", "Wednesday Addams"),
    "Stranger Things": ("Stranger Things", "Stranger Things 2016"),
    "It's Always Sunny in Philadelphia": ("It's Always Sunny in Philadelphia",),
    "The Queen's Gambit": ("The Queen's Gambit", "The Queen's Gambit 2020"),
    "One Piece": ("One Piece", "One Piece 2023"),
    "One Day at a Time": ("One Day at a Time",),
    "1899": ("1899", "1899 2022"),
    "Law & Order": ("Law & Order",),
    "Élite": ("Élite",),
    "Bron/Broen": ("Bron/Broen", "The Bridge"),
    "Ófærð": ("Ófærð", "Trapped"),
    "Løgneren": ("Løgneren",),
    "9-1-1": ("9-1-1",),
    "You": ("You",),
    "ดูแลรัก": ("ดูแลรัก",),
    "進撃の巨人": ("進撃の巨人", "Attack on Titan"),
    "ガンダム": ("ガンダム",),
    "오징어 게임": ("오징어 게임", "Squid Game"),
    "!!!": ("!!!",),
}
NAMES = [(name, title) for title, names in SHOWS.items() for name in names]


def found(text: str, limit: int = 5) -> list[str]:
    return [one.item for one in search(NAMES, text, limit)]


def meant(text: str) -> str | None:
    return clear_winner(search(NAMES, text, 5))


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("The Imperfects", "The Imperfects"),
        ("imperfects", "The Imperfects"),
        ("THE IMPERFECTS", "The Imperfects"),
        ("  the   imperfects ", "The Imperfects"),
        ("imprefects", "The Imperfects"),
        ("the imprefects", "The Imperfects"),
        ("an imperfects", "The Imperfects"),
        ("wensday", "Wednesday"),
        ("wendesday", "Wednesday"),
        ("Wednesday (2022)", "Wednesday"),
        ("wednesday addams", "Wednesday"),
        ("stranger thing", "Stranger Things"),
        ("strangerthings", "Stranger Things"),
        ("things stranger", "Stranger Things"),
        ("Stranger Things 4", "Stranger Things"),
        ("its always sunny", "It's Always Sunny in Philadelphia"),
        ("it’s always sunny in philadelphia", "It's Always Sunny in Philadelphia"),
        ("it´s always sunny in philadelphia", "It's Always Sunny in Philadelphia"),
        ("its allways suny in philadelfia", "It's Always Sunny in Philadelphia"),
        ("queens gambit", "The Queen's Gambit"),
        ("queen s gambit", "The Queen's Gambit"),
        ("Queen‘s Gambit!!", "The Queen's Gambit"),
        ("gambit queens", "The Queen's Gambit"),
        ("one pice", "One Piece"),
        ("one-piece", "One Piece"),
        ("onepiece", "One Piece"),
        ("law and order", "Law & Order"),
        ("law & order", "Law & Order"),
        ("elite", "Élite"),
        ("E\u0301LITE", "Élite"),
        ("bron broen", "Bron/Broen"),
        ("the bridge", "Bron/Broen"),
        ("ofaerd", "Ófærð"),
        ("logneren", "Løgneren"),
        ("911", "9-1-1"),
        ("9 1 1", "9-1-1"),
        ("1899", "1899"),
        ("you", "You"),
        ("ดูแลรัก", "ดูแลรัก"),
        ("進撃の巨人", "進撃の巨人"),
        ("ガンダム", "ガンダム"),
        ("\uff76\uff9e\uff9d\uff80\uff9e\uff91", "ガンダム"),
        ("오징어 게임", "오징어 게임"),
        ("오징어게임", "오징어 게임"),
        ("!!!", "!!!"),
    ],
)
def test_what_people_type_names_the_show(typed: str, title: str) -> None:
    assert title == meant(typed)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("imp", "The Imperfects"),
        ("teh imperfects", "The Imperfects"),
        ("imprefe", "The Imperfects"),
        ("wed", "Wednesday"),
        ("w", "Wednesday"),
        ("sunny", "It's Always Sunny in Philadelphia"),
        ("philadelphia", "It's Always Sunny in Philadelphia"),
        ("gambit", "The Queen's Gambit"),
        ("things", "Stranger Things"),
        ("one", "One Piece"),
        ("one", "One Day at a Time"),
        ("189", "1899"),
        ("wednesday season 2", "Wednesday"),
        ("what happened to the imperfects", "The Imperfects"),
        ("巨人", "進撃の巨人"),
        ("進撃", "進撃の巨人"),
        ("ガン", "ガンダム"),
        ("게임", "오징어 게임"),
        ("ดูแล", "ดูแลรัก"),
    ],
)
def test_a_part_of_a_name_is_offered_and_not_taken_for_it(typed: str, offered: str) -> None:
    assert offered in found(typed)
    assert meant(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\t\n",
        "\u200b",
        "\u202e\u200d",
        "😀",
        "---",
        "?",
        "x" * 6000,
        "ก" * 6000,
        "\u0301" * 6000,
        "qqqq",
        "Game of Thrones",
        "Breaking Bad",
        "a the an",
        "@everyone",
        "\x00",
        "ー",
    ],
)
def test_what_is_no_show_finds_none(typed: str) -> None:
    assert [] == found(typed)
    assert meant(typed) is None


def test_six_thousand_letters_that_begin_like_a_show_are_not_that_show() -> None:
    assert meant(f"wednesday {'x' * 6000}") is None


@pytest.mark.parametrize("typed", ["1898", "1989", "wednesday 2021", "9-1-2"])
def test_another_number_is_another_show(typed: str) -> None:
    assert meant(typed) is None


def test_an_exact_name_comes_before_one_that_goes_on() -> None:
    names = [("Dark Matter", 1), ("Dark", 2), ("Darkwing Duck", 3), ("A Dark Place", 4)]

    assert 2 == search(names, "dark", 5)[0].item
    assert 2 == clear_winner(search(names, "dark", 5))


def test_what_begins_with_the_text_comes_before_what_has_it_inside() -> None:
    names = [("The Long Dark", 1), ("Dark Matter", 2)]

    assert [2, 1] == [one.item for one in search(names, "dark", 5)]


def test_a_name_that_goes_on_is_taken_only_when_most_of_it_was_typed() -> None:
    names = [("House of Guinness", 1)]

    assert clear_winner(search(names, "house of gui", 5)) == 1
    assert clear_winner(search(names, "house", 5)) is None
    assert clear_winner(search([("Ally McBeal", 1)], "ally", 5)) is None


def test_two_shows_of_one_title_are_both_offered_and_neither_is_taken() -> None:
    names = [
        ("Gossip Girl", 2007),
        ("Gossip Girl 2007", 2007),
        ("Gossip Girl", 2021),
        ("Gossip Girl 2021", 2021),
    ]

    for typed in ("gossip girl", "gosip girl", "gossip", "gossip girl 2022"):
        assert {2007, 2021} == {one.item for one in search(names, typed, 5)}
        assert clear_winner(search(names, typed, 5)) is None
    assert 2021 == clear_winner(search(names, "gossip girl 2021", 5))
    assert 2007 == clear_winner(search(names, "Gossip Girl (2007)", 5))


def test_a_show_with_several_names_is_offered_once() -> None:
    assert 1 == found("wednesday").count("Wednesday")


def test_no_more_are_offered_than_asked_for() -> None:
    names = [(f"Wednesday {number}", number) for number in range(50)]

    assert 5 == len(search(names, "wednesday", 5))
    assert 25 == len(search(names, "wednesday", 25))


def test_among_no_shows_nothing_is_found() -> None:
    assert [] == search([], "wednesday", 5)
    assert clear_winner([]) is None


@pytest.mark.parametrize(
    ("likenesses", "winner"),
    [
        ([100.0], 0),
        ([100.0, 99.0], 0),
        ([100.0, 100.0], None),
        ([95.0, 80.0], 0),
        ([95.0, 92.0], None),
        ([70.0], None),
    ],
)
def test_a_show_is_clear_when_nothing_else_comes_near(likenesses: list[float], winner: int | None) -> None:
    assert winner == clear_winner([Found(number, likeness) for number, likeness in enumerate(likenesses)])


# ---- whatever is typed

TEXT = st.text(max_size=40) | st.sampled_from([name for name, _ in NAMES])


@given(text=TEXT)
@example("The A-Team")
@example("A The")
@example("ẞ ŉ İ ı ﬁ ΐ ᾳ ǅ")
@example("＇´’`ʼ")
@example("The The")
@example("½ ㎏ ℌ")
def test_what_is_compared_does_not_change_when_compared_again(text: str) -> None:
    assert normalise(text) == normalise(normalise(text))


@given(text=TEXT)
def test_accents_and_capitals_as_people_type_them_make_no_difference(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert normalise(text) == normalise(unicodedata.normalize(form, text))
    assert normalise(text) == normalise(f" {text}\n")


@given(text=TEXT, names=st.lists(TEXT, max_size=8))
@settings(max_examples=300)
def test_a_search_never_fails_and_likeness_is_a_share_of_a_hundred(text: str, names: list[str]) -> None:
    result = search([(name, number) for number, name in enumerate(names)], text, 5)

    likenesses = [one.likeness for one in result]
    assert len(result) <= 5
    assert likenesses == sorted(likenesses, reverse=True)
    assert all(0 <= likeness <= 100 for likeness in likenesses)
    assert len({one.item for one in result}) == len(result)
    assert clear_winner(result) in (None, *(one.item for one in result[:1]))


@given(names=st.lists(TEXT, min_size=1, max_size=8), chosen=st.integers(0, 7))
@example(["one day", "day one"], 0)
@example(["one day", "day one"], 1)
@example(["The A-Team", "A Team"], 0)
def test_an_exact_name_is_first_and_taken_unless_two_share_it(names: list[str], chosen: int) -> None:
    name = names[chosen % len(names)]
    same = {number for number, other in enumerate(names) if normalise(other) == normalise(name)}
    if not normalise(name) or len(normalise(name)) > 200:
        return

    result = search([(other, number) for number, other in enumerate(names)], name, 8)

    assert same == {one.item for one in result[: len(same)]}
    assert clear_winner(result) == (same.pop() if len(same) == 1 else None)


# ---- a list of shows

STARTER_LISTINGS = [
    Listing(
        number,
        details,
        max((fact.value.verdict for fact in show.facts if fact.kind == "decision"), default=None),
    )
    for number, show in enumerate(read_file(STARTER).file.shows)
    for details in [fact.value for fact in show.facts if isinstance(fact.value, ShowDetails)]
]


def test_every_show_of_the_starter_content_is_found_by_each_of_its_names() -> None:
    for listing in STARTER_LISTINGS:
        for name, _ in spoken_names([listing]):
            assert listing == clear_winner(search(spoken_names(STARTER_LISTINGS), name, 5)), name


def test_a_list_is_searched_by_status_word_network_or_name() -> None:
    shows = [
        Listing(1, ShowDetails(title="Dark", year=2017, network="Netflix"), Verdict.ENDED),
        Listing(
            2, ShowDetails(title="Lucifer", year=2016, network="Fox, then Netflix"), Verdict.FINAL_SEASON
        ),
        Listing(3, ShowDetails(title="Undecided", year=2020), None),
        Listing(4, ShowDetails(title="Renewed", year=2020, network="NBC"), Verdict.CANCELLED),
    ]

    def listed(typed: str) -> list[int]:
        return [listing.show_id for listing in matching(shows, typed)]

    assert [1, 2, 3, 4] == listed("")
    assert [1, 2, 3, 4] == listed("  ")
    assert [1] == listed("Ended")
    assert [2] == listed("final season")
    assert [3] == listed("undecided")
    assert [1, 2] == listed("netflix")
    assert [4] == listed("nbc")
    assert [4] == listed("renewed")
    assert [1] == listed("drak")
    assert [] == listed("Game of Thrones")


# ---- among many real titles


@pytest.fixture(scope="module")
def titles() -> list[str]:
    if not TITLES.exists():
        pytest.skip(f"{TITLES} is not here to search")
    return list(
        dict.fromkeys(html.unescape(line) for line in TITLES.read_text(encoding="utf-8").splitlines())
    )


def one_letter_less(title: str, chance: random.Random) -> str:
    place = chance.choice([place for place, letter in enumerate(title) if letter.isalpha()])
    return title[:place] + title[place + 1 :]


def test_a_long_title_without_one_of_its_letters_is_among_the_first_five(titles: list[str]) -> None:
    chance = random.Random(2026)
    long = [title for title in titles if sum(letter.isalpha() for letter in title) >= 10]
    names = [(title, title) for title in chance.sample(titles, 2000)]
    sample = chance.sample([title for title, _ in names if title in set(long)], 300)

    missed = [
        title
        for title in sample
        if title not in [one.item for one in search(names, one_letter_less(title, chance), 5)]
    ]

    assert [] == missed


def test_a_title_with_a_typo_among_two_thousand_is_hardly_ever_taken_for_another(titles: list[str]) -> None:
    chance = random.Random(2026)
    names = [(title, title) for title in chance.sample(titles, 2000)]
    typed = [
        (one_letter_less(title, chance), title) for title, _ in chance.sample(names, 200) if len(title) > 3
    ]

    winners = [(clear_winner(search(names, text, 5)), title) for text, title in typed]

    right = sum(winner is not None and normalise(winner) == normalise(title) for winner, title in winners)
    wrong = [(winner, title) for winner, title in winners if winner and normalise(winner) != normalise(title)]
    assert right >= 0.85 * len(typed)
    assert len(wrong) <= 1, wrong


def test_a_title_the_store_does_not_have_is_seldom_taken_for_another(titles: list[str]) -> None:
    chance = random.Random(2026)
    known = chance.sample(titles, 2000)
    names = [(title, title) for title in known]
    same = {normalise(title) for title in known}
    unknown = [title for title in chance.sample(titles, 200) if normalise(title) not in same]

    wrong = [(title, winner) for title in unknown if (winner := clear_winner(search(names, title, 5)))]

    assert len(wrong) <= 0.03 * len(unknown), wrong


def test_a_search_among_two_thousand_shows_is_done_before_the_next_letter(titles: list[str]) -> None:
    names = [(title, title) for title in titles[:2000]]
    search(names, "warm", 25)

    began = time.perf_counter()
    for typed in ("imprefects", "its always sunny in philadelphia", "a"):
        search(names, typed, 25)

    assert time.perf_counter() - began < 1.0

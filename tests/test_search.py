"""Finding a show by what people type."""

import html
import random
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.names import Names
from db.search import ALMOST, Found, clear_winner, normalise, search

T = TypeVar("T")

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


Finding: TypeAlias = Callable[[Iterable[tuple[str, Any]], str, int], Sequence[Found[Any]]]


def indexed(names: Iterable[tuple[str, T]]) -> Names[T]:
    """An index of names, all equally popular."""
    known: dict[T, list[str]] = {}
    for name, item in names:
        known.setdefault(item, []).append(name)
    index = Names[T]()
    for item, its_names in known.items():
        index.put(item, its_names, 0)
    return index


def search_index(names: Iterable[tuple[str, T]], text: str, limit: int) -> Sequence[Found[T]]:
    return indexed(names).search(text, limit)


both_ways = pytest.mark.parametrize("find", [search, search_index])
"""Names are found by going through a list at hand, or in an index; both ways the same is meant."""


def meant(find: Finding, text: str) -> str | None:
    return clear_winner(find(NAMES, text, 5))


def found(find: Finding, text: str) -> list[str]:
    return [one.item for one in find(NAMES, text, 5)]


@both_ways
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
def test_what_people_type_names_the_show(find: Finding, typed: str, title: str) -> None:
    assert title == meant(find, typed)


@both_ways
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
def test_a_part_of_a_name_is_offered_and_not_taken_for_it(find: Finding, typed: str, offered: str) -> None:
    assert offered in found(find, typed)
    assert meant(find, typed) is None


@both_ways
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
def test_what_is_no_show_finds_none(find: Finding, typed: str) -> None:
    assert [] == found(find, typed)
    assert meant(find, typed) is None


@both_ways
def test_six_thousand_letters_that_begin_like_a_show_are_not_that_show(find: Finding) -> None:
    assert meant(find, f"wednesday {'x' * 6000}") is None


@both_ways
@pytest.mark.parametrize("typed", ["1898", "1989", "wednesday 2021", "9-1-2"])
def test_another_number_is_another_show(find: Finding, typed: str) -> None:
    assert meant(find, typed) is None


@both_ways
def test_an_exact_name_comes_before_one_that_goes_on(find: Finding) -> None:
    names = [("Dark Matter", 1), ("Dark", 2), ("Darkwing Duck", 3), ("A Dark Place", 4)]

    assert 2 == find(names, "dark", 5)[0].item
    assert 2 == clear_winner(find(names, "dark", 5))


@both_ways
def test_what_begins_with_the_text_comes_before_what_has_it_inside(find: Finding) -> None:
    names = [("The Long Dark", 1), ("Dark Matter", 2)]

    assert [2, 1] == [one.item for one in find(names, "dark", 5)]


@both_ways
def test_what_begins_with_the_text_comes_before_what_is_only_alike(find: Finding) -> None:
    names = [(name, name) for name in ("Channa", "Hanna Maria Gonzalez de la Torre", "Hanne")]

    assert ["Hanna Maria Gonzalez de la Torre", "Channa", "Hanne"] == [
        found.item for found in find(names, "hanna", 5)
    ]


@both_ways
def test_a_name_that_goes_on_is_taken_only_when_most_of_it_was_typed(find: Finding) -> None:
    names = [("House of Guinness", 1)]

    assert clear_winner(find(names, "house of gui", 5)) == 1
    assert clear_winner(find(names, "house", 5)) is None
    assert clear_winner(find([("Ally McBeal", 1)], "ally", 5)) is None


@both_ways
def test_two_shows_of_one_title_are_both_offered_and_neither_is_taken(find: Finding) -> None:
    names = [
        ("Gossip Girl", 2007),
        ("Gossip Girl 2007", 2007),
        ("Gossip Girl", 2021),
        ("Gossip Girl 2021", 2021),
    ]

    for typed in ("gossip girl", "gosip girl", "gossip", "gossip girl 2022"):
        assert {2007, 2021} == {one.item for one in find(names, typed, 5)}
        assert clear_winner(find(names, typed, 5)) is None
    assert 2021 == clear_winner(find(names, "gossip girl 2021", 5))
    assert 2007 == clear_winner(find(names, "Gossip Girl (2007)", 5))


@both_ways
def test_a_show_with_several_names_is_offered_once(find: Finding) -> None:
    assert 1 == found(find, "wednesday").count("Wednesday")


@both_ways
def test_no_more_are_offered_than_asked_for(find: Finding) -> None:
    names = [(f"Wednesday {number}", number) for number in range(50)]

    assert 5 == len(find(names, "wednesday", 5))
    assert 25 == len(find(names, "wednesday", 25))


@both_ways
def test_among_no_shows_nothing_is_found(find: Finding) -> None:
    assert [] == find([], "wednesday", 5)
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


@both_ways
@given(text=TEXT, names=st.lists(TEXT, max_size=8))
@settings(max_examples=300)
def test_a_search_never_fails_and_likeness_is_a_share_of_a_hundred(
    find: Finding, text: str, names: list[str]
) -> None:
    result = find([(name, number) for number, name in enumerate(names)], text, 5)

    likenesses = [one.likeness for one in result]
    assert len(result) <= 5
    exact = [likeness >= ALMOST for likeness in likenesses]
    assert exact == sorted(exact, reverse=True)
    assert all(0 <= likeness <= 100 for likeness in likenesses)
    assert len({one.item for one in result}) == len(result)
    assert clear_winner(result) in (None, *(one.item for one in result))


@both_ways
@given(names=st.lists(TEXT, min_size=1, max_size=8), chosen=st.integers(0, 7))
@example(["one day", "day one"], 0)
@example(["one day", "day one"], 1)
@example(["The A-Team", "A Team"], 0)
def test_an_exact_name_is_first_and_taken_unless_two_share_it(
    find: Finding, names: list[str], chosen: int
) -> None:
    name = names[chosen % len(names)]
    same = {number for number, other in enumerate(names) if normalise(other) == normalise(name)}
    if not normalise(name) or len(normalise(name)) > 200:
        return

    result = find([(other, number) for number, other in enumerate(names)], name, 8)

    assert same == {one.item for one in result[: len(same)]}
    assert clear_winner(result) == (same.pop() if len(same) == 1 else None)


# ---- among many real titles


@pytest.fixture(scope="module")
def titles() -> list[str]:
    if not TITLES.exists():
        pytest.skip(f"{TITLES} is not here to search")
    found = list(
        dict.fromkeys(html.unescape(line) for line in TITLES.read_text(encoding="utf-8").splitlines())
    )
    return random.Random(2026).sample(found, 2000)


@pytest.fixture(scope="module")
def names(titles: list[str]) -> Names[str]:
    return indexed((title, title) for title in titles)


def one_letter_less(title: str, chance: random.Random) -> str:
    place = chance.choice([place for place, letter in enumerate(title) if letter.isalpha()])
    return title[:place] + title[place + 1 :]


def test_a_long_title_without_one_of_its_letters_is_among_the_first_five(
    titles: list[str], names: Names[str]
) -> None:
    chance = random.Random(2026)
    long = [title for title in titles if sum(letter.isalpha() for letter in title) >= 10]

    missed = [
        title
        for title in chance.sample(long, 300)
        if title not in [one.item for one in names.search(one_letter_less(title, chance), 5)]
    ]

    assert [] == missed


def test_a_title_with_a_typo_among_two_thousand_is_hardly_ever_taken_for_another(
    titles: list[str], names: Names[str]
) -> None:
    chance = random.Random(2026)
    sample = [title for title in chance.sample(titles, 200) if len(title) > 3]
    typed = [(one_letter_less(title, chance), title) for title in sample]

    winners = [(clear_winner(names.search(text, 5)), title) for text, title in typed]

    right = sum(winner is not None and normalise(winner) == normalise(title) for winner, title in winners)
    wrong = [(winner, title) for winner, title in winners if winner and normalise(winner) != normalise(title)]
    assert right >= 0.85 * len(typed)
    assert len(wrong) <= 1, wrong


def test_a_title_the_store_does_not_have_is_seldom_taken_for_another(
    titles: list[str], names: Names[str]
) -> None:
    chance = random.Random(2026)
    same = {normalise(title) for title in titles}
    every = [html.unescape(line) for line in TITLES.read_text(encoding="utf-8").splitlines()]
    unknown = [title for title in chance.sample(every, 250) if normalise(title) not in same]

    wrong = [(title, winner) for title in unknown if (winner := clear_winner(names.search(title, 5)))]

    assert len(wrong) <= 0.03 * len(unknown), wrong


def test_among_two_thousand_the_index_misses_hardly_anything_that_going_through_them_all_finds(
    titles: list[str], names: Names[str]
) -> None:
    chance = random.Random(2026)
    pairs = [(title, title) for title in titles]
    typed = [one_letter_less(title, chance) for title in chance.sample(titles, 30)]

    missed = [
        text
        for text in typed
        if normalise(text)
        and not {one.item for one in search(pairs, text, 1)} <= {one.item for one in names.search(text, 25)}
    ]

    assert len(missed) <= 1, missed

"""Which shows and seasons Netflix's titles mean: capitals, quotes, two shows of one name, and given names."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.matching import How, KnownShow, Meaning, key_of, meanings
from sources.netflix_labels import number_in

ENGLISH, OTHER = "TV (English)", "TV (Non-English)"
FIRST = date(2024, 3, 3)


@dataclass(frozen=True, slots=True)
class Entry:
    """A season in a list in one week."""

    title: str
    label: str | None = "Season 1"
    list: str = ENGLISH
    week: int = 0

    @property
    def week_ending(self) -> date:
        return FIRST + timedelta(weeks=self.week)

    @property
    def season(self) -> int | None:
        return number_in(self.label)


def show(
    show_id: int,
    title: str | None,
    *aliases: str,
    given: tuple[str, ...] = (),
    year: int | None = None,
    network: str | None = None,
    former: str | None = None,
    own: bool = False,
) -> KnownShow:
    """A show; the names that are `given` are aliases as well."""
    return KnownShow(
        show_id, title, year, network, (*aliases, *given), frozenset(given), former=former, own=own
    )


def meant(entry: Entry, *shows: KnownShow, beside: tuple[Entry, ...] = ()) -> Meaning:
    """What one entry means, in a file with others beside it."""
    return meanings([entry, *beside], shows)[key_of(entry.title), entry.list, entry.label]


def shows_of(entries: list[Entry], *shows: KnownShow) -> list[int | str]:
    """The show that each entry means: its id, or how it will be called."""
    found = meanings(entries, shows)
    targets = [found[key_of(entry.title), entry.list, entry.label].target for entry in entries]
    return [target if isinstance(target, int) else target.spelt for target in targets]


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("ONE PIECE", "One Piece"),
        ("Dr. Seuss’s Red Fish, Blue Fish", "Dr. Seuss's Red Fish Blue Fish"),
        ("Néro the Assassin", "Nero the Assassin"),
        ("Love, Death & Robots", "Love Death and Robots"),
        ("【OSHI NO KO】", "Oshi no Ko"),
        ("BASTARD‼ -Heavy Metal-", "Bastard!! Heavy Metal"),
        ("…", "..."),
    ],
)
def test_capitals_quotes_accents_and_punctuation_do_not_matter(title: str, known: str) -> None:
    assert (5, How.TITLE) == (
        meant(Entry(title), show(5, known)).target,
        meant(Entry(title), show(5, known)).how,
    )


@pytest.mark.parametrize(
    ("title", "known"), [("The Reunion", "Reunion"), ("Dark", "Dark Matter"), ("Beef", "Beefs"), ("42", "24")]
)
def test_another_title_is_another_show(title: str, known: str) -> None:
    assert How.NEW is meant(Entry(title), show(5, known)).how


def test_a_title_goes_before_another_name_and_what_is_on_netflix_before_what_is_not() -> None:
    monster = Entry("Monster")

    assert [2] == shows_of([monster], show(1, "Naoki's Monster", "Monster"), show(2, "Monster"))
    assert [2] == shows_of(
        [monster], show(1, "Monster", network="NTV"), show(2, "Monster", network="Netflix")
    )
    assert [1] == shows_of([monster], show(1, "Monster", network="Fox, then Netflix"), show(2, "Monster"))


def test_of_shows_of_one_name_the_one_nearest_before_the_first_week_is_meant() -> None:
    shows = [
        show(number, "The Reunion", year=year) for number, year in enumerate((2011, 2022, 2031), start=1)
    ]

    assert [2] == shows_of([Entry("The Reunion")], *shows)
    assert ["The Reunion"] == shows_of([Entry("The Reunion")], shows[2])


def test_two_shows_of_one_name_are_told_apart_by_their_lists() -> None:
    english, italian = Entry("Doc"), Entry("DOC", list=OTHER)

    assert ["Doc", "DOC"] == shows_of([english, italian])
    assert [1, "DOC"] == shows_of([english, italian], show(1, "Doc"))
    assert ["Doc", 1] == shows_of([english, italian], show(1, "DOC"))
    assert [1, 2] == shows_of([english, italian], show(2, "DOC"), show(1, "Doc"))
    assert [1] == shows_of([italian], show(1, "Doc"))


def test_a_name_that_somebody_gave_goes_before_every_other() -> None:
    made, right = show(1, "Monsters", own=True), show(2, "Monster", given=("Monsters",), year=2030)

    found = meant(Entry("MONSTERS"), made, right, show(3, "Monsters", network="Netflix"))
    assert (2, How.ALIAS) == (found.target, found.how)
    both = [Entry("MONSTERS"), Entry("Monsters", list=OTHER)]
    assert [2, 2] == shows_of(both, made, right)


def test_a_name_that_a_program_took_over_only_goes_before_what_an_import_made() -> None:
    assert [2] == shows_of([Entry("Monsters")], show(1, "Monsters", own=True), show(2, "Monster", "Monsters"))
    assert [1] == shows_of([Entry("Monsters")], show(1, "Monsters"), show(2, "Monster", "Monsters"))


def test_a_show_that_was_renamed_or_removed_is_still_meant_by_its_former_title() -> None:
    renamed, removed = show(1, "Monster", former="DAHMER"), show(2, None, former="Beef")

    assert [1, 2] == shows_of([Entry("Dahmer"), Entry("Beef")], renamed, removed)
    assert How.FORMER_TITLE is meant(Entry("Dahmer"), renamed).how
    assert [3] == shows_of([Entry("Dahmer")], renamed, show(3, "Dahmer"))


def test_a_given_name_that_repeats_title_and_label_takes_that_season_alone() -> None:
    entries = [Entry("Homicide", "New York: Season 2"), Entry("Homicide", "Los Angeles", week=1)]
    new_york = show(1, "Homicide: New York", given=("Homicide: New York: Season 2",))

    found = meanings(entries, [new_york])
    assert [1, "Homicide"] == shows_of(entries, new_york)
    assert [(2, True), (1, False)] == [(one.season, one.numbered) for one in found.values()]


def test_a_given_name_that_goes_on_with_a_season_says_which_it_is() -> None:
    mire = show(1, "The Mire", given=("The Mire: Millennium: Season 3",))
    lupin = show(2, "Lupin", given=("Lupin, part 3, season 2",))
    special = show(3, "Bridgerton", given=("Queen Charlotte: Season 9",))

    for entry, show_id, number in (
        (Entry("The Mire", "Millennium"), 1, 3),
        (Entry("Lupin", "Part 3"), 2, 2),
        (Entry("Queen Charlotte", None), 3, 9),
    ):
        found = meant(entry, mire, lupin, special)
        assert (show_id, number, True, How.ALIAS) == (found.target, found.season, found.numbered, found.how)


def numbers(*entries: Entry) -> dict[str | None, tuple[int, bool]]:
    """The number of each label, and whether the label says it."""
    return {one.label: (one.season, one.numbered) for one in meanings(entries, []).values()}


def test_what_has_no_number_takes_the_first_that_is_free() -> None:
    assert {"Limited Series": (1, False)} == numbers(Entry("Chernobyl", "Limited Series"))
    assert {None: (1, False), "4": (4, True), "2": (2, True)} == numbers(
        Entry("Stranger Things", "4", week=1),
        Entry("Stranger Things", None, week=1),
        Entry("Stranger Things", "2", week=2),
    )
    assert {"Season 1": (1, True), "Is It Cake, Too?": (2, False), "Season 3": (3, True)} == numbers(
        Entry("Is It Cake?"),
        Entry("Is It Cake?", "Season 3", week=90),
        Entry("Is It Cake?", "Is It Cake, Too?", week=60),
    )
    assert {"Swordsmith": (2, False), "Unwavering": (1, False), "Hashira": (3, False)} == numbers(
        Entry("Demon Slayer", "Hashira", week=8),
        Entry("Demon Slayer", "Swordsmith", week=5),
        Entry("Demon Slayer", "Unwavering", week=1),
    )


def test_titles_that_mean_one_show_count_their_seasons_together() -> None:
    monster = show(1, "Monster", given=("DAHMER", "Monsters"))
    dahmer = Entry("DAHMER", "Monster: The Jeffrey Dahmer Story")
    monsters = Entry("Monsters", "The Lyle and Erik Menendez Story", week=90)

    assert [1, 2] == [one.season for one in meanings([monsters, dahmer], [monster]).values()]


entries = st.lists(
    st.builds(
        Entry,
        title=st.sampled_from(["Doc", "DOC", "One Piece", "Beef", "…"]),
        label=st.sampled_from(
            [None, "Season 1", "Season 2", "Part 2", "4", "Limited Series", "Arc", "Other Arc"]
        ),
        list=st.sampled_from([ENGLISH, OTHER]),
        week=st.integers(0, 100),
    ),
    max_size=30,
)
shows = st.lists(
    st.builds(
        show,
        st.integers(1, 6),
        st.sampled_from(["Doc", "Beef", "ONE PIECE", None]),
        given=st.sampled_from([(), ("Doc",), ("Beef: Arc: Season 2",), ("Beef: Season 1",)]),
        former=st.sampled_from([None, "Beef"]),
        own=st.booleans(),
        year=st.sampled_from([None, 2000, 2024, 2050]),
    ),
    max_size=6,
    unique_by=lambda known: known.show_id,
)


@given(entries, shows)
def test_every_season_means_one_of_a_show_whatever_order_the_file_and_the_shows_have(
    entries: list[Entry], shows: list[KnownShow]
) -> None:
    found = meanings(entries, shows)

    assert set(found) == {(key_of(entry.title), entry.list, entry.label) for entry in entries}
    assert found == meanings(entries[::-1], shows[::-1])
    assert all(1 <= one.season <= 2100 for one in found.values())
    counted = [(one.target, one.season) for one in found.values() if not one.numbered]
    assert len(counted) == len(set(counted))
    numbered = {(one.target, one.season) for one in found.values() if one.numbered}
    assert not numbered & set(counted)

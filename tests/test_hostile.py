"""A show whose every word is hostile and that has too much of everything: no card breaks."""

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from simcord import MemberActor
from simcord.results import InteractionResult

from bot.ask import Ask
from bot.cards.cast import cast_card, person_card
from bot.cards.frame import Card
from bot.cards.lookup import unknown_person
from bot.cards.reception import reviews_card
from bot.cards.shows import choice_names, choice_of_shows, shows_card
from bot.cards.status import status_card
from bot.cards.story import reveal_card, story_card
from bot.cards.viewers import viewers_card
from bot.drawing import draw
from db import cast
from db.database import copy_database, open_database
from db.facts import SHARED
from db.files import FactFile
from db.listings import Listing
from db.pages import Page, read_page
from db.starter import load
from tests.conftest import NOW
from tests.live import alive, faults, unseen
from tests.suggesting import decline, parts, pick, posted, press, suggestions
from tests.test_history import configure
from tests.world import Json, World, buttons, components, filled, message_of, prefilled, text

PIECES = [
    "@everyone @here",
    "<@1> <@!1> <@&1> <#1> </a:1> <t:0:R> <id:home> <:a:1>",
    "[a](https://evil.example) [b](https://evil.example)",
    "[a](<https://evil.example>)",
    "```py\ncode",
    "``a`` `b`",
    "||spoiler",
    "||spoiler||",
    "https://evil.example <https://evil.example> HTTPS://EVIL.EXAMPLE",
    "discord.gg/evil discord.com/invite/evil",
    "\u202eright to left\u2066\u200f",
    "zero\u200bwidth\ufeff\u2060\u00ad\u200d",
    "\x00\x07\x1b[31m\x7f\x85",
    "# head\n## head\n-# small\n> quote\n- item\n1. item",
    "**bold* __under_ ~~struck~ *a_",
    "\\",
    "\\||a\\|| \\[a](https://evil.example) \\<@1>",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334",
    "进撃😀👨‍👩‍👧می‌خواهم",
    "*" * 60,
]
URLS = [
    "https://good.example/news",
    "https://www.good.example/)[x](https://evil.example)",
    "https://good.example/<@1>@everyone||`*_>)" + "\u202e",
    "https://good.example/" + "a" * 480,
    "https://good.example/" + "é|" * 240,
    "https://evil.example@good.example/",
    "https://good.example:8443/a?b=[c](d)#e",
    "https://[evil].example/",
]
OURS = {"www.netflix.com", "netflix.com", "www.tvmaze.com", "tvmaze.com"}
HOSTS = OURS | {"good.example", "www.good.example", "good.example:8443"}


class Hostile:
    """Hostile text, url and dates, each time others."""

    def __init__(self) -> None:
        self.count = 0

    def text(self, limit: int) -> str:
        self.count += 1
        pieces = " ".join(PIECES[(self.count + step) % len(PIECES)] for step in range(4))
        return (pieces * (limit // len(pieces) + 1))[: limit - 6].strip() + f" {self.count}"

    def line(self) -> str:
        return self.text(200)

    def prose(self) -> str:
        return self.text(1000)

    def when(self) -> Json:
        return {"when": "2027-H1", "words": self.text(300)}

    def fact(self, kind: str, /, **value: Any) -> Json:
        sources = [
            {
                "url": URLS[(self.count + step) % len(URLS)],
                "publisher": self.line(),
                "evidence": "fan",
                "published": self.when(),
                "note": self.prose(),
            }
            for step in range(4)
        ]
        return {"kind": kind, "value": value, "sources": sources}

    def show(self, key: str, title: str) -> Json:
        """Far more of each kind of fact than a card can hold."""
        verdicts = ["renewed", "final_season", "revived", "awaiting", "cancelled", "ended", "limited"]
        topics = ["status", "reception", "cast", "story"]
        people = [self.line() for _ in range(60)]
        details = self.fact(
            "show",
            title=title,
            year=2020,
            network=self.line(),
            country=self.line(),
            aliases=[self.line() for _ in range(10)],
            notes=[{"about": topic, "text": self.prose()} for topic in topics for _ in range(4)],
        )
        return {
            "key": key,
            "facts": [
                details,
                *(
                    self.fact(
                        "decision",
                        season=season,
                        verdict=verdicts[(season + step) % 7],
                        decided=self.when(),
                        platform=self.line(),
                        reason=self.prose(),
                        note=self.prose(),
                    )
                    for season in range(1, 61)
                    for step in range(3 if season in (1, 60) else 1)
                ),
                *(
                    self.fact(
                        "release", season=season, part=part, when=self.when(), episodes=500, note=self.prose()
                    )
                    for season in range(1, 61)
                    for part in (range(1, 21) if season == 60 else (1,))
                ),
                *(
                    self.fact(
                        "score",
                        season=season,
                        outlet=self.line(),
                        audience="critics" if season % 2 else "viewers",
                        value=None if season == 7 else season,
                        scale=60,
                        votes=10**9,
                        taken=self.when(),
                        note=self.prose(),
                    )
                    for season in range(1, 61)
                ),
                *(
                    self.fact("credit", person=people[number % 60], role=self.line(), billing=number + 1)
                    for number in range(200)
                ),
                *(
                    self.fact(
                        "project",
                        person=people[number % 20] if number < 60 else self.line(),
                        title=self.line(),
                        part=self.line(),
                        state=["announced", "filming", "finished", "released", "cancelled"][number % 5],
                        when=self.when(),
                        note=self.prose(),
                    )
                    for number in range(80)
                ),
                *(
                    self.fact(
                        "story",
                        number=number,
                        season=None if number % 7 == 0 else number % 3 + 1,
                        kind=["confirmed", "creator_said", "source_material", "theory"][number % 4],
                        text=self.prose(),
                        spoils_through=f"S{number}E9999",
                        note=self.prose(),
                    )
                    for number in range(1, 61)
                ),
            ],
            "viewing_weeks": [
                {
                    "season": 1 + number // 50,
                    "list": self.line(),
                    "week_ending": f"20{10 + number // 12}-{number % 12 + 1:02}-01",
                    "rank": number % 10 + 1 if number % 3 else None,
                    "hours": 10**12,
                    "views": 10**12,
                    "tenth_hours": 10**12,
                    "label": self.line() if number % 2 else None,
                    "note": self.prose(),
                }
                for number in range(100)
            ],
        }


def hostile_file() -> FactFile:
    hostile = Hostile()
    titles = [*PIECES, *(hostile.line() for _ in range(10)), "Twin||", "Twin||"]
    large = hostile.show("hostile", hostile.line())
    small = [
        {"key": f"small-{number}", "facts": [hostile.fact("show", title=title, year=1900 + number)]}
        for number, title in enumerate(titles)
    ]
    return FactFile.model_validate({"version": 1, "checked_on": "2026-11-22", "shows": [large, *small]})


@pytest.fixture(scope="module")
def starter_file(starter_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store that conversations here begin with: the starter content and the hostile shows."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    copy_database(starter_file, path)

    async def fill() -> None:
        async with open_database(path) as database, database.write() as connection:
            await load(connection, hostile_file(), NOW)

    asyncio.run(fill())
    return path


@pytest.fixture(scope="module")
def known(starter_file: Path) -> tuple[Page, list[Listing], list[cast.Person]]:
    """The hostile show's page, every show, and some of its people."""

    async def read() -> tuple[Page, list[Listing], list[cast.Person]]:
        async with open_database(starter_file) as database:
            listings = await database.index.listings(SHARED)
            pages = [
                await database.memory.recall(read_page, layer=SHARED, show_id=listing.show_id)
                for listing in listings
            ]
            (page,) = [page for page in pages if page and len(page.show.notes) == 16]
            names = list(dict.fromkeys(fact.value.person for fact in (*page.credits, *page.projects)))
            async with database.read() as connection:
                people = [await cast.person(connection, SHARED, name) for name in names[::5]]
            return page, listings, people

    return asyncio.run(read())


Known = tuple[Page, list[Listing], list[cast.Person]]


def shown(card: Card) -> str:
    return "\n".join(part["content"] for part in card.to_components()[0]["components"] if part["type"] == 10)


def test_this_reader_knows_hostile_text_when_it_sees_it() -> None:
    unharmful = {"\\", PIECES[10], PIECES[11], PIECES[12], PIECES[17], PIECES[18]}

    assert unharmful == {piece for piece in PIECES if not alive(piece)}
    assert {*PIECES[10:13]} == {piece for piece in PIECES if unseen(piece)}
    assert [] != alive("[good.example](<https://evil.example/>)", HOSTS)
    assert [] != alive("[evil.example](<https://evil.example/>)", HOSTS)
    assert [] != alive("[good.example](<https://good.example@evil.example/>)", HOSTS)
    assert [] == alive("### **a** ([good.example](<https://good.example/>))\n-# `/status`", HOSTS)


@pytest.fixture(scope="module")
def drawn(known: Known) -> dict[str, Card]:
    """Every kind of card of the hostile show."""
    page, _, people = known
    seasons = (None, 1, 2, 7, 30, 60, 61)
    return {
        **{f"status {season}": status_card(page, season, NOW.date()) for season in seasons},
        **{f"reviews {season}": reviews_card(page, season, NOW.date()) for season in seasons},
        **{f"story {season}": story_card(page, season, NOW.date()) for season in seasons},
        **{f"reveal {season}": reveal_card(page, season, NOW.date()) for season in seasons},
        **{
            f"person {number}": person_card(person, NOW.date(), page, looks_up=True)
            for number, person in enumerate(people)
        },
        **{f"viewers {season}": viewers_card(page, season, NOW.date()) for season in seasons},
        "viewers of two": viewers_card(
            page, 1, NOW.date(), other=replace(page, show_id=0), newest=NOW.date()
        ),
        "cast": cast_card(page, NOW.date()),
    }


def test_no_card_of_the_hostile_show_breaks_a_rule_or_comes_alive(drawn: dict[str, Card]) -> None:
    assert len(drawn) > 35
    assert {} == {
        name: found for name, card in drawn.items() if (found := faults(card.to_components(), HOSTS))
    }


def test_the_age_of_the_answer_is_never_cut_away(drawn: dict[str, Card]) -> None:
    assert [] == [
        name
        for name, card in drawn.items()
        if not shown(card).endswith("\n-# Checked 22 November 2026 (today)") and "viewers" not in name
    ]
    assert shown(drawn["viewers 1"]).endswith(
        "\n-# The newest week that I know ended on 1 February 2014 (12 years ago)"
    )


def test_every_list_that_is_cut_says_how_many_more_there_are(drawn: dict[str, Card]) -> None:
    for name in ("status 30", "reviews None", "cast", "reveal None", "person 0"):
        assert re.search(r"-# and [0-9]+ more\n", shown(drawn[name])), name


def test_what_follows_a_long_list_is_still_told(drawn: dict[str, Card]) -> None:
    assert "Best rank in Netflix's weekly Top 10: " in shown(drawn["reviews 1"])
    assert "-# Note: " in shown(drawn["reviews None"])
    assert "**Also from this show**" in shown(drawn["cast"])
    assert "**Seasons**" in shown(drawn["status 30"])
    assert "-# Note: " in shown(drawn["reveal None"])


def test_no_list_of_shows_breaks_a_rule_or_comes_alive(known: Known) -> None:
    _, listings, _ = known
    every = listings * 8
    unique = [replace(listing, show_id=number) for number, listing in enumerate(every, start=1)]
    searches = ["", *PIECES, "x" * 6000]
    cards = [shows_card(unique, Ask("shows", page=page)) for page in (0, 1, 20, 9999)]
    cards += [
        shows_card(unique, Ask("shows", page=page, text=typed)) for typed in searches for page in (0, 3)
    ]
    cards += [shows_card([], Ask("shows", text=typed)) for typed in searches]
    cards += [
        choice_of_shows("Which?", listings[start : start + 5], Ask("cast", text="||" * 99))
        for start in range(20)
    ]
    cards += [
        choice_of_shows("Which?", [listing], Ask("cast"), Ask("status", text=listing.title))
        for listing in listings
    ]

    assert [] == [found for card in cards for found in faults(card.to_components(), HOSTS)]


def test_no_choice_of_hostile_people_breaks_a_rule_or_comes_alive(known: Known) -> None:
    names, ask = [person.name for person in known[2]], Ask("cast", text="||" * 99)
    choices = [*([name] for name in names), names[:5], [*names[:2], *names[:2]], []]
    cards = [unknown_person("Whom?", ask, replace(ask, card="person"), among) for among in choices]

    assert [] == [found for card in cards for found in faults(card.to_components(), HOSTS)]


def test_no_completion_of_a_hostile_show_is_too_long_or_shows_what_nobody_sees(known: Known) -> None:
    _, listings, _ = known

    names = choice_names(listings)

    assert [] == [name for name in names if not 1 <= len(name) <= 100 or unseen(name)]
    assert [] == [name for name in names if "decision known" not in name and "·" not in name]


def test_charts_of_the_hostile_show_are_drawn_and_described(drawn: dict[str, Card]) -> None:
    charts = [card.chart for card in drawn.values() if card.chart]

    assert 4 == len(charts)
    for chart in charts:
        assert draw(chart).startswith(b"\x89PNG")
        assert len(chart.described) <= 1024
        assert [] == unseen(chart.described)


async def test_no_command_and_no_button_breaks_on_the_hostile_show(world: World, known: Known) -> None:
    page, _, people = known
    show = f"show:{page.show_id}"
    asked = [
        await world.ask("status", show=show),
        await world.ask("cast", show=show, private=True),
        await world.ask("cast", show=show, person=people[0].name),
        await world.ask("story", show=show),
        await world.ask("shows"),
        await world.ask("shows", search="||@everyone [a](https://evil.example)"),
        await world.ask("status", show="Twin||"),
        await world.ask("viewers", show=show, compare="1899"),
        await world.ask("about"),
    ]
    pressed: set[str] = set()
    answers = [(world.fan, answer) for answer in asked]
    for who, answer in answers:
        assert [] == faults(message_of(answer).components)
        assert "Something went wrong" not in text(answer)
        answers += await press_everything(who if answer.ephemeral else world.moderator, answer, pressed)

    assert len(answers) > 30


async def press_everything(
    who: MemberActor, answer: InteractionResult, pressed: set[str]
) -> list[tuple[MemberActor, InteractionResult]]:
    """The answers to every button, and to each select's first and last option, not pressed before."""
    found: list[tuple[MemberActor, InteractionResult]] = []
    for component in components(answer):
        custom_id = component.get("custom_id")
        ways = [option["value"] for option in component.get("options", [])] or [""]
        for way in dict.fromkeys([ways[0], ways[-1]]):
            if custom_id is None or component.get("disabled") or f"{custom_id} {way}" in pressed:
                continue
            pressed.add(f"{custom_id} {way}")
            if way:
                result = await who.select(message_of(answer), [way], custom_id=custom_id)
            else:
                result = await who.click(message_of(answer), custom_id=custom_id)
            if result.response is None or result.response.id == message_of(answer).id:
                # It was changed in place, and other buttons stand there now.
                return [*found, (who, answer)]
            found.append((who, result))
    return found


async def test_completing_hostile_names_stays_within_discords_limits(world: World, known: Known) -> None:
    page, _, _ = known
    show = f"show:{page.show_id}"
    offered = [
        *await world.choices("status", "show", ""),
        *await world.choices("status", "show", "everyone"),
        *await world.choices("cast", "person", "", show=show),
        *await world.choices("cast", "person", "spoiler"),
        *await world.choices("status", "season", "", show=show),
    ]

    assert len(offered) > 60
    assert [] == [name for name in offered if not 1 <= len(name) <= 100 or unseen(name)]


SUGGESTED: list[tuple[tuple[str, ...], dict[str, int]]] = [
    (("What was decided", "Season 1"), {"platform": 200, "note": 1000}),
    (("A date", "Season 1"), {"note": 1000}),
    (("A score",), {"outlet": 200, "note": 1000}),
    (("Who does what",), {"person": 200, "role": 200, "note": 1000}),
    (("What somebody does next",), {"person": 200, "title": 200, "note": 1000}),
    (("A piece of story",), {"text": 1000, "note": 1000}),
    (("The show itself",), {"title": 200, "year_network": 190, "aliases": 200, "note": 1000}),
]
LISTED = ("A score", "Who does what", "What somebody does next", "A piece of story")
CHOSEN = {
    "verdict": "awaiting",
    "decided": "20 Nov 2026",
    "when": "early 2027",
    "score": "7/10",
    "audience": "critics",
    "state": "filming, 2027",
    "kind": "theory",
}


@pytest.mark.parametrize(("picked", "limits"), SUGGESTED, ids=[picked[0] for picked, _ in SUGGESTED])
async def test_nothing_hostile_comes_alive_in_a_suggestion(
    world: World, known: Known, picked: tuple[str, ...], limits: dict[str, int]
) -> None:
    (show,) = [one.show_id for one in known[1] if one.title == PIECES[2]]
    hostile, seen = Hostile(), list[list[Json]]()
    room = world.server.create_text_channel("moderators")
    log = world.server.create_text_channel("log")
    await configure(world, suggestions_channel=room.id, log_channel=log.id)
    for reason in (None, hostile.text(500)):
        # What was approved is an entry by now, so that one more is asked for as a new one.
        new = ("A new one",) if reason and picked[0] in LISTED else ()
        opened = await pick(world, *picked, *new, show=f"show:{show}")
        chosen = {name: value for name, value in CHOSEN.items() if name in prefilled(opened)}
        typed = {name: hostile.text(limit) for name, limit in limits.items()}
        if "year_network" in typed:
            typed["year_network"] = f"2020, {typed['year_network']}"
        link = "https://good.example/)[x](https://evil.example)<@1>@everyone||`*_>"
        preview = await world.fan.submit_modal(opened, filled(opened, **chosen, **typed, source=link))
        seen.append(list(message_of(preview).components))
        assert "Send" in buttons(preview), text(preview)
        await press(world, preview, "Send", by=world.fan)
        queued = await suggestions(world)
        seen += [parts(posted(room)[-1]), list(message_of(queued).components)]
        late = await suggestions(world, by=world.second_moderator)
        decided = await (decline(world, queued, reason) if reason else press(world, queued, "Approve"))
        told = await press(world, late, "Approve", by=world.second_moderator)
        seen += [list(message_of(decided).components), list(message_of(told.followups[0]).components)]
    own, history = await suggestions(world, by=world.fan), await world.ask("history")
    seen += [list(message_of(own).components), list(message_of(history).components)]
    seen += [parts(message) for message in (*posted(room), *posted(log))]

    assert len(seen) == 16
    assert [] == [fault for shown in seen for fault in faults(without_our_markup(shown), HOSTS)]


def without_our_markup(components: list[Json]) -> list[Json]:
    """Components without what the bot itself puts into them: who did something, and what it hides."""
    text = re.sub(r"<[@#][0-9]{17,}>", "somebody", json.dumps(components))
    found = json.loads(text)
    for component in found:
        for part in (component, *component.get("components", [])):
            if part["type"] in (9, 10):
                texts = part.get("components", [part])
                for one in texts:
                    one["content"] = re.sub(r"(?m)^(-# )?\|\|(.*)\|\|$", r"\1\2", one["content"])
    return found


async def test_nothing_hostile_comes_alive_where_it_is_picked_from(world: World, known: Known) -> None:
    kinds = ("A score", "Who does what", "What somebody does next", "A piece of story", "What was decided")
    for kind in kinds:
        shown = await pick(world, kind, show=f"show:{known[0].show_id}")
        assert [] == faults(message_of(shown).components, HOSTS)
        await press(world, shown, "Next", by=world.fan)
        assert [] == faults(message_of(shown).components, HOSTS)

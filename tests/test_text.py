"""What people read: hostile text shown as it is, limits kept, dates and numbers in words."""

import re
import unicodedata
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.links import host, link
from bot.text import (
    ago,
    cardinal,
    clip,
    count,
    day,
    escape,
    fit,
    join,
    millions,
    number,
    ordinal,
    say,
    say_in,
)
from db.when import When

HOSTILE = [
    "@everyone",
    "@here",
    "@Everyone",
    "@every\u200bone",
    "@\u202eeveryone",
    "<@1>",
    "<@!1>",
    "<@&1>",
    "<#1>",
    "</status:1>",
    "<t:1773129600:F>",
    "<t:0>",
    "<id:customize>",
    "<:green:1>",
    "<a:green:1>",
    "<<@1>>",
    "\\<@1>",
    "[a](https://x.y) [b](https://z)",
    "[a](<https://x.y>)",
    "[[a]](https://x.y)",
    "\\[a](https://x.y)",
    "[a\\](https://x.y)",
    "https://evil.example",
    "http://evil.example",
    "HTTPS://evil.example",
    "steam://run/1",
    "discord://-/settings",
    "https:\\//evil.example",
    "https\\://evil.example",
    "<https://evil.example>",
    "discord.gg/evil",
    "discord.com/invite/evil",
    "*a*",
    "**a**",
    "\\*a\\*",
    "\\\\*a\\\\*",
    "_a_",
    "__a__",
    "~~a~~",
    "`a`",
    "``a``",
    "```py\na\n```",
    "||spoiler",
    "||spoiler||",
    "\\||a||",
    "\\",
    "\\\\",
    "\\\\\\",
    "# a",
    "## a",
    "### a",
    "-# a",
    "> a",
    ">>> a",
    "- a",
    "* a",
    "+ a",
    "1. a",
    "10. a",
    "\u200b# a",
    "\u3000# a",
    "\t- a",
    "¯\\_(ツ)_/¯",
]
ORDINARY = [
    "What's on Netflix",
    "Dr. Sydney Burke",
    "S.W.A.T.",
    "1.5k",
    "Marvel's Jessica Jones - season 1",
    "AT&T",
    "50 % / 3:10 to Yuma",
    "Tosh.0",
    "#blackAF",
    "1899",
    "9-1-1",
    "-5 °C",
    "M.O.D.O.K. (2021)",
    "me@example.com, @GreenlightBot",
    "What If...?",
    "One > two = 3 + 4",
    "“Quoted”, ‘so’ – and so — on…",
    "กำลังมาแรงที่สุดในประเทศไทย ผู้ก่อตั้ง",
    "進撃の巨人 銀魂 ヶ ガ",
    "이상한 변호사 우영우",
    "مسلسل الهيبة مُحَمَّد",
    "می‌خواهم",
    "בְּרֵאשִׁית",
    "क्षत्रिय",
    "ТВ-шоу",
    "Pokémon",
    "Poke\u0301mon",
    "😀 ❤️ 👍🏽 🇰🇷 1️⃣",
    "👨‍👩‍👧 🤷‍♀️ 🏳️‍🌈 🙂‍↔️",
    "🫨 🫷🏽 🪿",
]
UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u061c\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u180e"
    "\x00\x07\x1b\x7f\x9f\ue000\ufdd0\uffff\ud800\udfff\U000e0041\u3164\u115f\u2800\u034f"
)

pieces = st.sampled_from(
    [*HOSTILE, *ORDINARY, *UNSEEN, *"\\*_~`|<>[]()@#:/-+.!& \n\r\t\u2028", "Z\u0301" * 3]
)
texts = st.lists(pieces | st.text(max_size=4), max_size=10).map("".join)
ascii_texts = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
limits = st.integers(1, 80)
generous = settings(max_examples=200)

BLOCK = re.compile(r"(?m)^[ ]*(?:#{1,3}|-#|>|>>>|[-*+]|[0-9]+\.)[ ]+\S")
INLINE = {
    "markup": re.compile(r"[*_`]|~~|\|\|"),
    "anything in angle brackets": re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:-?|id:|/[^>]*:|\w+:/)[^ >]*>"),
    "masked link": re.compile(r"\[.*?\]\s?\(.*?\)"),
    "address": re.compile(r"(?i)(?:https?|steam|discord)://\S"),
    "invite": re.compile(r"(?i)discord(?:app)?\.(?:gg|com/invite)/\w"),
}
PINGS = re.compile(r"(?i)@(?:everyone|here)|<@[!&]?[0-9]+>")


def live(markdown: str) -> list[str]:
    """What Discord would do with a text beyond showing it."""
    # Pings are found in the text as it was sent, before any backslash is looked at.
    found = ["ping"] if PINGS.search(markdown) else []
    inert = re.sub(r"\\[^0-9A-Za-z\s]", "\N{REPLACEMENT CHARACTER}", markdown)
    found += [name for name, pattern in INLINE.items() if pattern.search(inert)]
    # More text follows on a card, so what needs a word after it has one.
    return [*found, "block"] if BLOCK.search(inert.replace("\n", " x\n") + " x") else found


def shown(markdown: str) -> str:
    """The text that a person reads, once Discord has taken the backslashes."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markdown).replace("\u200b", "")


def spoiler_is_open(markdown: str) -> bool:
    """Whether bars that should hide something hide nothing, read from left to right as Discord does."""
    place = 0
    while place < len(markdown):
        if markdown[place] == "\\":
            place += 2
        elif markdown.startswith("||", place):
            end = markdown.find("||", place + 3)
            if end < 0:
                return True
            place = end + 2
        else:
            place += 1
    return False


def ends_in_half_an_escape(markdown: str) -> bool:
    backslashes = re.search(r"\\*$", markdown.removesuffix("||").removesuffix("…"))
    return backslashes is not None and len(backslashes.group()) % 2 == 1


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_title_is_shown_and_sent_as_it_is(text: str) -> None:
    assert text == escape(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_nothing_wherever_it_stands(text: str) -> None:
    frames = ["{}", "a {}", "{} b", "a {} b", "a{}b", "a\n{}\nb", "a\n\n  {}", "{0}{0}", "\\{}", "[a{}"]
    placed = [frame.format(text) for frame in frames]

    assert [] == [case for case in placed if live(escape(case)) or live(escape(case, lines=True))]


def test_these_tests_know_hostile_text_when_they_see_it() -> None:
    disguised = ["@every\u200bone", "@\u202eeveryone", "\u200b# a", "\u3000# a", "\t- a"]
    escaped_already = ["https:\\//evil.example", "https\\://evil.example", "\\*a\\*", "\\", "\\\\", "\\\\\\"]

    assert {*disguised, *escaped_already} == {text for text in HOSTILE if not live(text)}


@pytest.mark.parametrize("text", ["@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "a@everyone<@1>", "\\<@1>"])
def test_a_mention_in_a_title_pings_nobody_and_reads_the_same(text: str) -> None:
    assert None is PINGS.search(escape(text))
    assert text == shown(escape(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://evil.example", "https:\\//evil.example"),
        ("<https://evil.example>", "\\<https:\\//evil.example>"),
        ("[a](https://x.y)", "\\[a]\\(https:\\//x.y)"),
        ("<@&1>", "\\<\\@&1>"),
        ("@everyone", "@\u200beveryone"),
        ("\\", "\\\\"),
        ("M*A*S*H", "M\\*A\\*S\\*H"),
        ("# a # b", "\\# a # b"),
        ("1. a 1. b", "1\\. a 1. b"),
        ("- a - b", "\\- a - b"),
        (">>> a > b", "\\>>> a > b"),
        ("-# a -# b", "\\-# a -# b"),
        ("[REC] (2)", "\\[REC] (2)"),
        ("||spoiler", "\\|\\|spoiler"),
    ],
)
def test_no_more_backslashes_than_safety_needs(text: str, expected: str) -> None:
    assert expected == escape(text)


@generous
@given(texts, st.booleans())
def test_whatever_people_write_pings_links_and_formats_nothing(text: str, lines: bool) -> None:
    assert [] == live(escape(text, lines=lines))


@generous
@given(texts, texts)
def test_two_texts_side_by_side_stay_harmless(one: str, other: str) -> None:
    assert [] == live(f"{escape(one)} {escape(other)}")


@generous
@given(ascii_texts)
def test_what_people_wrote_is_what_others_read(text: str) -> None:
    assert " ".join(text.split()) == shown(escape(text))


@generous
@given(texts)
def test_text_in_a_spoiler_stays_hidden_to_its_last_word(text: str) -> None:
    hidden = f"||{escape(text)}.||"

    covered = re.match(r"\|\|[\s\S]+?\|\|", hidden)

    assert hidden == (covered and covered.group())


@generous
@given(texts)
def test_bold_text_ends_where_the_card_ends_it(text: str) -> None:
    bold = f"**{escape(text)}.**"

    covered = re.match(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)", bold)

    assert bold == (covered and covered.group())


@pytest.mark.parametrize("character", UNSEEN)
def test_a_character_nobody_sees_is_gone(character: str) -> None:
    assert "ab" == escape(f"a{character}b")
    assert "" == escape(character)
    assert "เก" == escape(f"{character}เก{character}")


@generous
@given(texts, st.booleans())
def test_nothing_invisible_is_left_but_what_breaks_a_mention_or_joins_a_script(
    text: str, lines: bool
) -> None:
    kept = escape(text, lines=lines).replace("@\u200b", "@")
    kept = re.sub(r"(?<=[^\x00-\u05ff])[\u200c\u200d](?=[^\x00-\u05ff])", "", kept)

    unseen = [
        character
        for character in kept.replace("\n", "")
        if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") or character in UNSEEN
    ]

    assert [] == unseen


def test_marks_heaped_on_a_letter_are_cut_down_to_four() -> None:
    zalgo = "Z" + "\u0301\u0489\u0336\u035b" * 50 + "a\u0301"

    assert "Z\u0301\u0489\u0336\u035ba\u0301" == escape(zalgo)


def test_marks_without_a_letter_do_not_climb_onto_the_card() -> None:
    assert "a b" == escape("\u0301a \u0301\u0301b")


@generous
@given(texts | st.text(st.sampled_from("a\u0301\u0651\u064e\u200d\u200c ا")), st.booleans())
def test_no_letter_carries_more_than_four_marks(text: str, lines: bool) -> None:
    carried = longest = 0
    for character in re.sub("[\u200c\u200d]", "", escape(text, lines=lines)):
        carried = carried + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        longest = max(longest, carried)

    assert longest <= 4


def test_white_space_becomes_single_spaces() -> None:
    assert "a b c d" == escape(" \u00a0a\t\t b\r\n\u2028c\u3000d\n")


def test_line_breaks_stay_where_they_are_wanted_but_never_flood_a_card() -> None:
    assert "a b\nc\n\nd" == escape("\n\n a \t b\r\nc\n \n\u200b\n\n\n\n  d \n", lines=True)


def test_six_thousand_characters_are_no_trouble() -> None:
    for text in ["*" * 6000, "[" * 6000, "<" * 6000, "||" * 3000, "@everyone" * 666, "\\" * 6000, "a" * 6000]:
        assert text == shown(escape(text))
        assert len(clip(escape(text), 4000)) <= 4000
        assert len(clip(text, 4000)) <= 4000


@pytest.mark.parametrize(
    ("markdown", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("one two three", 12, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two three", 7, "one…"),
        ("abcdefghij", 5, "abcd…"),
        ("a bcdefghijkl", 8, "a bcdef…"),
        ("abc\\*def", 5, "abc…"),
        ("abc\\*def", 6, "abc\\*…"),
        ("abc\\", 10, "abc"),
        ("ab\\ cdefgh", 5, "ab…"),
        ("see [x.org](<https://x.org/long>) now", 30, "see…"),
        ("at <t:1773129600:F>, then", 12, "at…"),
        ("it ||was him all along||", 16, "it ||was him…||"),
        ("it ||was him", 30, "it ||was him||"),
        ("it ||was him", 13, "it ||was…||"),
        ("the end ||", 30, "the end "),
        ("\\|\\|not hidden at all", 16, "\\|\\|not hidden…"),
        ("anything", 1, "…"),
        ("anything", 0, ""),
    ],
)
def test_long_text_is_cut_at_a_word(markdown: str, limit: int, expected: str) -> None:
    assert expected == clip(markdown, limit)


@generous
@given(texts, limits)
@example("||a\\||b", 10)
@example("||||", 10)
@example("a ||||b", 8)
def test_a_cut_text_fits_and_leaves_nothing_open(markdown: str, limit: int) -> None:
    cut = clip(markdown, limit)

    assert len(cut) <= limit
    assert not spoiler_is_open(cut)
    assert not ends_in_half_an_escape(cut)
    assert cut == clip(cut, limit)


@generous
@given(texts, limits)
def test_a_cut_text_is_as_harmless_as_the_whole(text: str, limit: int) -> None:
    cut = clip(escape(text), limit)

    assert [] == live(cut)
    assert shown(cut).removesuffix("…").rstrip() in shown(escape(text))


@generous
@given(texts, texts, st.integers(3, 80))
def test_what_a_spoiler_hides_is_still_hidden_in_a_cut_text(before: str, secret: str, limit: int) -> None:
    markdown = f"{escape(before)} ||{escape(secret)}.||"

    open_text = re.sub(r"\|\|[\s\S]+?\|\|", "", clip(markdown, limit).replace("\\|", ""))

    assert open_text.removesuffix("…").rstrip() in escape(before).replace("\\|", "") + " "


@pytest.mark.parametrize(
    ("lines", "limit", "expected"),
    [
        ([], 10, ""),
        (["a", "b"], 3, "a\nb"),
        (["one", "two", "three", "four"], 18, "one\ntwo\nthree\nfour"),
        (["first line", "second line", "third line"], 25, "first line\n-# and 2 more"),
        (["one", "two", "three", "four", "five"], 21, "one\ntwo\n-# and 3 more"),
        (["one", "two", "three", "four", "five"], 20, "one\n-# and 4 more"),
        (["a line that is too long"], 12, "a line that…"),
        (["a line that is too long", "b"], 24, "a line…\n-# and 1 more"),
        (["a line that is too long", "b"], 12, "a line that…"),
    ],
)
def test_a_list_shows_whole_lines_and_counts_the_rest(lines: list[str], limit: int, expected: str) -> None:
    assert expected == fit(lines, limit)


@generous
@given(st.lists(texts.map(escape), max_size=12), st.integers(0, 200))
def test_a_list_always_fits_and_loses_no_line_uncounted(lines: list[str], limit: int) -> None:
    text = fit(lines, limit)

    assert len(text) <= limit
    if more := re.search(r"\n-# and (\d+) more$", text):
        head = text[: more.start()].split("\n")
        assert len(lines) == len(head) + int(more[1])
        assert lines[: len(head)] == head or len(head) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.whats-on-netflix.com/news/", "whats-on-netflix.com"),
        ("https://EN.Wikipedia.org:443/wiki/Dark", "en.wikipedia.org"),
        ("http://tvmaze.com", "tvmaze.com"),
        ("https://www.com/", "www.com"),
        ("https://гoogle.com/", "xn--oogle-mwe.com"),
        ("https://straße.de/", "xn--strae-oqa.de"),
        ("https://ｅｖｉｌ。com/", "evil.com"),
        ("https://good.example@evil.example/", "evil.example"),
        ("javascript:alert(1)", ""),
        ("not a url", ""),
        ("https://[", ""),
        ("https://x.org:99999/", ""),
        ("https://" + "a." * 3000 + "org", ""),
    ],
)
def test_a_source_is_known_by_its_host(url: str, expected: str) -> None:
    assert expected == host(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.tvline.com/a/?b=c&d=1#e", "[tvline.com](<https://www.tvline.com/a/?b=c&d=1#e>)"),
        ("https://x.y", "[x.y](<https://x.y>)"),
        (" https://x.org:8443/a ", "[x.org](<https://x.org:8443/a>)"),
        (
            "https://en.wikipedia.org/wiki/Dark_(TV_series)",
            "[en.wikipedia.org](<https://en.wikipedia.org/wiki/Dark_%28TV_series%29>)",
        ),
        ("https://x.org/a%20b", "[x.org](<https://x.org/a%20b>)"),
        ("https://x.org/é", "[x.org](<https://x.org/%C3%A9>)"),
        (
            "https://x.org/a b>c)d]e[f|g\\h*i`j@k",
            "[x.org](<https://x.org/a%20b%3Ec%29d%5De%5Bf%7Cg%5Ch%2Ai%60j%40k>)",
        ),
        ("https://gооgle.com/", "[xn--ggle-55da.com](<https://xn--ggle-55da.com/>)"),
        ("http://x.org/a", "x.org"),
        ("ftp://x.org/a", "x.org"),
        ("//x.org/a", "x.org"),
        ("https://name:secret@x.org/a", "x.org"),
        ("https://x.org\\@evil.example/", "evil.example"),
        ("https://localhost/a", "localhost"),
        ("https://*a*.org/", "\\*a\\*.org"),
        ("https://1.2.3.4/", "1.2.3.4"),
        ("https://x.org/" + "a" * 6000, "x.org"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_only_an_https_address_from_a_url_field_becomes_a_link_that_shows_where_it_goes(
    url: str, expected: str
) -> None:
    assert expected == link(url)


urls = st.builds(
    "{}{}{}".format,
    st.sampled_from(
        ["https://", "HTTPS://", "http://", "https:", "//", "", "javascript:", "https://x.org/", "https://a@"]
    ),
    texts,
    st.sampled_from(["", ".org/", "/@everyone>)", "?a=||b||", "#[c](https://d.e)", ">) <@1>"]),
)


@generous
@given(urls)
def test_a_link_goes_to_the_host_it_shows_and_to_nothing_else(url: str) -> None:
    text = link(url)

    found = re.fullmatch(r"\[([a-z0-9.-]+)\]\(<(https://[!-~]+)>\)", text)
    if found is None:
        assert [] == live(text)
        return
    name, target = found.groups()
    assert re.fullmatch(r"(www\.)?" + re.escape(name), urlsplit(target).hostname or "")
    assert None is re.search(r"[<>()\[\]\\|*`@\"\s]", target)
    assert None is urlsplit(target).username


@generous
@given(st.text(st.characters(exclude_characters="?#", exclude_categories=["Cs", "Cc"]), max_size=30))
def test_a_link_keeps_the_page_it_was_given(path: str) -> None:
    assume("%" not in path and path == path.strip())

    found = re.search(r"<(.*)>", link(f"https://x.org/{path}"))

    assert found is not None
    assert f"https://x.org/{path}" == unquote(found[1])


@pytest.mark.parametrize(
    ("text", "words", "said", "said_in"),
    [
        ("2022-11-08", None, "8 November 2022", "on 8 November 2022"),
        ("2022-11-08", "Nov 8, 2022", "Nov 8, 2022", "on Nov 8, 2022"),
        ("2022-11", None, "November 2022", "in November 2022"),
        ("2026-Q1", None, "the first quarter of 2026", "in the first quarter of 2026"),
        ("2026-Q2", None, "the second quarter of 2026", "in the second quarter of 2026"),
        ("2026-Q3", None, "the third quarter of 2026", "in the third quarter of 2026"),
        ("2026-Q4", None, "the fourth quarter of 2026", "in the fourth quarter of 2026"),
        ("2026-H1", None, "the first half of 2026", "in the first half of 2026"),
        ("2026-H2", None, "the second half of 2026", "in the second half of 2026"),
        ("2026-H2", "late 2026", "late 2026", "in late 2026"),
        ("2026-H2", "by Christmas 2026", "by Christmas 2026", "by Christmas 2026"),
        ("2026-H2", "interim 2026", "interim 2026", "in interim 2026"),
        ("2026-H2", "\u200b", "the second half of 2026", "in the second half of 2026"),
        ("2027", None, "2027", "in 2027"),
        (
            "2027",
            "**2027** @everyone",
            "\\*\\*2027\\*\\* @\u200beveryone",
            "in \\*\\*2027\\*\\* @\u200beveryone",
        ),
        ("tba", None, "no date yet", "at a date not yet known"),
        ("tba", "when it is done", "no date yet", "at a date not yet known"),
        ("2026-03-10T08:00Z", None, "<t:1773129600:F>", "on <t:1773129600:F>"),
        ("2026-03-10T03:00-05:00", "ten-ish", "<t:1773129600:F>", "on <t:1773129600:F>"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_known(
    text: str, words: str | None, said: str, said_in: str
) -> None:
    when = When.parse(text, words)

    assert said == say(when)
    assert said_in == say_in(when)


@generous
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]), texts)
def test_a_day_is_never_a_timestamp_which_would_be_a_day_early_for_half_the_world(
    value: date, form: str, words: str
) -> None:
    when = When.parse(value.strftime(form), words.encode(errors="ignore").decode())

    assert [] == live(say(when))
    assert [] == live(say_in(when))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-400, "today"),
        (-1, "today"),
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (5, "5 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (27, "3 weeks ago"),
        (60, "8 weeks ago"),
        (61, "2 months ago"),
        (130, "4 months ago"),
        (700, "23 months ago"),
        (730, "2 years ago"),
        (1100, "3 years ago"),
    ],
)
def test_age_is_told_in_the_unit_people_would_use(days: int, expected: str) -> None:
    today = date(2026, 11, 22)

    assert expected == ago(today - timedelta(days=days), today)


@generous
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_age_is_always_a_sentence_with_more_than_one_of_its_unit(earlier: date, today: date) -> None:
    assert re.fullmatch(r"today|yesterday|([2-9]|\d{2,}) (days|weeks|months|years) ago", ago(earlier, today))


def test_a_day_is_written_out() -> None:
    months = "January February March April May June July August September October November December"

    assert "8 November 2022" == day(date(2022, 11, 8))
    assert months == " ".join(day(date(2026, month, 1))[2:-5] for month in range(1, 13))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1500, "1,500"),
        (6.1, "6.1"),
        (79, "79"),
        (79.0, "79"),
        (8.45, "8.45"),
        (0.1 + 0.2, "0.3"),
        (0, "0"),
        (100, "100"),
        (-0.001, "0"),
        (-3.5, "-3.5"),
        (1234567.891, "1,234,567.89"),
    ],
)
def test_a_number_has_commas_and_no_trailing_zeros(value: float, expected: str) -> None:
    assert expected == number(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (24_070_000, "24.07 million"),
        (106_700_000, "106.7 million"),
        (950_000, "950,000"),
        (999_999, "999,999"),
        (1_000_000, "1 million"),
        (1_234_567_890, "1,234.57 million"),
        (0, "0"),
    ],
)
def test_a_large_count_is_told_in_millions(value: int, expected: str) -> None:
    assert expected == millions(value)


def test_a_place_in_a_row_has_the_right_ending() -> None:
    expected = ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "101st", "111th"]

    assert expected == [ordinal(value) for value in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 101, 111)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "no seasons"),
        (1, "one season"),
        (2, "two seasons"),
        (10, "ten seasons"),
        (11, "11 seasons"),
        (1500, "1,500 seasons"),
    ],
)
def test_a_few_things_are_counted_in_words_and_many_in_digits(value: int, expected: str) -> None:
    assert expected == count(value, "season")


def test_an_irregular_plural_is_used_for_all_but_one() -> None:
    assert ["no series", "one series", "two series"] == [count(n, "series", "series") for n in (0, 1, 2)]
    assert ["one person", "three people"] == [count(n, "person", "people") for n in (1, 3)]


def test_a_bare_count_is_in_words_up_to_ten() -> None:
    assert ["zero", "one", "ten", "11", "-1"] == [cardinal(n) for n in (0, 1, 10, 11, -1)]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b, c and d"),
    ],
)
def test_a_list_reads_as_part_of_a_sentence(items: list[str], expected: str) -> None:
    assert expected == join(items)

"""Links as a moderator pastes them, and who is proposed as their publisher."""

import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.links import host, link
from bot.reading.links import read_link
from bot.reading.words import Misread
from db.publishers import proposed
from db.values import Evidence, Source

READ = {
    "https://variety.com/2022/tv/news/a-story-1": "https://variety.com/2022/tv/news/a-story-1",
    "https://variety.com": "https://variety.com",
    "  https://variety.com/x\n": "https://variety.com/x",
    "<https://variety.com/x>": "https://variety.com/x",
    " < https://variety.com/x > ": "https://variety.com/x",
    "HTTPS://Variety.COM/X": "https://variety.com/X",
    "https://variety.com./x": "https://variety.com/x",
    "https://www.variety.com/x": "https://www.variety.com/x",
    "https://variety.com/x#part": "https://variety.com/x#part",
    "https://variety.com/?utm_source=a&id=7&utm_medium=b&fbclid=c#p": "https://variety.com/?id=7#p",
    "https://variety.com/?UTM_Source=a": "https://variety.com/",
    "https://variety.com/x?utmost=1&a=b=c": "https://variety.com/x?utmost=1&a=b=c",
    "https://variety.com/a%20b": "https://variety.com/a%20b",
    "https://variety.com/(a)[b]<c>|`*_~": "https://variety.com/(a)%5Bb%5D%3Cc%3E%7C%60*_~",
    "https://münchen.de/ü?q=ö#é": "https://xn--mnchen-3ya.de/%C3%BC?q=%C3%B6#%C3%A9",
    "https://straße.de": "https://xn--strae-oqa.de",
    "https://пример.рф/": "https://xn--e1afmkfd.xn--p1ai/",
    "https://новости.variety.com/": "https://xn--b1amnebsh.variety.com/",
    "https://日本のドラマ.jp/": "https://xn--u9j3j9bzb3659bcvb.jp/",
    "https://xn--mnchen-3ya.de/": "https://xn--mnchen-3ya.de/",
    "https://ｖariety.com/": "https://variety.com/",
}
REFUSED = {
    "": "The source is empty.",
    " <> ": "The source is empty.",
    "http://variety.com/x": "A link begins with https. Write “https:\\//variety.com/x”.",
    "HTTP://variety.com/x": "A link begins with https. Write “https:\\//variety.com/x”.",
    "variety.com/x": "A link begins with https. Write “https:\\//variety.com/x”.",
    "http://x": "There is no dot in the site's name. Paste the whole address",
    "http://": "There is no dot in the site's name. Paste the whole address",
    "HTTP://127.0.0.1/x": "The link names a machine by its number",
    "127.0.0.1/x": "The link names a machine by its number",
    "http://variety.com:80/x": "There is a port in the link.",
    "http://me:secret@variety.com/": "There is a name or a password before the site's own.",
    "http://variety..com/": "cannot be the name of a site.",
    "ftp://variety.com": "is not a link that begins with https://.",
    "javascript:alert(1)": "is not a link that begins with https://.",
    "data:text/html,x": "is not a link that begins with https://.",
    "https:variety.com": "is not a link that begins with https://.",
    "//variety.com": "is not a link that begins with https://.",
    "[x](https://variety.com)": "is not a link that begins with https://.",
    "@everyone": "is not a link that begins with https://.",
    "my-friend": "is not a link that begins with https://.",
    "https://me:secret@variety.com/": "There is a name or a password before the site's own.",
    "https://variety.com@evil.example/": "There is a name or a password before the site's own.",
    "https://@variety.com/": "There is a name or a password before the site's own.",
    "https://localhost/x": "There is no dot in the site's name.",
    "https:///x": "There is no dot in the site's name.",
    "https://../": "There is no dot in the site's name.",
    "https://com./": "There is no dot in the site's name.",
    "https://variety.com:443/": "There is a port in the link.",
    "https://variety.com:/": "There is a port in the link.",
    "https://variety.com:99999999/": "There is a port in the link.",
    "https://127.0.0.1/": "The link names a machine by its number",
    "https://127.1/": "The link names a machine by its number",
    "https://0x7f.0.0.1/": "The link names a machine by its number",
    "https://a.0X7F/": "The link names a machine by its number",
    "https://2130706433/": "The link names a machine by its number",
    "https://[::1]/": "The link names a machine by its number",
    "https://[::1": "cannot be the name of a site.",
    "https://１.２.３.４/": "cannot be the name of a site.",
    "https://variety..com/": "cannot be the name of a site.",
    "https://-variety.com/": "cannot be the name of a site.",
    "https://a_b.com/": "cannot be the name of a site.",
    "https://a%2eb.com/": "cannot be the name of a site.",
    "https://i❤.ws/": "cannot be the name of a site.",
    "https://" + "a" * 64 + ".com": "cannot be the name of a site.",
    "https://xn--0.com/": "cannot be the name of a site.",
    "not a link": "“not a link” is not a link. Paste the whole address",
    "https://variety.com/a b": "There is a space or an invisible character in the link.",
    "https://variety.com/\u202eb": "There is a space or an invisible character in the link.",
    "https://variety.com/\x00": "There is a space or an invisible character in the link.",
    "https://vari\u200bety.com/": "There is a space or an invisible character in the link.",
    "https://variety.com/a\nb": "There is a space or an invisible character in the link.",
    "https://variety.com/\ud800": "There is a space or an invisible character in the link.",
    "https://variety.com\\@evil.example": "There is a backslash in the link. Write / in its place.",
    "https://variety.com/" + "x" * 493: "A link has at most 512 characters, and this one 513.",
    "https://variety.com/" + "ü" * 100: "A link has at most 512 characters, and this one 620.",
    "https://v\u0430riety.com/x": "mixes alphabets: it is really “xn--vriety-3nf.com”.",
    "https://xn--vriety-3nf.com/x": "mixes alphabets: it is really “xn--vriety-3nf.com”.",
    "https://www.\u0440aypal.com/": "mixes alphabets: it is really “www.xn--aypal-uye.com”.",
}
HOSTILE = [
    "x" * 6000,
    "https://" + "a." * 3000,
    "<" * 6000,
    "https://" + "ü" * 500,
    "🎉" * 6000,
    "https://[" * 50,
]
PROPOSED = {
    "https://about.netflix.com/en/news/x": ("Netflix", Evidence.OFFICIAL),
    "https://www.netflix.com/tudum/articles/x": ("Netflix Tudum", Evidence.OFFICIAL),
    "https://www.netflix.com/title/1": ("Netflix", Evidence.OFFICIAL),
    "https://www.bbc.co.uk/mediacentre/2022/x": ("BBC", Evidence.OFFICIAL),
    "https://www.bbc.co.uk/news/x": ("BBC", Evidence.PRESS),
    "https://www.apple.com/tv-pr/news/x": ("Apple", Evidence.OFFICIAL),
    "https://www.apple.com/iphone": ("apple.com", Evidence.FAN),
    "https://variety.com/x": ("Variety", Evidence.TRADE),
    "https://www.hollywoodreporter.com/tv": ("The Hollywood Reporter", Evidence.TRADE),
    "https://news.avclub.com/x": ("The A.V. Club", Evidence.PRESS),
    "https://x.com/somebody": ("X", Evidence.TALENT),
    "https://m.youtube.com/watch?v=1": ("YouTube", Evidence.TALENT),
    "https://en.wikipedia.org/wiki/X": ("Wikipedia", Evidence.DATABASE),
    "https://www.tvmaze.com/shows/1": ("TVmaze", Evidence.DATABASE),
    "https://onepiece.fandom.com/wiki/X": ("Fandom", Evidence.FAN),
    "https://old.reddit.com/r/x": ("Reddit", Evidence.FAN),
    "https://notvariety.com/": ("notvariety.com", Evidence.FAN),
    "https://variety.com.evil.example/x": ("variety.com.evil.example", Evidence.FAN),
    "https://evil.example/variety.com": ("evil.example", Evidence.FAN),
    "https://xn--80ak6aa92e.com/tudum": ("xn--80ak6aa92e.com", Evidence.FAN),
}


def starter_sources(value: object) -> Iterator[Source]:
    if isinstance(value, dict):
        fields = cast(dict[str, Any], value)
        if "url" in fields and "evidence" in fields:
            yield Source.model_validate(fields)
        value = list(fields.values())
    if isinstance(value, list):
        for item in cast(list[object], value):
            yield from starter_sources(item)


def by_host() -> dict[str, list[Source]]:
    """The starter's sources by host; a copy of somebody else's page says nothing about the host."""
    starter = json.loads((Path(__file__).parent.parent / "db" / "starter.json").read_text(encoding="utf-8"))
    hosts: defaultdict[str, list[Source]] = defaultdict(list)
    for source in starter_sources(starter):
        if "(reposted)" not in source.publisher:
            hosts[host(source.url)].append(source)
    return hosts


STARTER = by_host()


def answer(text: str) -> str | Misread:
    try:
        return read_link(text)
    except Misread as refused:
        return refused


def refusal(text: str) -> str:
    with pytest.raises(Misread) as raised:
        read_link(text)
    return str(raised.value)


@pytest.mark.parametrize(("typed", "address"), READ.items())
def test_a_link_is_kept_without_what_tracks_its_reader(typed: str, address: str) -> None:
    assert address == read_link(typed)


@pytest.mark.parametrize(("typed", "sentence"), REFUSED.items(), ids=range(len(REFUSED)))
def test_a_link_that_is_not_what_it_seems_is_refused(typed: str, sentence: str) -> None:
    assert sentence in refusal(typed)


def test_the_longest_link_is_taken() -> None:
    longest = "https://variety.com/" + "x" * 492
    assert longest == read_link(longest)


def test_a_long_link_is_taken_once_nothing_tracks_in_it() -> None:
    assert "https://variety.com/x" == read_link("https://variety.com/x?utm_source=" + "a" * 470)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_refused_at_once(text: str) -> None:
    started = time.thread_time()
    assert "." in refusal(text)
    assert time.thread_time() - started < 0.05


def check(text: str) -> None:
    address = answer(text)
    if isinstance(address, Misread):
        assert "." in str(address)
    else:
        assert address.isascii()
        assert address == read_link(address)
        assert link(address).startswith("[")
        publisher, evidence = proposed(address)
        assert address == Source(url=address, publisher=publisher, evidence=evidence).url


@given(st.text(max_size=120))
def test_any_text_is_a_link_or_a_sentence(text: str) -> None:
    check(text)


@given(st.text(max_size=60), st.text(max_size=60))
@example("a.com", "?&&utm_=&=")
@example("a.com", ";x#?#")
@example("a" * 63 + "." + "b" * 63 + "." + "c" * 63 + "." + "d" * 50 + ".com", "")
def test_any_text_in_a_link_is_kept_or_refused(name: str, rest: str) -> None:
    check(f"https://{name}/{rest}")


PIECES = "https://|http://|a.com|www.|.|/|?|#|&|utm_x=1|=|@|:|80|[|]|%|%2f|xn--|ü|а|日|-|<|>|1.2.3.4|;|\\"


@given(st.lists(st.sampled_from(PIECES.split("|")), max_size=8).map("".join))
def test_any_heap_of_pieces_is_a_link_or_a_sentence(text: str) -> None:
    check("https://" + text)


@given(st.lists(st.sampled_from(PIECES.split("|")), max_size=8).map("".join))
def test_the_link_that_a_refusal_proposes_is_taken(text: str) -> None:
    for typed in (f"http://{text}", text):
        if str(answer(typed)).startswith("A link begins with https."):
            bare = re.sub("^<(.*)>$", r"\1", typed).removeprefix("http://")
            assert read_link(f"https://{bare}")


@pytest.mark.parametrize(("url", "expected"), PROPOSED.items())
def test_the_publisher_is_proposed_from_the_host(url: str, expected: tuple[str, Evidence]) -> None:
    assert expected == proposed(url)


@pytest.mark.parametrize("name", sorted(STARTER))
def test_what_is_proposed_agrees_with_the_starter_content(name: str) -> None:
    said = [proposed(source.url) for source in STARTER[name]]
    (publisher,) = {publisher for publisher, _ in said}
    (evidence,) = {evidence for _, evidence in said}
    # Where a page quotes somebody, its evidence is the talent's; the host is what it was before.
    own = [source for source in STARTER[name] if "(quoting" not in source.publisher]
    own = [source for source in own if "(interview" not in source.publisher]
    usual = Counter(source.evidence for source in own).most_common(1)
    assert [evidence] == ([usual[0][0]] if usual else [Evidence.PRESS])
    assert all(publisher in source.publisher for source in STARTER[name])

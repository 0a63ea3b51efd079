"""A stand-in for TVmaze on this computer, which knows a handful of shows and answers as TVmaze does."""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from aiohttp import web

Json = Mapping[str, Any]

_SHOWS: list[Json] = json.loads((Path(__file__).parent / "tvmaze_standin.json").read_text("utf-8"))["shows"]
_NONE: Json = {"seasons": [], "cast": []}
_PER_PAGE = 250
_PLAIN = str.maketrans({"ø": "o"})


class StandIn:
    """The server, while it is used in `async with`; `address` is where it is."""

    def __init__(self) -> None:
        self.shows = {int(show["id"]): show for show in _SHOWS}
        self.address = ""

    async def __aenter__(self) -> Self:
        server = web.Application()
        server.router.add_get("/{path:.*}", self.answer)
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What TVmaze would say."""
        match request.path.strip("/").split("/"):
            case ["search", "shows"]:
                found = _found(self.shows.values(), request.query.get("q", ""))
                return web.json_response([{"score": score, "show": _listed(show)} for score, show in found])
            case ["search", "people"]:
                found = _found(self._people().values(), request.query.get("q", ""))
                return web.json_response([{"score": score, "person": person} for score, person in found])
            case ["shows"]:
                return self._page(request.query.get("page", "0"))
            case ["shows", number] if (show := self.shows.get(_number(number))) is not None:
                return web.json_response(_embedding(show, request))
            case ["people", number] if (person := self._people().get(_number(number))) is not None:
                return web.json_response(person)
            case ["people", number, "castcredits"] if _number(number) in self._people():
                return web.json_response([_embedding(one, request) for one in self._credits(_number(number))])
            case ["updates", "shows"]:
                return web.json_response({str(number): one["updated"] for number, one in self.shows.items()})
            case _:
                return _nothing()

    def _page(self, page: str) -> web.Response:
        number = _number(page)
        if not 0 <= number <= max(self.shows, default=0) // _PER_PAGE:
            return _nothing()
        here = [_listed(show) for show_id, show in self.shows.items() if show_id // _PER_PAGE == number]
        return web.json_response(here)

    def _people(self) -> dict[int, Json]:
        return {int(role["person"]["id"]): role["person"] for _, role in self._roles()}

    def _roles(self) -> Iterator[tuple[Json, Json]]:
        for show in self.shows.values():
            for role in show.get("_embedded", {}).get("cast", ()):
                yield show, role

    def _credits(self, person_id: int) -> Iterator[Json]:
        for show, role in self._roles():
            if role["person"]["id"] == person_id:
                link = {"href": f"https://api.tvmaze.com/shows/{show['id']}", "name": show["name"]}
                embedded = {"show": _listed(show), "character": role["character"]}
                yield {"self": False, "voice": False, "_links": {"show": link}, "_embedded": embedded}


def _nothing() -> web.Response:
    return web.json_response({"name": "Not Found", "status": 404}, status=404)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _listed(told: Json) -> Json:
    """A show as lists have it: without what is embedded."""
    return {name: value for name, value in told.items() if name != "_embedded"}


def _embedding(told: Json, request: web.Request) -> Json:
    """What is told, with no more embedded in it than was asked for by name; a list may be empty."""
    wanted, held = request.query.getall("embed[]", []), {**_NONE, **told.get("_embedded", {})}
    embedded = {part: held[part] for part in wanted if part in held}
    return {**_listed(told), "_embedded": embedded} if embedded else _listed(told)


def _found(named: Iterable[Json], words: str) -> list[tuple[float, Json]]:
    """Those whose names hold the words, with a score: the part of the name that the words are."""
    wanted = _plain(words)
    held = [(one, _plain(str(one["name"]))) for one in named]
    scored = [(len(wanted) / len(name), one) for one, name in held if wanted and wanted in name]
    return sorted(scored, key=lambda found: -found[0])


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(character for character in decomposed if not unicodedata.combining(character)).strip()

"""A stand-in for TVmaze on this computer, which knows a handful of shows and answers as TVmaze does."""

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from aiohttp import web

Json = Mapping[str, Any]

_SHOWS: list[Json] = json.loads((Path(__file__).parent / "tvmaze_standin.json").read_text("utf-8"))["shows"]
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
                return self._search(_plain(request.query.get("q", "")))
            case ["shows"]:
                return self._page(int(request.query.get("page", "0")))
            case ["shows", number] if number.isdecimal() and int(number) in self.shows:
                return web.json_response(self.shows[int(number)])
            case ["updates", "shows"]:
                return web.json_response({str(number): one["updated"] for number, one in self.shows.items()})
            case _:
                return _nothing()

    def _search(self, words: str) -> web.Response:
        found = [show for show in self.shows.values() if words and words in _plain(str(show["name"]))]
        return web.json_response([{"score": 1.0, "show": _listed(show)} for show in found])

    def _page(self, page: int) -> web.Response:
        if page > max(self.shows, default=0) // _PER_PAGE:
            return _nothing()
        here = [_listed(show) for number, show in self.shows.items() if number // _PER_PAGE == page]
        return web.json_response(here)


def _nothing() -> web.Response:
    return web.json_response({"name": "Not Found", "status": 404}, status=404)


def _listed(show: Json) -> Json:
    """A show as lists have it: without what is embedded."""
    return {name: value for name, value in show.items() if name != "_embedded"}


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(character for character in decomposed if not unicodedata.combining(character)).strip()

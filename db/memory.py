"""What was read of late, kept until a commit changes it."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar, overload

from sqlalchemy.ext.asyncio import AsyncConnection

from db.facts import SHARED
from db.tables import SERVER

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Read: TypeAlias = Callable[[], AbstractAsyncContextManager[AsyncConnection]]

_MOST_KEPT = 500
"""How many readings are kept. A page with all its facts takes about 60 kB, so all of them about 30 MB."""

_TOUCHED = "touched"


@dataclass(slots=True)
class Touched:
    """What a transaction has changed: shows, each in a layer, and all that some layers say.

    `all_pages` is for what any page may show and no list of shows does: who corrected it, or how many views
    the tenth place of a week had.
    """

    shows: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    layers: set[int] = field(default_factory=set[int])
    all_pages: bool = False

    def __bool__(self) -> bool:
        return bool(self.shows or self.layers or self.all_pages)

    def concerns(self, layer: int, show_id: int) -> bool:
        """Whether what a layer sees of a show may have changed."""
        in_a_layer = layer in self.layers or SHARED in self.layers
        return self.all_pages or in_a_layer or bool({(layer, show_id), (SHARED, show_id)} & self.shows)


def watch(connection: AsyncConnection) -> Touched:
    """What the transaction that begins here is going to change, filled by `touched`."""
    noted = connection.info[_TOUCHED] = Touched()
    return noted


def touched(connection: AsyncConnection) -> Touched:
    """Where whoever writes notes what the open transaction changes, for all that keep something of it."""
    return connection.info.setdefault(_TOUCHED, Touched())


class OfShow(Protocol[T_co]):
    """Reads something of one show as a layer sees it."""

    def __call__(self, connection: AsyncConnection, *, layer: int, show_id: int) -> Awaitable[T_co]: ...


class OfServer(Protocol[T_co]):
    """Reads something that a server says of itself."""

    def __call__(self, connection: AsyncConnection, *, layer: int) -> Awaitable[T_co]: ...


class Memory:
    """Readings that nobody changes, each given to all who ask for it until a commit changes what it says."""

    def __init__(self, read: Read, most: int = _MOST_KEPT) -> None:
        self._read = read
        self._most = most
        self._kept: dict[tuple[object, int, int], Any] = {}  # the one asked for last at the end
        self._commits = 0

    @overload
    async def recall(self, read: OfShow[T], *, layer: int, show_id: int) -> T: ...
    @overload
    async def recall(self, read: OfServer[T], *, layer: int) -> T: ...
    async def recall(self, read: Callable[..., Awaitable[Any]], *, layer: int, **about: int) -> Any:
        """What `read` says now, from the store or as it said before.

        Raises:
            StoreError: the store cannot be read.
        """
        key = read, layer, about.get("show_id", SERVER)
        if key in self._kept:
            self._kept[key] = found = self._kept.pop(key)
            return found
        commits = self._commits
        async with self._read() as connection:
            found = await read(connection, layer=layer, **about)
        if commits == self._commits:  # else it may have been read before one of them
            self._keep(key, found)
        return found

    def _keep(self, key: tuple[object, int, int], found: object) -> None:
        self._kept[key] = found
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]

    def forget(self, changed: Touched) -> None:
        """Let go of all that a transaction may have changed, once it has ended."""
        if not changed:
            return
        self._commits += 1
        for key in [key for key in self._kept if changed.concerns(*key[1:])]:
            del self._kept[key]

"""Fetching a file from somebody else's server: within time and size, and not wherever it sends us."""

import os

import aiohttp
from yarl import URL

_LARGEST = 20_000_000
"""Bytes; Netflix's file of all weeks has less than a million."""

_TIME = aiohttp.ClientTimeout(total=60, sock_connect=10, sock_read=10)
"""Seconds: a server that is silent for ten is given up."""

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REASONS = {
    403: "it refuses us (403)",
    404: "it has no such file (404)",
    429: "it is asked too often (429)",
}


class NotFetched(Exception):
    """The file could not be fetched; the message says why."""


class TooLong(Exception):
    """An answer is longer than is taken."""


async def fetch(address: str) -> bytes:
    """The file at an address.

    Raises:
        NotFetched: the network is away, the server is too slow, refuses, sends us elsewhere, or breaks off.
    """
    name = address
    try:
        url = URL(address)
        name = url.host or address
        async with aiohttp.ClientSession(timeout=_TIME, headers={"User-Agent": "Greenlight"}) as session:
            for _ in range(_MOST_REDIRECTS + 1):
                async with session.get(url, allow_redirects=False) as response:
                    there = sent_on(response)
                    if there is None:
                        return await _body(response)
                    url = _as_safe(url, there)
    except TimeoutError:
        raise NotFetched(f"{name} takes too long to answer.") from None
    except aiohttp.ClientPayloadError:
        raise NotFetched(f"{name} broke off in the middle of its answer.") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise NotFetched(f"{name} cannot be reached ({_said(error)}).") from None
    raise NotFetched(f"{name} sends us on without an end.")


def sent_on(response: aiohttp.ClientResponse) -> URL | None:
    """Where an answer sends us on to; None where it is the answer itself.

    Raises:
        ValueError: it sends us on to what is no address.
    """
    if response.status not in _REDIRECTS:
        return None
    return response.url.join(URL(response.headers.get("Location", "")))


async def whole(response: aiohttp.ClientResponse, largest: int) -> bytes:
    """All of an answer, unpacked where it came packed, whatever it says of its length.

    Raises:
        TooLong: it has more than `largest` bytes; the rest is not read.
    """
    body = bytearray()
    async for some in response.content.iter_any():
        body += some
        if len(body) > largest:
            raise TooLong
    return bytes(body)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    if response.status != 200:
        reason = _REASONS.get(response.status, f"it answers {response.status}")
        raise NotFetched(f"{response.url.host} does not give the file: {reason}.")
    try:
        return await whole(response, _LARGEST)
    except TooLong:
        raise NotFetched(
            f"{response.url.host} sends more than {_LARGEST // 1_000_000} million bytes."
        ) from None


def _as_safe(url: URL, there: URL) -> URL:
    """Where a server sends us on to, which must be as safe as where we were."""
    if there.scheme == "https" or (there.scheme, there.host) == (url.scheme, url.host):
        return there
    raise NotFetched(
        f"{url.host} sends us on to another place that is not safe: {there.scheme}://{there.host}."
    )


def _said(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "its certificate is not valid"
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, OSError) and cause.errno and cause.errno > 0:
        return os.strerror(cause.errno)
    return getattr(cause, "strerror", None) or str(cause).rstrip(".") or type(cause).__name__

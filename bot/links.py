"""Links as they are shown: by their host, to where they lead, and nowhere else."""

import re
from unicodedata import normalize
from urllib.parse import SplitResult, quote, urlsplit

from bot.text import escape

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_HOST = 253
_LONGEST_LINK = 1_000


def host(url: str) -> str:
    """A URL's host without "www.", in ASCII and not escaped; "" where there is none."""
    name = _ascii_host(_split(url))
    short = name.removeprefix("www.")
    return short if "." in short else name


def link(url: str) -> str:
    """A masked link that shows its host, for an https URL from a URL field; else the host as mere text."""
    parts = _split(url)
    name = _ascii_host(parts)
    if parts is None or parts.scheme != "https" or "@" in parts.netloc or not _HOST.fullmatch(name):
        return escape(host(url))
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    place = quote(parts.path + query + fragment, "%/?#:;=&+,!$", errors="replace")
    target = f"https://{name}:{parts.port}{place}" if parts.port else f"https://{name}{place}"
    return f"[{host(url)}](<{target}>)" if len(target) <= _LONGEST_LINK else escape(host(url))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _ascii_host(parts: SplitResult | None) -> str:
    # The same letters are shown and linked, so that no look-alike leads elsewhere.
    name = normalize("NFKC", parts.hostname or "").lower().rstrip(".") if parts else ""
    labels = re.split("[.。]", name)
    coded = (label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in labels)
    name = ".".join(coded)
    return name if len(name) <= _LONGEST_HOST else ""

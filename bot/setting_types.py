"""The types of the settings: what each value must look like, and what mends one that does not."""

import base64
import binascii
import re
from pathlib import Path
from typing import Annotated, Literal, NoReturn
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_core import PydanticCustomError

DATABASE_PREFIX = "sqlite+aiosqlite:///"
TOKEN_MEND = "Copy the token from the Bot page of your application in Discord's developer portal."
ID_MEND = "Switch on Discord's developer mode, right-click and choose Copy ID: 15 to 20 digits."


def _refuse(problem: str, mend: str) -> NoReturn:
    raise PydanticCustomError("mistake", "{problem} {mend}", {"problem": problem, "mend": mend})


def _check_token(secret: SecretStr) -> SecretStr:
    token = secret.get_secret_value()
    parts = token.split(".")
    seen = f"({len(token)} characters, {len(parts)} {'part' if len(parts) == 1 else 'parts'})"
    if token[:1] in ('"', "'") or token[-1:] in ('"', "'"):
        _refuse(f"has quotation marks round the token {seen}.", "Remove them.")
    if re.match(r"bot\s", token, re.IGNORECASE):
        _refuse(f'begins with the word "Bot" {seen}.', "Write the token alone.")
    if not token.isprintable() or " " in token:
        _refuse(f"has a space, a line break or an invisible character inside {seen}.", TOKEN_MEND)
    if len(parts) == 1:
        _refuse(f"{_taken_for_token(token)} {seen}.", TOKEN_MEND)
    if len(parts) != 3 or not all(re.fullmatch(r"[A-Za-z0-9_-]+", part) for part in parts):
        _refuse(f"is not three parts of letters and digits with dots between them {seen}.", TOKEN_MEND)
    if not _holds_number(parts[0]):
        _refuse(f"does not begin with the number of an application {seen}.", TOKEN_MEND)
    return secret


def _taken_for_token(text: str) -> str:
    if re.fullmatch(r"[0-9a-f]{64}", text):
        return "is the application's public key, not the bot's token"
    if _is_id(text):
        return "is the application's ID, not the bot's token"
    if re.fullmatch(r"[A-Za-z0-9_-]{32}", text):
        return "is the application's client secret, not the bot's token"
    return "is not a token, which is three parts with dots between them"


def _holds_number(part: str) -> bool:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).isdigit()
    except binascii.Error:
        return False


def _check_database_url(url: str) -> str:
    mend = f"Write {DATABASE_PREFIX} and then the path: greenlight.db, or /var/lib/greenlight.db."
    path = url.removeprefix(DATABASE_PREFIX)
    if not url.startswith("sqlite"):
        _refuse("is not a SQLite address, and Greenlight keeps everything in one SQLite file.", mend)
    if path == url:
        _refuse(f"does not begin with {DATABASE_PREFIX}.", mend)
    if ":memory:" in path or "?" in path:
        _refuse("must be a plain file, without parameters.", mend)
    if Path(path).name in ("", "..") or path.endswith(("/", "\\")):
        _refuse("names a folder, not a file.", mend)
    return url


def _read_log_level(level: str) -> str:
    names = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    if level.upper() not in names:
        _refuse("is not a level.", f"Write one of {', '.join(names)}.")
    return level.upper()


def _check_address(url: str, schemes: tuple[str, str], mend: str) -> str:
    try:
        address = urlsplit(url)
        host, port = address.hostname or "", address.port
    except ValueError:
        _refuse("is not an address.", mend)
    if address.scheme not in schemes:
        _refuse(f"must begin with {schemes[0]}:// or {schemes[1]}://.", mend)
    if "@" in address.netloc or "?" in url or "#" in url:
        _refuse("must have no user name, password or parameters.", mend)
    if not re.fullmatch(r"[a-z0-9._:-]+", host) or port == 0 or re.search(r"\s", url):
        _refuse("is not a whole address.", mend)
    return url.rstrip("/")


def _check_api_url(url: str) -> str:
    mend = "Write it like http://127.0.0.1:8080/api/v10."
    address = _check_address(url, ("https", "http"), mend)
    if not address.endswith("/api/v10"):
        _refuse("does not end in /api/v10, the version that Greenlight speaks.", mend)
    return address


def _read_source_url(url: str | None) -> str | None:
    if url is None or url.lower() == "off":
        return None
    return _check_address(url, ("https", "http"), "Write the whole address, beginning with https://, or off.")


def _check_gateway_url(url: str) -> str:
    return _check_address(url, ("wss", "ws"), "Write it like ws://127.0.0.1:8080/gateway.")


def _is_id(text: str) -> bool:
    return re.fullmatch(r"[0-9]{15,20}", text) is not None


def _read_guild_id(guild: str | int) -> int:
    if isinstance(guild, str) and not _is_id(guild):
        _refuse("is not the ID of a server.", ID_MEND)
    return int(guild)


def _read_owner_ids(owners: str | frozenset[int]) -> frozenset[int]:
    if not isinstance(owners, str):
        return owners
    entries = [entry for entry in re.split(r"[,\s]+", owners) if entry]
    wrong = [str(place) for place, entry in enumerate(entries, 1) if not _is_id(entry)]
    if wrong:
        _refuse(f"holds what is not the ID of a person (entry {', '.join(wrong)}).", ID_MEND)
    return frozenset(int(entry) for entry in entries)


Token = Annotated[SecretStr, AfterValidator(_check_token)]
DatabaseUrl = Annotated[str, AfterValidator(_check_database_url)]
LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_read_log_level)
]
ApiUrl = Annotated[str, AfterValidator(_check_api_url)]
SourceUrl = Annotated[str | None, BeforeValidator(_read_source_url)]
GatewayUrl = Annotated[str, AfterValidator(_check_gateway_url)]
GuildId = Annotated[int, BeforeValidator(_read_guild_id)]
OwnerIds = Annotated[frozenset[int], BeforeValidator(_read_owner_ids)]

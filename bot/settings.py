"""The settings: what the bot is told at its start, read once and all its mistakes named at once."""

import difflib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv.parser import Binding, parse_stream
from pydantic import BaseModel, ValidationError

from bot.setting_types import (
    DATABASE_PREFIX,
    ApiUrl,
    DatabaseUrl,
    GatewayUrl,
    GuildId,
    LogLevel,
    OwnerIds,
    SourceUrl,
    Token,
)

TOKEN = "DISCORD_TOKEN"
TOKEN_FILE = "DISCORD_TOKEN_FILE"
TOKEN_FILE_LIMIT = 4096
TOKEN_FILE_MEND = "Name a file that holds the token and nothing else."
LINE_MEND = "Write NAME=value; a quotation mark that opens a value must also close it."


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong, and its mend. It never quotes a value: a secret may have been put anywhere."""

    name: str
    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.name} {self.problem} {self.mend}"


class SettingsError(Exception):
    """All that is wrong with the settings."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        count = "a mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        super().__init__(
            "\n".join([f"The settings have {count}:", *(f"- {mistake}" for mistake in mistakes)])
        )
        self.mistakes = mistakes


class Settings(BaseModel, frozen=True, extra="forbid", hide_input_in_errors=True):
    """What the bot is told at its start."""

    discord_token: Token | None = None
    database_url: DatabaseUrl = f"{DATABASE_PREFIX}greenlight.db"
    log_level: LogLevel = "INFO"
    discord_api_url: ApiUrl | None = None
    discord_gateway_url: GatewayUrl | None = None
    dev_guild_id: GuildId | None = None
    owner_ids: OwnerIds = frozenset()
    netflix_top10_url: SourceUrl = "https://www.netflix.com/tudum/top10/data/all-weeks-global.tsv"
    tvmaze_url: SourceUrl = "https://api.tvmaze.com"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], env_file: Path | None) -> "Settings":
        """The settings in `environment`, and the others from `env_file`, where there is one.

        Raises SettingsError, which names every mistake.
        """
        values, mistakes = _read_env_file(env_file)
        values |= {name: environment[name].strip() for name in NAMES if environment.get(name, "").strip()}
        mistakes += _find_misspelt(environment, values)
        mistakes += _drop_unprintable(values)
        mistakes += _read_token_file(values)
        try:
            settings = cls.model_validate(
                {name.lower(): values[name] for name in values if name != TOKEN_FILE}
            )
        except ValidationError as error:
            mistakes += _refused(error, token_name=TOKEN_FILE if TOKEN_FILE in values else TOKEN)
        else:
            if not mistakes:
                return settings
        raise SettingsError(mistakes)

    @property
    def database_path(self) -> Path:
        """The database's file."""
        return Path(self.database_url.removeprefix(DATABASE_PREFIX))


NAMES = (TOKEN_FILE, *(name.upper() for name in Settings.model_fields))


def _read_env_file(env_file: Path | None) -> tuple[dict[str, str], list[Mistake]]:
    if env_file is None:
        return {}, []
    try:
        text = env_file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        problem, mend = f"cannot be read ({error.strerror}).", "Make it a text file that the bot may read."
        return {}, [Mistake(env_file.name, problem, mend)]
    except UnicodeDecodeError:
        return {}, [Mistake(env_file.name, "is not text in UTF-8.", "Save it as UTF-8.")]
    return _read_bindings(env_file.name, text)


def _read_bindings(file_name: str, text: str) -> tuple[dict[str, str], list[Mistake]]:
    values: dict[str, str] = {}
    mistakes: list[Mistake] = []
    for binding in parse_stream(io.StringIO(text, newline=None)):
        place = f"{file_name} line {_line_number(binding)}"
        if binding.error:
            mistakes.append(Mistake(place, "cannot be read.", LINE_MEND))
        elif binding.key is None:
            continue
        elif binding.value is None:
            mistakes.append(Mistake(place, "has no equals sign.", LINE_MEND))
        elif binding.key not in NAMES:
            mistakes.append(_unknown(binding.key, place))
        elif binding.value.strip():
            values[binding.key] = binding.value.strip()
    return values, mistakes


def _line_number(binding: Binding) -> int:
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")


def _unknown(name: str, place: str) -> Mistake:
    if meant := _meant(name, likeness=0.55):
        return Mistake(f"{place}:", f"{name} is not a setting.", f"Did you mean {meant}?")
    # Anything else that stands where a name should may be a token or another secret.
    shown = name if re.fullmatch(r"[A-Z][A-Z_]{0,39}", name) else "the name there"
    return Mistake(f"{place}:", f"{shown} is not a setting.", f"The settings are {', '.join(NAMES)}.")


def _meant(name: str, likeness: float) -> str | None:
    if not re.fullmatch(r"\w{1,40}", name):
        return None
    return next(iter(difflib.get_close_matches(name.upper(), NAMES, n=1, cutoff=likeness)), None)


def _find_misspelt(environment: Mapping[str, str], values: Mapping[str, str]) -> list[Mistake]:
    mistakes: list[Mistake] = []
    for name in sorted(environment):
        if not name.startswith("DISCORD_") or name in NAMES or not environment[name].strip():
            continue
        meant = _meant(name, likeness=0.8)
        if meant is not None and meant not in values:
            mistakes.append(
                Mistake(name, "is set in the environment and is not a setting.", f"Did you mean {meant}?")
            )
    return mistakes


def _drop_unprintable(values: dict[str, str]) -> list[Mistake]:
    names = [name for name in values if not values[name].isprintable()]
    for name in names:
        del values[name]
    return [Mistake(name, "has a line break or an invisible character.", "Type it again.") for name in names]


def _read_token_file(values: dict[str, str]) -> list[Mistake]:
    if TOKEN_FILE not in values:
        return []
    if values.pop(TOKEN, None):
        return [Mistake(TOKEN, f"and {TOKEN_FILE} are both set.", "Keep one of them.")]
    try:
        with Path(values[TOKEN_FILE]).open("rb") as file:
            token = file.read(TOKEN_FILE_LIMIT).decode().strip()
    except OSError as error:
        return [Mistake(TOKEN_FILE, f"cannot be read ({error.strerror}).", TOKEN_FILE_MEND)]
    except UnicodeDecodeError:
        return [Mistake(TOKEN_FILE, "is not a text file in UTF-8.", TOKEN_FILE_MEND)]
    if not token:
        return [Mistake(TOKEN_FILE, "is an empty file.", TOKEN_FILE_MEND)]
    values[TOKEN] = token
    return []


def _refused(error: ValidationError, token_name: str) -> list[Mistake]:
    mistakes: list[Mistake] = []
    for found in error.errors(include_url=False, include_input=False):
        name, context = str(found["loc"][0]).upper(), found.get("ctx", {})
        mistakes.append(Mistake(token_name if name == TOKEN else name, context["problem"], context["mend"]))
    return mistakes

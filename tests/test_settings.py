"""The settings: what is understood, what is refused and with which words, and that no secret gets out."""

import base64
import tempfile
from pathlib import Path

import pytest
from dotenv.parser import parse_stream
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.settings import NAMES, Settings, SettingsError

ROOT = Path(__file__).parent.parent


def make_token(number: bytes = b"1024384756657483920") -> str:
    return f"{base64.urlsafe_b64encode(number).decode().rstrip('=')}.GreenL.{'s3cr3t-_' * 4}"


def mistakes_of(environment: dict[str, str], env_file: Path | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environment, env_file)
    return [str(mistake) for mistake in caught.value.mistakes]


def mistake_of(environment: dict[str, str], env_file: Path | None = None) -> str:
    (mistake,) = mistakes_of(environment, env_file)
    return mistake


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_nothing_set_gives_the_defaults(env_file: Path) -> None:
    settings = Settings.from_environment({}, env_file)
    assert Settings() == settings
    assert settings.discord_token is None
    assert Path("greenlight.db") == settings.database_path
    assert "INFO" == settings.log_level


def test_every_setting_is_taken_from_the_environment() -> None:
    settings = Settings.from_environment(
        {
            "DISCORD_TOKEN": make_token(),
            "DATABASE_URL": "sqlite+aiosqlite:////var/lib/greenlight.db",
            "LOG_LEVEL": "warning",
            "DISCORD_API_URL": "http://127.0.0.1:8080/api/v10/",
            "DISCORD_GATEWAY_URL": "ws://127.0.0.1:8080/gateway",
            "DEV_GUILD_ID": "800000000000000001",
            "OWNER_IDS": "800000000000000002, 800000000000000003 800000000000000004",
            "NETFLIX_TOP10_URL": "https://mirror.example/all-weeks.tsv",
            "TVMAZE_URL": "https://mirror.example/tvmaze/",
            "PATH": "/usr/bin",
        },
        None,
    )
    assert settings == Settings(
        discord_token=SecretStr(make_token()),
        database_url="sqlite+aiosqlite:////var/lib/greenlight.db",
        log_level="WARNING",
        discord_api_url="http://127.0.0.1:8080/api/v10",
        discord_gateway_url="ws://127.0.0.1:8080/gateway",
        dev_guild_id=800000000000000001,
        owner_ids=frozenset({800000000000000002, 800000000000000003, 800000000000000004}),
        netflix_top10_url="https://mirror.example/all-weeks.tsv",
        tvmaze_url="https://mirror.example/tvmaze",
    )
    assert Path("/var/lib/greenlight.db") == settings.database_path


@pytest.mark.parametrize("off", ["off", "OFF", " Off "])
def test_fetching_can_be_left_off(off: str) -> None:
    settings = Settings.from_environment({"NETFLIX_TOP10_URL": off, "TVMAZE_URL": off}, None)

    assert (None, None) == (settings.netflix_top10_url, settings.tvmaze_url)


def test_the_environment_goes_before_the_file_and_an_empty_value_is_none(env_file: Path) -> None:
    env_file.write_text("LOG_LEVEL=ERROR\nDEV_GUILD_ID=800000000000000001\nDEV_GUILD_ID=\n")
    settings = Settings.from_environment({"LOG_LEVEL": "debug", "DEV_GUILD_ID": " "}, env_file)
    assert "DEBUG" == settings.log_level
    assert 800000000000000001 == settings.dev_guild_id


def test_the_file_may_have_comments_quotes_export_and_the_mark_of_windows(env_file: Path) -> None:
    env_file.write_bytes(
        b"\xef\xbb\xbf# mine\r\nexport LOG_LEVEL='error' # loud\r\n\r\nOWNER_IDS=\"800000000000000002\"\r\n"
    )
    settings = Settings.from_environment({}, env_file)
    assert "ERROR" == settings.log_level
    assert frozenset({800000000000000002}) == settings.owner_ids


def test_settings_cannot_be_changed_afterwards() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.log_level = "DEBUG"  # pyright: ignore[reportAttributeAccessIssue]


def test_the_token_can_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{make_token()}\n")
    settings = Settings.from_environment({"DISCORD_TOKEN_FILE": str(secret)}, None)
    assert SecretStr(make_token()) == settings.discord_token


def test_a_token_and_a_token_file_together_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(make_token())
    said = mistake_of({"DISCORD_TOKEN": make_token(), "DISCORD_TOKEN_FILE": str(secret)})
    assert "DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set. Keep one of them." == said


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is an empty file."),
        (b" \n", "is an empty file."),
        (b"\xff\xfe\x00", "is not a text file in UTF-8."),
        (b"nothing", "is not a token, which is three parts with dots between them (7 characters, 1 part)."),
        (f"{make_token()}\nmore".encode(), "has a space, a line break or an invisible character inside"),
    ],
)
def test_a_token_file_that_holds_no_token_is_named(tmp_path: Path, content: bytes, problem: str) -> None:
    secret = tmp_path / "token"
    secret.write_bytes(content)
    assert mistake_of({"DISCORD_TOKEN_FILE": str(secret)}).startswith(f"DISCORD_TOKEN_FILE {problem}")


def test_a_token_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    mend = "Name a file that holds the token and nothing else."
    missing = mistake_of({"DISCORD_TOKEN_FILE": str(tmp_path / "none")})
    assert f"DISCORD_TOKEN_FILE cannot be read (No such file or directory). {mend}" == missing
    folder = mistake_of({"DISCORD_TOKEN_FILE": str(tmp_path)})
    assert f"DISCORD_TOKEN_FILE cannot be read (Is a directory). {mend}" == folder


@pytest.mark.parametrize(
    ("token", "problem"),
    [
        (f'"{make_token()}"', "has quotation marks round the token"),
        (f"Bot {make_token()}", 'begins with the word "Bot"'),
        (make_token().replace(".", ". "), "has a space, a line break or an invisible character inside"),
        ("0a" * 32, "is the application's public key, not the bot's token (64 characters, 1 part)"),
        ("800000000000000001", "is the application's ID, not the bot's token"),
        ("aB3-" * 8, "is the application's client secret, not the bot's token"),
        ("your-token-here", "is not a token, which is three parts with dots between them"),
        ("MTA.b", "is not three parts of letters and digits with dots between them (5 characters, 2 parts)"),
        ("MTA..b", "is not three parts of letters and digits with dots between them (6 characters, 3 parts)"),
        (f"{make_token()}.d", "is not three parts of letters and digits with dots between them"),
        (make_token(b"hello"), "does not begin with the number of an application"),
        ("a.b.c", "does not begin with the number of an application"),
    ],
)
def test_what_is_not_a_token_is_told_apart(token: str, problem: str) -> None:
    said = mistake_of({"DISCORD_TOKEN": token})
    assert said.startswith(f"DISCORD_TOKEN {problem}")
    assert token not in said


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("DATABASE_URL", "postgresql://me:pass@host/db", "is not a SQLite address"),
        ("DATABASE_URL", "sqlite:///greenlight.db", "does not begin with sqlite+aiosqlite:///."),
        ("DATABASE_URL", "sqlite+aiosqlite://greenlight.db", "does not begin with sqlite+aiosqlite:///."),
        ("DATABASE_URL", "sqlite+aiosqlite:///.", "names a folder, not a file."),
        ("DATABASE_URL", "sqlite+aiosqlite:////var/lib/", "names a folder, not a file."),
        ("DATABASE_URL", "sqlite+aiosqlite:///..", "names a folder, not a file."),
        ("DATABASE_URL", "sqlite+aiosqlite:///:memory:", "must be a plain file, without parameters."),
        ("DATABASE_URL", "sqlite+aiosqlite:///a.db?mode=ro", "must be a plain file, without parameters."),
        ("DATABASE_URL", "sqlite+aiosqlite:///a\x00.db", "has a line break or an invisible character."),
        ("LOG_LEVEL", "loud", "is not a level. Write one of DEBUG, INFO, WARNING, ERROR, CRITICAL."),
        ("DISCORD_API_URL", "ws://127.0.0.1/api/v10", "must begin with https:// or http://."),
        ("DISCORD_API_URL", "http://proxy:8080", "does not end in /api/v10"),
        ("DISCORD_API_URL", "http://127.0.0.1:8080/api/v9", "does not end in /api/v10"),
        ("DISCORD_API_URL", "http://127.0.0.1:80800/api/v10", "is not an address."),
        ("DISCORD_API_URL", "http://me:pass@127.0.0.1/api/v10", "must have no user name, password"),
        ("DISCORD_API_URL", "http:///api/v10", "is not a whole address."),
        ("DISCORD_API_URL", "http://a b/api/v10", "is not a whole address."),
        ("DISCORD_API_URL", "http://a:0/api/v10", "is not a whole address."),
        ("NETFLIX_TOP10_URL", "all-weeks.tsv", "must begin with https:// or http://."),
        ("NETFLIX_TOP10_URL", "file:///all-weeks.tsv", "must begin with https:// or http://."),
        ("NETFLIX_TOP10_URL", "https://example.com/?file=1", "must have no user name, password"),
        ("DISCORD_GATEWAY_URL", "ws://a/b c", "is not a whole address."),
        ("DISCORD_GATEWAY_URL", "http://127.0.0.1:8080/gateway", "must begin with wss:// or ws://."),
        ("DISCORD_GATEWAY_URL", "ws://127.0.0.1/?v=10", "must have no user name, password or parameters."),
        ("DISCORD_GATEWAY_URL", "ws://[127.0.0.1/", "is not an address."),
        ("DEV_GUILD_ID", "my server", "is not the ID of a server."),
        ("DEV_GUILD_ID", "-800000000000000001", "is not the ID of a server."),
        ("DEV_GUILD_ID", "9" * 5000, "is not the ID of a server."),
        ("OWNER_IDS", "800000000000000002, me, 12", "holds what is not the ID of a person (entry 2, 3)."),
    ],
)
def test_a_wrong_value_is_named_with_its_mend_and_not_repeated(name: str, value: str, problem: str) -> None:
    said = mistake_of({name: value})
    assert said.startswith(f"{name} {problem}")
    assert value not in said


def test_names_nobody_knows_are_refused_in_the_file(env_file: Path) -> None:
    env_file.write_text("LOG_LEVEL=INFO\n\nDISCORD_TOKN=x\ntoken=x\nTZ=UTC\naB3dEf=x\n")
    settings = ", ".join(NAMES)
    assert [
        ".env line 3: DISCORD_TOKN is not a setting. Did you mean DISCORD_TOKEN?",
        ".env line 4: token is not a setting. Did you mean DISCORD_TOKEN?",
        f".env line 5: TZ is not a setting. The settings are {settings}.",
        f".env line 6: the name there is not a setting. The settings are {settings}.",
    ] == mistakes_of({}, env_file)


def test_only_near_misses_are_refused_in_the_environment() -> None:
    others = {"TZ": "UTC", "LOG_LEVL": "x", "DISCORD_WEBHOOK": "x", "DISCORD_TOKN": " "}
    assert Settings() == Settings.from_environment(others, None)
    said = mistake_of({"DISCORD_BOT_TOKEN": make_token()})
    assert (
        "DISCORD_BOT_TOKEN is set in the environment and is not a setting. Did you mean DISCORD_TOKEN?"
        == said
    )
    assert Settings.from_environment({"DISCORD_BOT_TOKEN": "x", "DISCORD_TOKEN": make_token()}, None)


def test_lines_that_cannot_be_read_are_counted_out(env_file: Path) -> None:
    env_file.write_text(f"# mine\r\n\r\nLOG_LEVEL='INFO\r\n\n{make_token()}\nOWNER_IDS: 1\n=1\n")
    mend = "Write NAME=value; a quotation mark that opens a value must also close it."
    assert [
        f".env line 3 cannot be read. {mend}",
        f".env line 5 has no equals sign. {mend}",
        f".env line 6 cannot be read. {mend}",
        f".env line 7 cannot be read. {mend}",
    ] == mistakes_of({}, env_file)


def test_a_file_that_is_no_text_file_is_named(env_file: Path) -> None:
    env_file.write_text("LOG_LEVEL=INFO", encoding="utf-16")
    assert ".env is not text in UTF-8. Save it as UTF-8." == mistake_of({}, env_file)
    env_file.unlink()
    env_file.mkdir()
    said = ".env cannot be read (Is a directory). Make it a text file that the bot may read."
    assert said == mistake_of({}, env_file)


def test_all_mistakes_are_named_at_once(env_file: Path) -> None:
    env_file.write_text("DISCORD_TOKN=x\nLOG_LEVEL=loud\n")
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"DEV_GUILD_ID": "here"}, env_file)
    lines = str(caught.value).splitlines()
    assert "The settings have 3 mistakes:" == lines[0]
    assert [".env", "LOG_LEVEL", "DEV_GUILD_ID"] == [line.removeprefix("- ").split()[0] for line in lines[1:]]


def test_the_token_is_not_shown_in_what_is_printed() -> None:
    settings = Settings.from_environment({"DISCORD_TOKEN": make_token()}, None)
    for shown in (repr(settings), str(settings), repr(settings.model_dump())):
        assert "s3cr3t" not in shown


def with_token(before: str, after: str) -> str:
    return before + make_token() + after


texts = st.one_of(
    st.text(max_size=60), st.sampled_from(["sqlite+aiosqlite:///", "http://a/api/v10", "1" * 18])
)
secrets = st.builds(with_token, texts, texts)
values = st.one_of(texts, secrets)
names = st.one_of(st.sampled_from(NAMES), st.text(max_size=20).map("DISCORD_{}".format), st.text(), secrets)


def what_is_shown(environment: dict[str, str], env_file: Path) -> str:
    try:
        settings = Settings.from_environment(environment, env_file)
    except SettingsError as error:
        return f"{error} {error!r} {error.__cause__!r} {error.__context__!r}"
    addresses = {"database_url", "discord_api_url", "discord_gateway_url", "netflix_top10_url", "tvmaze_url"}
    return repr(settings.model_dump(exclude=addresses))


@given(
    environment=st.dictionaries(names, values, max_size=6),
    lines=st.lists(st.one_of(st.builds("{}={}".format, names, values), values), max_size=6),
)
@example(
    environment={"LOG_LEVEL": make_token()}, lines=[make_token(), f"{make_token()}=x", f"x{make_token()}"]
)
@example(environment={}, lines=[f"{name}={make_token()}" for name in NAMES])
@example(environment={"DISCORD_TOKEN": make_token() + "."}, lines=[])
def test_whatever_is_set_is_understood_or_refused_and_no_token_gets_out(
    environment: dict[str, str], lines: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        env_file = Path(folder, ".env")
        env_file.write_text("\n".join(lines), encoding="utf-8")
        assert "s3cr3t" not in what_is_shown(environment, env_file)


def test_the_example_file_names_every_setting_with_a_comment_and_its_default() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    with (ROOT / ".env.example").open(encoding="utf-8") as stream:
        bindings = [binding for binding in parse_stream(stream) if binding.key]
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    assert {name: defaults.get(name) or "" for name in NAMES} == {item.key: item.value for item in bindings}
    blocks = text.strip().split("\n\n")[1:]
    assert len(NAMES) == len(blocks)
    assert all(block.startswith("# ") and block.count("=") >= 1 for block in blocks)
    assert Settings() == Settings.from_environment({}, ROOT / ".env.example")

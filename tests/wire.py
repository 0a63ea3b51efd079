"""A Discord on localhost for the real bot process: interactions, faults, reconnects."""

import asyncio
import base64
import json
import os
import re
import secrets
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Literal, Self, TypedDict, Unpack

from aiohttp import BodyPartReader, web

from tests import wire_rules as rules
from tests.wire_rules import Json

ROOT = Path(__file__).parents[1]
PRIVATE, LOADING = 1 << 6, 1 << 7
CONTEXTS = {"guild": 0, "bot_dm": 1, "private_channel": 2}
# View channel, send messages, embed links, attach files, read history, use commands.
MEMBER_PERMISSIONS = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 31
PRIVILEGED_INTENTS = 1 << 1 | 1 << 8 | 1 << 15


class Where(TypedDict, total=False):
    """Who uses something and where; what is left out is the first guild, its channel and a plain member."""

    guild: int
    channel: int
    user: int
    permissions: int
    roles: Sequence[int]
    app_permissions: int
    context: Literal["guild", "bot_dm", "private_channel"]
    install: Literal["guild", "user"]
    locale: str


@dataclass(frozen=True)
class Call:
    """A request of the bot; `files` are the uploads by name."""

    method: str
    path: str
    json: Any
    query: Mapping[str, str]
    files: Mapping[str, bytes]


@dataclass
class Answer:
    """An interaction and what has become of it so far; `statuses` is what its callbacks got."""

    interaction: Json
    where: Where
    delivered_at: float = 0
    type: int | None = None
    data: Json = field(default_factory=dict[str, Any])
    message: Json | None = None
    edits: list[Json] = field(default_factory=list[Json])
    followups: list[Json] = field(default_factory=list[Json])
    statuses: list[int] = field(default_factory=list[int])
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])

    @property
    def status(self) -> int | None:
        return self.statuses[-1] if self.statuses else None

    @property
    def private(self) -> bool:
        return bool((self.message or self.data).get("flags", 0) & PRIVATE)

    @property
    def text(self) -> str:
        """All that stands in the message as it is now, or in the modal."""
        return rules.text_of(self.message or self.data)

    @property
    def components(self) -> list[Json]:
        return list(rules.walk((self.message or self.data).get("components") or []))

    @property
    def choices(self) -> list[Json]:
        return self.data.get("choices") or []


@dataclass
class Session:
    """A shard's session, with every event it was sent, for a RESUME."""

    name: str
    shard: int
    socket: web.WebSocketResponse | None
    sent: list[Json] = field(default_factory=list[Json])


@dataclass(frozen=True)
class Fault:
    """What the next request that has the fragment is answered with."""

    fragment: str
    status: int
    body: Any
    applied: bool
    headers: Mapping[str, str]


class RefusedError(Exception):
    """A request that Discord does not accept."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.body = status, {"code": code, "message": message}


class Wire:
    """Discord, as far as one bot sees it."""

    def __init__(self, *, guilds: int = 1, shards: int = 1) -> None:
        self._count, self._shards = count(1), shards
        self.application, self.owner, self.user, first = (self.snowflake() for _ in range(4))
        # A millisecond apart, so that they fall to the shards in turn.
        self.guilds = [first + (index << 22) for index in range(guilds)]
        self.guild = first
        self.out_of_reach: set[int] = set()
        self.channels = {guild: self.snowflake() for guild in self.guilds}
        self.role = self.snowflake()
        identity = base64.urlsafe_b64encode(str(self.application).encode()).decode().rstrip("=")
        self.token = ".".join([identity, secrets.token_urlsafe(6)[:6], secrets.token_urlsafe(30)[:38]])
        self.files: dict[str, bytes] = {}
        self.handed_over: list[str] = []
        self.commands: list[Json] = []
        self.guild_commands: dict[int, list[Json]] = {}
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self.messages: dict[str, Json] = {}
        self.identifies: list[Json] = []
        self.resumes = 0
        self.timeout, self.patience, self.refuse_token = 10.0, 3.0, False
        self._delay = 0.0
        self._faults: list[Fault] = []
        self._answers: dict[str, Answer] = {}
        self._private_channels: dict[str, Json] = {}
        self._sessions: dict[int, Session] = {}
        self._changed = asyncio.Event()
        hook = r"/webhooks/(\d+)/([^/]+)"
        routes: list[tuple[str, Callable[..., Awaitable[Any]]]] = [
            (r"GET /users/(\d+|@me)", self._give_user),
            (r"GET /users/@me/guilds", self._list_guilds),
            (r"POST /users/@me/channels", self._open_private_channel),
            (r"GET /oauth2/applications/@me", self._give_application),
            (r"GET /gateway/bot", self._give_gateway),
            (r"(GET|PUT) /applications/\d+(?:/guilds/(\d+))?/commands", self._sync_commands),
            (r"POST /interactions/(\d+)/([^/]+)/callback", self._call_back),
            (rf"POST {hook}", self._follow_up),
            (rf"(?:GET|PATCH|DELETE) {hook}/messages/(\d+|@original)", self._handle_answer),
            (r"GET /channels/(\d+)", self._give_channel),
            (r"POST /channels/(\d+)/messages", self._post),
            (r"(?:GET|PATCH|DELETE) /channels/\d+/messages/(\d+)", self._handle_message),
        ]
        self._routes = [(re.compile(pattern), handler) for pattern, handler in routes]

    async def __aenter__(self) -> Self:
        server = web.Application(client_max_size=32 << 20)
        server.router.add_get("/gateway", self._gateway)
        server.router.add_get("/files/{name}", self._give_file)
        server.router.add_route("*", "/api/v10/{rest:.*}", self._rest)
        self._runner = web.AppRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        address = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.api_url, self.gateway_url = f"http://{address}/api/v10", f"ws://{address}/gateway"
        self.files_url = f"http://{address}/files"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.drop_connections()
        await self._runner.cleanup()

    @property
    def environment(self) -> dict[str, str]:
        urls = {"DISCORD_API_URL": self.api_url, "DISCORD_GATEWAY_URL": self.gateway_url}
        return {**urls, "DISCORD_TOKEN": self.token, "NETFLIX_TOP10_URL": "off", "TVMAZE_URL": "off"}

    @property
    def validates(self) -> bool:
        """Whether Discord's description of its API was found; without it only the checks by hand are made."""
        return rules.DOCUMENT.exists()

    def snowflake(self) -> int:
        return int(time.time() * 1000 - 1420070400000) << 22 | next(self._count)

    async def until(self, condition: Callable[[], bool], what: str, timeout: float | None = None) -> None:
        """Wait for something that a request or a connection of the bot brings about."""
        seconds = timeout or self.timeout
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    await self._changed.wait()
        except TimeoutError:
            last = [f"{call.method} {call.path}" for call in self.calls[-5:]]
            message = f"not after {seconds} s: {what}; the last requests: {last}; problems: {self.problems}"
            raise TimeoutError(message) from None

    async def ready(self, timeout: float = 20) -> None:
        """Wait until every shard is connected and commands are there; those of an earlier process count."""
        # That the sockets of a process just killed are closed is seen one turn of the loop later.
        await asyncio.sleep(0.02)
        await self.until(
            lambda: self._connected() == self._shards and bool(self.commands or self.guild_commands),
            "the bot is connected and has synced its commands",
            timeout,
        )

    # What a person does.

    async def command(
        self, name: str, options: Json | None = None, *, wait: bool = True, **where: Unpack[Where]
    ) -> Answer:
        """Use a slash command; "update decision" is a subcommand. A choice can be given by its name."""
        return await self.deliver(self._command(2, name, options or {}, None, where), where, wait=wait)

    async def message_command(
        self, name: str, content: str, *, wait: bool = True, **where: Unpack[Where]
    ) -> Answer:
        """Use a command on a message that says something."""
        author = rules.user_payload(self.snowflake())
        message = rules.message_payload(self.snowflake(), "0", author) | {"content": content}
        data = rules.message_command_data(self.commands, name, message)
        return await self.deliver(self.payload(2, data, where), where, wait=wait)

    async def autocomplete(
        self, name: str, options: Json, focused: str, *, wait: bool = True, **where: Unpack[Where]
    ) -> Answer:
        """Ask for the choices of the option `focused`, of which `options` has what is typed so far."""
        return await self.deliver(self._command(4, name, options, focused, where), where, wait=wait)

    async def click(
        self, button: str, *, message: Answer | Json | None = None, wait: bool = True, **where: Unpack[Where]
    ) -> Answer:
        """Press a button, by custom_id or label. Without a message one that has it is forged."""
        return await self._use(button, None, message, wait, where)

    async def choose(
        self,
        select: str,
        values: Sequence[str],
        *,
        message: Answer | Json | None = None,
        wait: bool = True,
        **where: Unpack[Where],
    ) -> Answer:
        """Choose in a select, by its custom_id. Without a message one that has it is forged."""
        return await self._use(select, values, message, wait, where)

    async def submit(
        self, modal: Answer | str, fields: Mapping[str, Any], *, wait: bool = True, **where: Unpack[Where]
    ) -> Answer:
        """Submit a modal: fields by custom_id or label, the others as they were. A custom_id forges one."""
        if isinstance(modal, str):
            texts = [{"type": 4, "custom_id": name, "value": value} for name, value in fields.items()]
            labels = [{"type": 18, "component": text} for text in texts]
            data: Json = {"custom_id": modal, "components": labels}
            return await self.deliver(self.payload(5, data, where), where, wait=wait)
        where = {**modal.where, **where}
        payload = self.payload(5, rules.filled_modal(modal.data, fields), where)
        if "message" in modal.interaction:
            payload["message"] = modal.interaction["message"]
        return await self.deliver(payload, where, wait=wait)

    async def upload(
        self,
        custom_id: str,
        field: str,
        content: bytes,
        *,
        size: int | None = None,
        wait: bool = True,
        **where: Unpack[Where],
    ) -> Answer:
        """Submit a modal with a file in a field; `size` is what is declared, if that is not the truth."""
        name = str(self.snowflake())
        self.files[name] = content
        file: Json = {"id": name, "filename": "facts.json", "size": len(content) if size is None else size}
        file |= dict.fromkeys(("url", "proxy_url"), f"{self.files_url}/{name}")
        chosen: Json = {"type": 19, "custom_id": field, "values": [name]}
        data: Json = {"custom_id": custom_id, "components": [{"type": 18, "component": chosen}]}
        data["resolved"] = {"attachments": {name: file}}
        return await self.deliver(self.payload(5, data, where), where, wait=wait)

    def payload(self, kind: int, data: Json, where: Where) -> Json:
        """An interaction as Discord sends it; change it and `deliver` it to forge one."""
        identity, context = self.snowflake(), where.get("context", "guild")
        guild, person = where.get("guild", self.guild), rules.user_payload(where.get("user", self.user))
        owners = {"0": str(guild if context == "guild" else 0)}
        if where.get("install") == "user":
            owners = {"1": person["id"]}
        result: Json = {
            "id": str(identity),
            "application_id": str(self.application),
            "type": kind,
            "token": f"{identity}-{secrets.token_urlsafe(24)}",
            "version": 1,
            "data": data,
            "locale": where.get("locale", "en-US"),
            "context": CONTEXTS[context],
            "entitlements": [],
            "attachment_size_limit": 10 << 20,
            "app_permissions": str(where.get("app_permissions", MEMBER_PERMISSIONS)),
            "authorizing_integration_owners": owners,
        }
        if context == "guild":
            channel = where.get("channel") or self.channels.setdefault(guild, self.snowflake())
            permissions = {"permissions": str(where.get("permissions", MEMBER_PERMISSIONS))}
            result["channel"] = rules.text_channel(channel) | permissions
            result |= {"guild_id": str(guild), "guild_locale": "en-US"}
            result["guild"] = {"id": str(guild), "locale": "en-US", "features": []}
            result["member"] = rules.member_payload(person, where.get("roles", ())) | permissions
        else:
            channel = where.get("channel") or self.snowflake()
            result["channel"] = rules.private_channel(channel, person, group=context == "private_channel")
            result["user"] = person
        result["channel_id"] = result["channel"]["id"]
        return result

    async def deliver(self, payload: Json, where: Where | None = None, *, wait: bool = True) -> Answer:
        """Send INTERACTION_CREATE and wait for a callback, accepted or not."""
        answer = Answer(payload, where or {})
        self._answers[payload["token"]] = answer
        return await self.replay(answer, wait=wait)

    async def replay(self, answer: Answer, *, wait: bool = True) -> Answer:
        """Deliver the same interaction (again) and wait for another callback."""
        guild, before = int(answer.interaction.get("guild_id", 0)), len(answer.statuses)
        session = self._sessions.get((guild >> 22) % self._shards)
        if session is None:
            raise RuntimeError("no bot is connected")
        answer.delivered_at = time.monotonic()
        await self._dispatch(session, "INTERACTION_CREATE", answer.interaction)
        if wait:
            what = f"a callback to {answer.interaction['data']}"
            await self.until(lambda: len(answer.statuses) > before, what)
        return answer

    # What goes wrong.

    def slow(self, seconds: float) -> None:
        """Take this long to answer a callback, which has its effect at once."""
        self._delay = seconds

    def fail_next(
        self,
        path_fragment: str,
        status: int,
        body: Any = None,
        *,
        applied: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer the next request whose "METHOD /path" has the fragment so; status 0 resets the connection.

        An applied one has its effect all the same.
        """
        self._faults.append(Fault(path_fragment, status, body, applied, headers or {}))

    async def lose(self, guild: int) -> None:
        """Let a guild be out of reach, which is no removal."""
        self.out_of_reach.add(guild)
        await self._tell_of_guild(guild, "GUILD_DELETE", {"id": str(guild), "unavailable": True})

    async def remove_bot(self, guild: int) -> None:
        """Have the bot removed from a guild."""
        self.guilds.remove(guild)
        await self._tell_of_guild(guild, "GUILD_DELETE", {"id": str(guild)})

    async def add_bot(self, guild: int) -> None:
        """Have the bot join a guild, perhaps again."""
        self.guilds.append(guild)
        joined = self._guild_payload(guild)
        del joined["unavailable"]
        await self._tell_of_guild(guild, "GUILD_CREATE", joined)

    async def drop_connections(self) -> None:
        """Close the gateway's sockets; what is delivered until the bot has resumed is replayed to it."""
        sockets = [session.socket for session in self._sessions.values() if session.socket]
        for session in self._sessions.values():
            session.socket = None
        for socket in sockets:
            await socket.close(code=4000)

    # The gateway.

    def _connected(self) -> int:
        return sum(session.socket is not None for session in self._sessions.values())

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _dispatch(self, session: Session, event: str, data: Json) -> None:
        frame = {"op": 0, "t": event, "s": len(session.sent) + 1, "d": data}
        session.sent.append(frame)
        if session.socket is not None:
            with suppress(ConnectionError):
                await session.socket.send_json(frame)

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0, timeout=1)
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}})
        session: Session | None = None
        async for message in socket:
            frame = json.loads(message.data)
            if frame["op"] == 1:
                await socket.send_json({"op": 11})
            elif frame["op"] == 2:
                session = await self._identify(socket, frame["d"])
            elif frame["op"] == 6:
                session = await self._resume(socket, frame["d"])
        if session and session.socket is socket:
            session.socket = None
            if socket.close_code in (1000, 1001):
                self._sessions.pop(session.shard, None)
        self._notify()
        return socket

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        self.identifies.append(data)
        if data["token"] != self.token or data["intents"] & PRIVILEGED_INTENTS:
            await socket.close(code=4004 if data["token"] != self.token else 4014)
            return None
        shard, shards = data.get("shard", [0, 1])
        session = self._sessions[shard] = Session(secrets.token_hex(16), shard, socket)
        guilds = [guild for guild in self.guilds if (guild >> 22) % shards == shard]
        ready: Json = {
            "v": 10,
            "user": self._bot(),
            "guilds": [{"id": str(guild), "unavailable": True} for guild in guilds],
            "session_id": session.name,
            "resume_gateway_url": self.gateway_url,
            "shard": [shard, shards],
            "application": {"id": str(self.application), "flags": 0},
        }
        await self._dispatch(session, "READY", ready)
        for guild in guilds:
            if guild not in self.out_of_reach:
                await self._dispatch(session, "GUILD_CREATE", self._guild_payload(guild))
        self._notify()
        return session

    async def _tell_of_guild(self, guild: int, event: str, data: Json) -> None:
        if session := self._sessions.get((guild >> 22) % self._shards):
            await self._dispatch(session, event, data)

    def _guild_payload(self, guild: int) -> Json:
        channel = self.channels.setdefault(guild, self.snowflake())
        return rules.guild_payload(guild, channel, self.role, self.owner, self._bot(), MEMBER_PERMISSIONS)

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        session = next((one for one in self._sessions.values() if one.name == data["session_id"]), None)
        if session is None:
            await socket.send_json({"op": 9, "d": False})
            return None
        # An event that comes meanwhile is appended to the list, and so reached as well.
        for frame in session.sent:
            if frame["s"] > data["seq"]:
                await socket.send_json(frame)
        session.socket = socket
        self.resumes += 1
        await self._dispatch(session, "RESUMED", {})
        self._notify()
        return session

    # The requests.

    async def _give_file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        self.handed_over.append(name)
        if name not in self.files:
            return web.Response(status=404)
        return web.Response(body=self.files[name])

    async def _rest(self, request: web.Request) -> web.Response:
        call = await _read(request)
        self.calls.append(call)
        authorized = not self.refuse_token and request.headers.get("Authorization") == f"Bot {self.token}"
        line = f"{call.method} {call.path}"
        fault = next((fault for fault in self._faults if fault.fragment in line), None)
        if fault is None:
            response = await self._handle(call, line, authorized)
        else:
            self._faults.remove(fault)
            if fault.applied:
                await self._handle(call, line, authorized)
            if not fault.status and request.transport:
                request.transport.abort()
            response = _reply(fault.status or 500, fault.body, fault.headers)
        self._notify()
        if self._delay and call.path.endswith("/callback"):
            await asyncio.sleep(self._delay)
        return response

    async def _handle(self, call: Call, line: str, authorized: bool) -> web.Response:
        try:
            if not authorized and not call.path.startswith(("/interactions/", "/webhooks/")):
                raise RefusedError(401, 0, "401: Unauthorized")
            matches = ((pattern.fullmatch(line), handler) for pattern, handler in self._routes)
            found = next(((match, handler) for match, handler in matches if match), None)
            if found is None:
                self.problems.append(f"{line}: tests/wire.py does not know it")
                raise RefusedError(404, 0, "404: Not Found")
            if call.json is not None:
                self._refuse(rules.schema_problems(call.method, call.path, call.json))
            result = await found[1](call, *found[0].groups())
            response = _reply(204 if result is None else 200, result)
        except RefusedError as refused:
            response = _reply(refused.status, refused.body)
        *_, token, last = call.path.split("/")
        if last == "callback" and token in self._answers:
            self._answers[token].statuses.append(response.status)
        return response

    def _refuse(self, found: list[str]) -> None:
        self.problems += found
        if found:
            raise RefusedError(400, 50035, f"Invalid Form Body: {found}")

    def _bot(self) -> Json:
        return rules.user_payload(self.application, bot=True)

    async def _give_user(self, _: Call, user: str) -> Json:
        return self._bot() if user in ("@me", str(self.application)) else rules.user_payload(int(user))

    async def _list_guilds(self, call: Call) -> list[Json]:
        reached = sorted(set(self.guilds) - self.out_of_reach)
        further = [guild for guild in reached if guild > int(call.query.get("after", 0))]
        return [
            {
                "id": str(guild),
                "name": f"Server {guild % 10000}",
                "icon": None,
                "owner": False,
                "features": [],
            }
            for guild in further[: int(call.query["limit"])]
        ]

    async def _open_private_channel(self, call: Call) -> Json:
        person = rules.user_payload(int(call.json["recipient_id"]))
        channel = rules.private_channel(self.snowflake(), person)
        return self._private_channels.setdefault(person["id"], channel)

    async def _give_application(self, _: Call) -> Json:
        return rules.application_payload(self.application, self.owner, len(self.guilds))

    async def _give_gateway(self, _: Call) -> Json:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return {"url": self.gateway_url, "shards": self._shards, "session_start_limit": limit}

    async def _give_channel(self, _: Call, channel: str) -> Json:
        private = [one for one in self._private_channels.values() if one["id"] == channel]
        guilds = [guild for guild, one in self.channels.items() if str(one) == channel]
        if not private and not guilds:
            raise RefusedError(404, 10003, "Unknown Channel")
        return private[0] if private else rules.text_channel(int(channel)) | {"guild_id": str(guilds[0])}

    async def _sync_commands(self, call: Call, method: str, guild: str | None) -> list[Json]:
        known = self.guild_commands.get(int(guild), []) if guild else self.commands
        if method == "GET":
            return known
        self._refuse(rules.command_problems(call.json))
        identities = {(command["type"], command["name"]): command["id"] for command in known}
        synced: list[Json] = []
        for command in call.json:
            kind, permissions = command.get("type", 1), command.get("default_member_permissions")
            identity = identities.get((kind, command["name"])) or str(self.snowflake())
            result = {"description": "", **command, "type": kind, "id": identity}
            result["default_member_permissions"] = None if permissions is None else str(permissions)
            result |= {"application_id": str(self.application), "version": str(self.snowflake())}
            result |= {"guild_id": guild} if guild else {}
            synced.append(result)
        if guild:
            self.guild_commands[int(guild)] = synced
        else:
            self.commands = synced
        return synced

    async def _call_back(self, call: Call, interaction: str, token: str) -> Json | None:
        answer = self._answers.get(token)
        if answer is None or answer.interaction["id"] != interaction:
            raise RefusedError(404, 10062, "Unknown interaction")
        if answer.type is not None:
            raise RefusedError(400, 40060, "Interaction has already been acknowledged.")
        if time.monotonic() - answer.delivered_at > self.patience:
            raise RefusedError(404, 10062, "Unknown interaction")
        self._refuse(rules.callback_problems(answer.interaction, call.json, call.files))
        answer.type, answer.data = call.json["type"], rules.numbered(call.json.get("data") or {})
        answer.files |= call.files
        shown = answer.interaction.get("message")
        if answer.type in (4, 5):
            answer.message = self._message(answer.interaction["channel_id"], answer.data, call)
            answer.message["flags"] |= LOADING if answer.type == 5 else 0
        elif answer.type in (6, 7) and shown:
            answer.message = self.messages.setdefault(shown["id"], deepcopy(shown))
            rules.change(answer.message, answer.data, call.files, self.snowflake)
        if call.query.get("with_response") not in ("1", "true"):
            return None
        result: Json = {"interaction": {"id": interaction, "type": answer.interaction["type"]}}
        if answer.message:
            result["interaction"] |= {"response_message_id": answer.message["id"]}
            result["interaction"] |= {"response_message_loading": answer.type == 5}
            result["interaction"] |= {"response_message_ephemeral": answer.private}
            result["resource"] = {"type": answer.type, "message": answer.message}
        return result

    async def _follow_up(self, call: Call, application: str, token: str) -> Json:
        answer = self._answered(application, token)
        self._refuse(rules.message_problems(call.json, None, call.files))
        answer.followups.append(self._message(answer.interaction["channel_id"], call.json, call))
        answer.files |= call.files
        return answer.followups[-1]

    async def _handle_answer(self, call: Call, application: str, token: str, identity: str) -> Json | None:
        answer = self._answered(application, token)
        own = answer.message["id"] if answer.message else ""
        result = await self._handle_message(call, own if identity == "@original" else identity)
        if call.method == "PATCH":
            answer.files |= call.files
            if identity in ("@original", own):
                answer.edits.append(call.json)
        return result

    def _answered(self, application: str, token: str) -> Answer:
        answer = self._answers.get(token)
        if answer is None or answer.type is None or application != str(self.application):
            raise RefusedError(404, 10015, "Unknown Webhook")
        return answer

    async def _post(self, call: Call, channel: str) -> Json:
        nonce = call.json.get("nonce") if call.json.get("enforce_nonce") else None
        for message in self.messages.values():
            if nonce is not None and (message.get("nonce"), message["channel_id"]) == (nonce, channel):
                return message
        self._refuse(rules.message_problems(call.json, None, call.files))
        message = self._message(channel, call.json, call)
        if nonce is not None:
            message["nonce"] = nonce
        return message

    async def _handle_message(self, call: Call, identity: str) -> Json | None:
        message = self.messages.get(identity)
        if message is None:
            raise RefusedError(404, 10008, "Unknown Message")
        if call.method == "PATCH":
            self._refuse(rules.message_problems(call.json, message, call.files))
            rules.change(message, call.json, call.files, self.snowflake)
            message["flags"] &= ~LOADING
        if call.method == "DELETE":
            del self.messages[identity]
            return None
        return message

    def _message(self, channel: str, body: Json, call: Call) -> Json:
        message = rules.message_payload(self.snowflake(), channel, self._bot())
        rules.change(message, body, call.files, self.snowflake)
        self.messages[message["id"]] = message
        return message

    def _command(self, kind: int, name: str, options: Json, focused: str | None, where: Where) -> Json:
        known = [*self.guild_commands.get(where.get("guild", self.guild), []), *self.commands]
        return self.payload(kind, rules.command_data(known, name, options, focused), where)

    async def _use(
        self, name: str, values: Sequence[str] | None, message: Answer | Json | None, wait: bool, where: Where
    ) -> Answer:
        if isinstance(message, Answer):
            where = {**message.where, **where}
            message = message.message or {}
        if message is None:
            message = rules.forged_message(self.snowflake(), self._bot(), name, values)
        payload = self.payload(3, rules.component_data(message, name, values), where)
        payload["message"] = deepcopy(message) | {"channel_id": payload["channel_id"]}
        return await self.deliver(payload, where, wait=wait)


def _reply(status: int, body: Any = None, headers: Mapping[str, str] | None = None) -> web.Response:
    if body is None:
        return web.Response(status=status, headers=headers)
    # discord.py compares this header for equality, and json_response() would add a charset.
    typed = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(status=status, body=json.dumps(body).encode(), headers=typed)


async def _read(request: web.Request) -> Call:
    body, files = None, dict[str, bytes]()
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "payload_json":
                body = await part.json()
            elif isinstance(part, BodyPartReader):
                files[part.filename or ""] = bytes(await part.read())
    elif content := await request.read():
        body = json.loads(content)
    return Call(request.method, request.path.removeprefix("/api/v10"), body, dict(request.query), files)


class BotProcess:
    """The bot as it is deployed: `python -m bot`, with its own environment; killed on every way out."""

    def __init__(
        self, environment: Mapping[str, str], arguments: Sequence[str] = ("run",), *, cwd: Path
    ) -> None:
        own = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", str(cwd))}
        self._environment = {**own, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **environment}
        self._arguments, self._cwd = arguments, cwd
        self._lines: list[str] = []
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *self._arguments),
            cwd=self._cwd,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=16 << 20,
            start_new_session=True,
        )
        self._reader = asyncio.create_task(self._collect(self._process.stdout))
        return self

    async def __aexit__(self, *_: object) -> None:
        # The group, for the sake of worker processes that have outlived the bot.
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        await self._reader

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def output(self) -> str:
        """Standard output and standard error so far."""
        return "\n".join(self._lines)

    async def line(self, text: str, timeout: float = 20) -> str:
        """Wait for a line that contains the text, also among those already printed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while True:
                    ended = self._reader.done()
                    for line in self._lines:
                        if text in line:
                            return line
                    if ended:
                        break
                    await self._changed.wait()
        raise AssertionError(f"the bot did not print {text!r} (in {timeout} s); it printed:\n{self.output}")

    async def wait(self, timeout: float = 20) -> int:
        """Wait for the end of the process and of its output."""
        try:
            async with asyncio.timeout(timeout):
                await asyncio.shield(self._reader)
                return await self._process.wait()
        except TimeoutError:
            message = f"the bot still runs after {timeout} s; it printed:\n{self.output}"
            raise AssertionError(message) from None

    def terminate(self) -> None:
        self._process.terminate()

    def interrupt(self) -> None:
        """Ctrl-C, which a terminal sends to the whole group."""
        os.killpg(self._process.pid, signal.SIGINT)

    def kill(self) -> None:
        self._process.kill()

    async def _collect(self, stream: asyncio.StreamReader | None) -> None:
        while stream is not None and (line := await stream.readline()):
            self._lines.append(line.decode(errors="replace").rstrip("\n"))
            self._changed.set()
            self._changed = asyncio.Event()
        self._changed.set()

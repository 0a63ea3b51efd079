"""Discord's rules: the shape of what it sends, and what it refuses to take."""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

Json = dict[str, Any]

DOCUMENT = Path(__file__).parents[2] / "shared/discord/openapi.json"
LAYOUT = 1 << 15
ANSWERS = {2: {4, 5, 9, 12}, 3: {4, 5, 6, 7, 9, 12}, 4: {8}, 5: {4, 5, 6, 7, 12}}
NULL = {"type": "null"}


def listed(node: Json, key: str) -> list[Json]:
    """The list under a key that may be missing or null."""
    return node.get(key) or []


def walk(components: Iterable[Json]) -> Iterator[Json]:
    """Every component, each before those that it holds."""
    for component in components:
        yield component
        single = [component[key] for key in ("component", "accessory") if component.get(key)]
        yield from walk([*(listed(component, "components")), *single])


def text_of(body: Json) -> str:
    """What a person can read in a message or modal, a line for each piece; labels of buttons are left out."""
    pieces: list[Any] = [body.get("title"), body.get("content")]
    for embed in listed(body, "embeds"):
        fields: list[Json] = listed(embed, "fields")
        pieces += [embed.get("title"), embed.get("description")]
        pieces += [part for field in fields for part in (field.get("name"), field.get("value"))]
    for component in walk(listed(body, "components")):
        pieces += [component.get("content"), component.get("label") if component["type"] == 18 else None]
    return "\n".join(str(piece) for piece in pieces if piece)


def user_payload(user: int, *, bot: bool = False) -> Json:
    name = "greenlight" if bot else f"fan{user % 10000}"
    names = {"username": name, "discriminator": "0", "global_name": None, "avatar": None}
    return {"id": str(user), **names, "bot": bot}


def member_payload(user: Json, roles: Iterable[int] = ()) -> Json:
    switches = {"deaf": False, "mute": False, "pending": False, "flags": 0}
    held = [str(role) for role in roles]
    return {"user": user, "roles": held, "joined_at": "2024-01-01T00:00:00+00:00", **switches}


def text_channel(channel: int) -> Json:
    place: Json = {"name": "general", "position": 0, "permission_overwrites": []}
    return {"id": str(channel), "type": 0, **place, "flags": 0}


def private_channel(channel: int, person: Json, *, group: bool = False) -> Json:
    several = {"type": 3, "name": None, "icon": None, "owner_id": person["id"]} if group else {}
    return {"id": str(channel), "type": 1, "recipients": [person], "last_message_id": None, **several}


def guild_payload(guild: int, channel: int, role: int, owner: int, bot: Json, permissions: int) -> Json:
    switches = {"hoist": False, "managed": False, "mentionable": False, "color": 0, "flags": 0}
    everyone = {"id": str(guild), "name": "@everyone", "permissions": str(permissions), "position": 0}
    other = {"id": str(role), "name": "Editors", "permissions": "0", "position": 1}
    levels = ("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level")
    numbers = (*levels, "nsfw_level", "premium_tier", "system_channel_flags", "afk_timeout")
    return {
        "id": str(guild),
        "name": f"Server {guild % 10000}",
        "owner_id": str(owner),
        "roles": [everyone | switches, other | switches],
        "channels": [text_channel(channel)],
        "members": [member_payload(bot)],
        "member_count": 2,
        "preferred_locale": "en-US",
        "unavailable": False,
        "large": False,
        **dict.fromkeys(numbers, 0),
        **{key: [] for key in ("features", "emojis", "stickers", "threads", "voice_states", "presences")},
    }


def application_payload(application: int, owner: int, guilds: int) -> Json:
    texts = {"name": "Greenlight", "description": "", "summary": "", "verify_key": "0" * 64, "icon": None}
    switches = {"bot_public": True, "bot_require_code_grant": False}
    owned = {"owner": user_payload(owner), "team": None, "approximate_guild_count": guilds}
    return {"id": str(application), **texts, **switches, **owned, "flags": 0}


def message_payload(message: int, channel: str, author: Json) -> Json:
    """An empty message, for `change` to fill."""
    sent = {"timestamp": datetime.now(UTC).isoformat(), "edited_timestamp": None, "content": ""}
    switches = {"tts": False, "mention_everyone": False, "pinned": False, "type": 0, "flags": 0}
    lists: Json = {key: [] for key in ("mentions", "mention_roles", "attachments", "embeds", "components")}
    return {"id": str(message), "channel_id": channel, "author": author, **sent, **switches, **lists}


def change(message: Json, body: Json, files: Mapping[str, bytes], snowflake: Callable[[], int]) -> None:
    """Bring a message to the state that a body gives it."""
    body = numbered(body)
    sent: list[Json] = listed(body, "attachments")
    kept = {str(attachment["id"]) for attachment in sent}
    old = [one for one in message["attachments"] if body.get("attachments") is None or one["id"] in kept]
    described = {attachment.get("filename"): attachment.get("description") for attachment in sent}
    for name, content in files.items():
        url = f"https://cdn.discordapp.com/attachments/{name}"
        new: Json = {"id": str(snowflake()), "filename": name, "size": len(content)}
        old.append(new | {"url": url, "proxy_url": url, "description": described.get(name)})
    message["attachments"] = old
    message["flags"] |= int(body.get("flags") or 0)
    for key in ("content", "embeds", "components"):
        if key in body:
            message[key] = body[key] or ("" if key == "content" else [])


def numbered(body: Json) -> Json:
    """A copy in which every component has an id, as Discord gives them."""
    body = deepcopy(body)
    for number, component in enumerate(walk(listed(body, "components")), start=1):
        component.setdefault("id", number)
    return body


def forged_message(message: int, author: Json, custom_id: str, values: Sequence[str] | None) -> Json:
    """A message that has one button or, with values, one select."""
    component: Json = {"type": 2, "style": 2, "label": custom_id[:80], "custom_id": custom_id}
    if values is not None:
        options = [{"label": value[:100], "value": value} for value in values]
        component = {"type": 3, "custom_id": custom_id, "options": options}
    row = numbered({"components": [{"type": 1, "components": [component]}]})
    return message_payload(message, "0", author) | row


def component_data(message: Json, name: str, values: Sequence[str] | None) -> Json:
    """What pressing a button or choosing in a select of a message sends.

    Raises LookupError for what a person could not do.
    """
    found = walk(listed(message, "components"))
    usable = [one for one in found if one.get("custom_id") and not one.get("disabled")]
    for component in usable:
        kind, custom_id = component["type"], component["custom_id"]
        if name in (custom_id, component.get("label")) and (kind == 2) == (values is None):
            data = {"custom_id": custom_id, "component_type": kind, "id": component["id"]}
            offered = [option["value"] for option in listed(component, "options")]
            if kind == 3 and not set(values or []) <= set(offered):
                raise LookupError(f"{name!r} offers {offered}, not {values}")
            return data if values is None else {**data, "values": list(values)}
    names = [component.get("label") or component["custom_id"] for component in usable]
    raise LookupError(f"the message has no {name!r} to use, only {names}")


def command_data(commands: list[Json], name: str, options: Json, focused: str | None) -> Json:
    """What using a command sends, or typing in its option `focused`.

    Raises LookupError for what a person could not enter.
    """
    first, *words = name.split()
    command: Json = next((one for one in commands if one["name"] == first and one["type"] == 1), Json())
    leaf = command
    for word in words:
        inner = (one for one in listed(leaf, "options") if one["name"] == word and one["type"] <= 2)
        leaf = next(inner, Json())
    known = {option["name"]: option for option in listed(leaf, "options")}
    if not leaf or any(option["type"] <= 2 for option in known.values()):
        raise LookupError(f"no command {name!r} was synced; there are {[one['name'] for one in commands]}")
    missing = [] if focused else [key for key in known if known[key].get("required") and key not in options]
    if missing or not options.keys() <= known.keys() or (focused and not known[focused].get("autocomplete")):
        raise LookupError(f"/{name} has the options {list(known)}, given {list(options)}, missing {missing}")
    given = [_option_data(known[key], value, focused) for key, value in options.items()]
    for depth in range(len(words), 0, -1):
        given = [{"name": words[depth - 1], "type": 2 if depth < len(words) else 1, "options": given}]
    data: Json = {"id": command["id"], "name": first, "type": 1, "options": given}
    kinds = {key: known[key]["type"] for key in options}
    users = {str(options[key]): user_payload(int(options[key])) for key in kinds if kinds[key] == 6}
    channels = {str(options[key]): text_channel(int(options[key])) for key in kinds if kinds[key] == 7}
    for channel in channels.values():
        channel["permissions"] = "0"
    return data | {
        "resolved": ({"users": users} if users else {}) | ({"channels": channels} if channels else {})
    }


def message_command_data(commands: list[Json], name: str, message: Json) -> Json:
    """What using a command on a message sends."""
    (command,) = [one for one in commands if one["name"] == name and one["type"] == 3]
    target: Json = {"target_id": message["id"], "resolved": {"messages": {message["id"]: message}}}
    return {"id": command["id"], "name": name, "type": 3, **target}


def _option_data(option: Json, value: Any, focused: str | None) -> Json:
    result: Json = {"name": option["name"], "type": option["type"], "value": value}
    if option["name"] == focused:
        return result | {"focused": True}
    choices = {choice["name"]: choice["value"] for choice in listed(option, "choices")}
    if choices and value not in choices and value not in choices.values():
        raise LookupError(f"the option {option['name']!r} has the choices {list(choices)}, not {value!r}")
    return result | {"value": str(value) if option["type"] in (6, 7, 8) else choices.get(value, value)}


def filled_modal(modal: Json, fields: Mapping[str, Any]) -> Json:
    """What submitting a modal sends; a field that is not given stays as it was.

    Raises LookupError for a field that the modal does not have.
    """
    left = dict(fields)
    components = [_filled(component, left) for component in modal["components"]]
    if left:
        raise LookupError(f"the modal has no field {list(left)}")
    return {"custom_id": modal["custom_id"], "components": components}


def _filled(component: Json, fields: dict[str, Any]) -> Json:
    result: Json = {"type": component["type"], "id": component["id"]}
    if "components" in component:
        return result | {"components": [_filled(inner, fields) for inner in component["components"]]}
    if "component" in component:
        inner = component["component"]
        if component["label"] in fields:
            fields[inner["custom_id"]] = fields.pop(component["label"])
        return result | {"component": _filled(inner, fields)}
    if "custom_id" not in component:
        return result
    selected = [option["value"] for option in listed(component, "options") if option.get("default")]
    name = component["custom_id"] if component["custom_id"] in fields else component.get("label", "")
    result["custom_id"] = component["custom_id"]
    if component["type"] == 4:
        return result | {"value": fields.pop(name, component.get("value") or "")}
    if component["type"] in (21, 23):
        return result | {"value": fields.pop(name, component.get("default") or (selected or [None])[0])}
    return result | {"values": list(fields.pop(name, selected))}


def schema_problems(method: str, path: str, body: Any) -> list[str]:
    """What Discord's description finds wrong with a body; nothing when the description is not there."""
    if not DOCUMENT.exists():
        return []
    for pattern, template in _templates():
        if pattern.fullmatch(path) and method.lower() in _document()["paths"][template]:
            validator = _validator(method.lower(), template)
            errors = [] if validator is None else _rendered(validator.iter_errors(body))
            return [f"{method} {template}: {error}" for error in errors]
    return [f"{method} {path}: Discord has no such endpoint"]


def command_problems(commands: list[Json]) -> list[str]:
    names = Counter((command.get("type", 1), command["name"]) for command in commands)
    problems = [f"the command {name!r} is there twice" for (_, name), count in names.items() if count > 1]
    for command in commands:
        levels = [command, *_nested_options(command)]
        for level in levels:
            required = [option.get("required") or False for option in listed(level, "options")]
            if required != sorted(required, reverse=True):
                problems.append(f"/{command['name']}: a required option follows another ({level['name']})")
        choices = [choice for level in levels for choice in listed(level, "choices")]
        words = [text for level in levels for text in (level["name"], level.get("description") or "")]
        if sum(map(len, [*words, *(f"{choice['name']}{choice['value']}" for choice in choices)])) > 8000:
            problems.append(f"/{command['name']} is longer than 8000 characters")
    return problems


def callback_problems(interaction: Json, body: Json, uploads: Collection[str]) -> list[str]:
    """What is wrong with an answer to an interaction."""
    asked, kind = interaction["type"], body.get("type")
    data: Json = body.get("data") or {}
    if asked == 5 and kind == 9:
        return ["a modal was answered with a modal"]
    if kind not in ANSWERS[asked] or (asked == 5 and kind in (6, 7) and "message" not in interaction):
        return [f"an interaction of type {asked} was answered with type {kind}"]
    if kind == 8:
        choices: list[Json] = listed(data, "choices")
        lengths = [(len(choice["name"]), len(str(choice["value"]))) for choice in choices]
        problems = ["a choice's name is empty or too long"] * any(not 1 <= name <= 100 for name, _ in lengths)
        problems += ["a choice's value is too long"] * any(value > 100 for _, value in lengths)
        return problems + ["more than 25 choices"] * (len(choices) > 25)
    if kind == 9:
        return modal_problems(data)
    if kind == 4:
        return message_problems(data, None, uploads)
    return message_problems(data, interaction["message"], uploads) if kind == 7 else []


def modal_problems(modal: Json) -> list[str]:
    problems = ["a modal has more than five components"] * (len(listed(modal, "components")) > 5)
    for component in walk(listed(modal, "components")):
        if len(component.get("value") or "") > (component.get("max_length") or 4000):
            problems.append(f"the value of {component['custom_id']!r} is longer than its max_length")
    return problems + _component_problems(modal)


def message_problems(body: Json, before: Json | None, uploads: Collection[str]) -> list[str]:
    """What is wrong with a message sent, or with a change to `before`; uploads are names of new files."""
    old = before or {}
    after = {**old, **body}
    components = list(walk(listed(after, "components")))
    layout = bool((int(body.get("flags") or 0) | int(old.get("flags") or 0)) & LAYOUT)
    problems = _embed_problems(listed(body, "embeds")) + _component_problems(after)
    legacy = [key for key in ("content", "embeds", "poll", "sticker_ids") if after.get(key)]
    if not (uploads or legacy or components or after.get("attachments")):
        problems.append("an empty message")
    if layout:
        problems += [f"the layout flag with {key}" for key in legacy]
        if (length := sum(len(component.get("content") or "") for component in components)) > 4000:
            problems.append(f"{length} characters of text in a layout, above 4000")
        if len(components) > 40:
            problems.append(f"{len(components)} components in a layout, above 40")
    else:
        if any(component["type"] >= 9 for component in components):
            problems.append("layout components without the layout flag")
        if len(listed(after, "components")) > 5:
            problems.append("more than five rows of components")
    kept = {attachment.get("filename") for attachment in listed(old, "attachments")}
    for name in re.findall(r'"attachment://([^"]+)"', json.dumps(body, ensure_ascii=False)):
        if name not in uploads and name not in kept:
            problems.append(f"attachment://{name} was not uploaded")
    return problems


def _embed_problems(embeds: list[Json]) -> list[str]:
    problems: list[str] = []
    length = 0
    for embed in embeds:
        texts = [embed.get("title"), embed.get("description")]
        texts += [
            embed[part].get(key) for part, key in (("footer", "text"), ("author", "name")) if embed.get(part)
        ]
        fields = [(field.get("name"), field.get("value")) for field in listed(embed, "fields")]
        problems += ["an embed field with an empty name or value"] * any(not all(field) for field in fields)
        length += sum(len(text or "") for text in [*texts, *(text for field in fields for text in field)])
    return problems + ["more than 6000 characters in embeds"] * (length > 6000)


def _component_problems(body: Json) -> list[str]:
    components = list(walk(listed(body, "components")))
    custom_ids = Counter(component["custom_id"] for component in components if component.get("custom_id"))
    problems = [f"the custom_id {name!r} is there twice" for name, count in custom_ids.items() if count > 1]
    problems += [f"the custom_id {name!r} is longer than 100" for name in custom_ids if len(name) > 100]
    for component in components:
        if component["type"] == 2:
            wanted = {5: "url", 6: "sku_id"}.get(component.get("style", 0), "custom_id")
            problems += [f"a button without {wanted}: {component}"] * (not component.get(wanted))
            if wanted != "custom_id" and component.get("custom_id"):
                problems.append(f"a link button with a custom_id: {component}")
            if wanted != "sku_id" and not component.get("label") and not component.get("emoji"):
                problems.append(f"a button without label or emoji: {component}")
        values = [option["value"] for option in listed(component, "options")]
        if len(values) != len(set(values)):
            problems.append(f"{component['custom_id']!r} has one value twice")
    return problems


def _nested_options(command: Json) -> list[Json]:
    options: list[Json] = listed(command, "options")
    return [*options, *(nested for option in options for nested in _nested_options(option))]


@cache
def _document() -> Json:
    document: Json = json.loads(DOCUMENT.read_bytes())
    # Discord takes numbers for snowflakes as well, and discord.py sends them for attachments.
    document["components"]["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
    return {"paths": document["paths"], "components": _narrowed(document["components"], document)}


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """The paths that Discord knows, those with fewest variables first."""
    templates = sorted(_document()["paths"], key=lambda template: template.count("{"))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", template)), template) for template in templates]


@cache
def _validator(method: str, template: str) -> jsonschema_rs.Draft202012Validator | None:
    content = _document()["paths"][template][method].get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    schema = _narrowed(content["application/json"]["schema"], _document())
    whole = {**schema, "components": _document()["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def _narrowed(node: Any, document: Json) -> Any:
    """A schema whose unions are decided by `type`, so that an error names the place and not the union."""
    if isinstance(node, list):
        return [_narrowed(item, document) for item in node]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(node, dict):
        return node
    result: Json = {key: _narrowed(value, document) for key, value in node.items()}  # pyright: ignore[reportUnknownVariableType]
    for keyword in ("oneOf", "anyOf"):
        union: list[Json] = result.get(keyword) or []
        members = [member for member in union if member != NULL]
        types = [_types_of(member, document) for member in members]
        every = [kind for kinds in types for kind in kinds]
        rules: list[Json] = []
        if len(union) == 2 and len(members) == 1:
            rules = [{"if": {"not": NULL}, "then": members[0]}]
        elif len(members) > 1 and all(types) and len(every) == len(set(every)):
            typed: Json = {"type": "object", "required": ["type"]}
            shape = {**typed, "type": ["object"] if members == union else ["object", "null"]}
            rules = [{**shape, "properties": {"type": {"enum": every}}}]
            for kinds, member in zip(types, members, strict=True):
                rules.append({"if": {**typed, "properties": {"type": {"enum": kinds}}}, "then": member})
        if rules:
            del result[keyword]
            result["allOf"] = [*result.get("allOf", []), *rules]
    return result


def _types_of(member: Json, document: Json) -> list[int]:
    schema = document["components"]["schemas"].get(member.get("$ref", "").rpartition("/")[2], {})
    return schema.get("properties", {}).get("type", {}).get("enum", [])


def _rendered(errors: Iterable[jsonschema_rs.ValidationError]) -> list[str]:
    lines: list[str] = []
    for error in errors:
        alternatives: list[list[jsonschema_rs.ValidationError]] = getattr(error.kind, "context", [])
        if any(alternatives):
            lines += _rendered(min(alternatives, key=len))
        else:
            # The message begins with the value, which may be the whole body.
            message = error.message if len(error.message) < 300 else f"... {error.message[-200:]}"
            lines.append(f"{'.'.join(map(str, error.instance_path)) or 'body'}: {message}")
    return lines

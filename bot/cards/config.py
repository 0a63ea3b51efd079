"""The card of /config: what a server's managers chose, and how to choose something else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from discord import ChannelType, SelectDefaultValue, SelectDefaultValueType, ui

from bot.cards.frame import NEUTRAL, Card, small
from bot.text import clip, escape, join
from db.config import Configuration

_MOST_CHANNELS = 25
"""How many channels a select can hold."""

_POSTED_IN = [
    ChannelType.text,
    ChannelType.news,
    ChannelType.public_thread,
    ChannelType.private_thread,
    ChannelType.news_thread,
]
_ASKED_IN = [*_POSTED_IN, ChannelType.voice, ChannelType.stage_voice, ChannelType.forum]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a server's choices meet with there.

    `default_show` is that show's title, None where the server knows no such show. `gone` are the roles and
    channels that the bot does not find; `lacking` has, by channel, the permissions that it would need to
    post there, as Discord names them.
    """

    default_show: str | None = None
    gone: frozenset[int] = frozenset()
    lacking: Mapping[int, Sequence[str]] = field(default_factory=dict[int, Sequence[str]])


def config_card(chosen: Configuration, around: Surroundings, problem: str = "") -> Card:
    """Every choice as it is; `problem` says why another one was not taken."""
    view = Card(timeout=None)
    box: ui.Container[Card] = ui.Container(accent_colour=NEUTRAL)
    heading = "### How I behave in this server"
    box.add_item(ui.TextDisplay(f"{heading}\n⚠️ {problem} Nothing was changed." if problem else heading))
    for items in (
        _editors(chosen, around),
        _suggestions(chosen, around),
        _log(chosen, around),
        _without_story(chosen, around),
        _default_show(chosen, around),
        _answers(chosen),
    ):
        for item in (*items, ui.Separator[Card]()):
            box.add_item(item)
    box.add_item(ui.TextDisplay(small("Each choice is saved at once. `/history` shows who chose what.")))
    view.add_item(box)
    return view


def _editors(chosen: Configuration, around: Surroundings) -> list[ui.Item[Card]]:
    role = chosen.editor_role
    lines = [
        f"**Editors:** {_named('@&', [role], around) or 'only members with Manage Server'}",
        "-# Choose a role for more editors.",
    ]
    if role:
        lines.append(
            "-# Discord shows `/update` to them once you allow it: "
            "**Server Settings → Integrations → Greenlight → /update**, then add the role."
        )
    select: ui.RoleSelect[Card] = ui.RoleSelect(
        custom_id=_select_id("editor_role"),
        placeholder="Choose a role",
        min_values=0,
        default_values=_found([role], SelectDefaultValueType.role, around),
    )
    return [_line(lines, "editor_role", is_set=bool(role)), ui.ActionRow(select)]


def _suggestions(chosen: Configuration, around: Surroundings) -> list[ui.Item[Card]]:
    told = "-# For what members suggest."
    return _posts("Suggestions", told, "suggestions_channel", chosen.suggestions_channel, around)


def _log(chosen: Configuration, around: Surroundings) -> list[ui.Item[Card]]:
    told = "-# For each change, in a line."
    return _posts("Log", told, "log_channel", chosen.log_channel, around)


def _posts(
    title: str, told: str, choice: str, channel: int | None, around: Surroundings
) -> list[ui.Item[Card]]:
    lines = [f"**{title}:** {_named('#', [channel], around) or 'no channel'}", told]
    lacking = around.lacking.get(channel or 0)
    if lacking:
        permissions = join([f"**{permission}**" for permission in lacking])
        lines.append(f"⚠️ I cannot post there yet. Please allow me {permissions} in that channel.")
    select = _channel_select(choice, _POSTED_IN, 1, "Choose a channel", [channel], around)
    return [_line(lines, choice, is_set=bool(channel)), ui.ActionRow(select)]


def _without_story(chosen: Configuration, around: Surroundings) -> list[ui.Item[Card]]:
    choice, channels = "channels_without_story", chosen.channels_without_story
    lines = [
        f"**Channels without story:** {_named('#', channels, around) or 'none'}",
        "-# No `/story` there, nor in their threads.",
    ]
    select = _channel_select(choice, _ASKED_IN, _MOST_CHANNELS, "Choose channels", channels, around)
    return [_line(lines, choice, is_set=bool(channels)), ui.ActionRow(select)]


def _default_show(chosen: Configuration, around: Surroundings) -> list[ui.Item[Card]]:
    title = around.default_show or "one that is not known here any more"
    lines = [
        f"**Default show:** {clip(escape(title), 200) if chosen.default_show else 'none'}",
        "-# Used when somebody names no show.\n-# Set by `/config default_show`.",
    ]
    return [_line(lines, "default_show", is_set=bool(chosen.default_show))]


def _answers(chosen: Configuration) -> list[ui.Item[Card]]:
    lines = [
        f"**Answers:** {'only for the one who asks' if chosen.private else 'for everybody in the channel'}",
        "-# Anyone can still choose `private`.",
    ]
    button: ui.Button[Card] = ui.Button(
        label="Show them to all" if chosen.private else "Make them private",
        custom_id=f"config:private:{int(not chosen.private)}",
    )
    return [ui.Section("\n".join(lines), accessory=button)]


def _line(lines: Sequence[str], choice: str, *, is_set: bool) -> ui.Item[Card]:
    """What was chosen, with a button that clears it; nothing needs none, which saves room on a phone."""
    if not is_set:
        return ui.TextDisplay("\n".join(lines))
    clear: ui.Button[Card] = ui.Button(label="Clear", custom_id=f"config:clear:{choice}")
    return ui.Section("\n".join(lines), accessory=clear)


def _channel_select(
    choice: str,
    types: list[ChannelType],
    most: int,
    placeholder: str,
    channels: Iterable[int | None],
    around: Surroundings,
) -> ui.ChannelSelect[Card]:
    return ui.ChannelSelect(
        custom_id=_select_id(choice),
        channel_types=types,
        placeholder=placeholder,
        min_values=0,
        max_values=most,
        default_values=_found(channels, SelectDefaultValueType.channel, around),
    )


def _select_id(choice: str) -> str:
    return f"config:choose:{choice}"


def _found(
    ids: Iterable[int | None], kind: SelectDefaultValueType, around: Surroundings
) -> list[SelectDefaultValue]:
    """What a select begins with; Discord takes nothing there that is gone."""
    return [SelectDefaultValue(id=one, type=kind) for one in ids if one and one not in around.gone]


def _named(sign: str, ids: Iterable[int | None], around: Surroundings) -> str:
    """Roles or channels as Discord names them; "" for none."""
    gone = "a role that is gone" if sign == "@&" else "a channel that I do not find"
    return join([gone if one in around.gone else f"<{sign}{one}>" for one in ids if one])

"""Everything that can be used, with who may: one row for each command, button, select and form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

from tests.wire import Answer, Where, Wire


class May(IntEnum):
    """From where on something may be used."""

    ANYBODY = 0
    MEMBER = 1
    EDITOR = 2
    MANAGER = 3
    OWNER = 4


@dataclass(frozen=True)
class Scene:
    """What there is to act on: ids as the store has them, of the first server."""

    wire: Wire
    show: int
    draft: int
    edit: int
    suggestion: int

    def fill(self, custom_id: str) -> str:
        """A custom_id with this scene's ids."""
        ids = {"show": self.show, "draft": self.draft, "edit": self.edit, "suggestion": self.suggestion}
        return custom_id.format(**ids)


Use: TypeAlias = Callable[[Scene, Where], Awaitable[Answer]]


@dataclass(frozen=True)
class Row:
    """Who may use something, and how it is used; `custom_id` is what it sends, if it is no command."""

    may: May
    use: Use
    custom_id: str = ""


def command(may: May, name: str, **options: Any) -> Row:
    return Row(may, lambda scene, where: scene.wire.command(name, options, **where))


def button(may: May, custom_id: str) -> Row:
    """A button by its custom_id, in which {draft}, {show}, {edit} and {suggestion} are the scene's."""
    return Row(may, lambda scene, where: scene.wire.click(scene.fill(custom_id), **where), custom_id)


def select(may: May, custom_id: str, value: str) -> Row:
    def choose(scene: Scene, where: Where) -> Awaitable[Answer]:
        return scene.wire.choose(scene.fill(custom_id), [scene.fill(value)], **where)

    return Row(may, choose, custom_id)


def _of_somebody_new(may: May, custom_id: str) -> Row:
    """A button that takes away what the others are to be tried on, so that nobody presses it who has any."""

    def press(scene: Scene, where: Where) -> Awaitable[Answer]:
        return scene.wire.click(custom_id, **{**where, "user": scene.wire.snowflake()})

    return Row(may, press, custom_id)


def form(may: May, custom_id: str, **fields: str) -> Row:
    def submit(scene: Scene, where: Where) -> Awaitable[Answer]:
        return scene.wire.submit(scene.fill(custom_id), fields, **where)

    return Row(may, submit, custom_id)


_SHOW = "The Imperfects"
_MESSAGE = "The Imperfects: https://variety.com/a-page"

COMMANDS: Mapping[str, Row] = {
    "about": command(May.ANYBODY, "about"),
    "cast": command(May.ANYBODY, "cast", show=_SHOW),
    "catalogue": command(May.OWNER, "catalogue"),
    "config": command(May.MANAGER, "config"),
    "export": command(May.MANAGER, "export", show=_SHOW),
    "history": command(May.ANYBODY, "history", show=_SHOW),
    "import": command(May.MANAGER, "import"),
    "lock": command(May.MANAGER, "lock", show=_SHOW),
    "privacy": command(May.ANYBODY, "privacy"),
    "reviews": command(May.ANYBODY, "reviews", show=_SHOW),
    "shows": command(May.ANYBODY, "shows"),
    "status": command(May.ANYBODY, "status", show=_SHOW),
    "story": command(May.ANYBODY, "story", show=_SHOW),
    "unlock": command(May.MANAGER, "unlock", show=_SHOW),
    "Use as source": Row(
        May.EDITOR,
        lambda scene, where: scene.wire.message_command("Use as source", _MESSAGE, **where),
    ),
    "viewers": command(May.ANYBODY, "viewers", show=_SHOW),
    "suggest": command(May.MEMBER, "suggest", show=_SHOW),
    "suggestions": command(May.MEMBER, "suggestions"),
    "update credit": command(May.EDITOR, "update credit", show=_SHOW),
    "update decision": command(May.EDITOR, "update decision", show=_SHOW),
    "update project": command(May.EDITOR, "update project", show=_SHOW),
    "update release": command(May.EDITOR, "update release", show=_SHOW),
    "update score": command(May.EDITOR, "update score", show=_SHOW),
    "update show": command(May.EDITOR, "update show", title="A show nobody knows"),
    "update story": command(May.EDITOR, "update story", show=_SHOW),
}
"""Each command by its whole name."""

COMPONENTS: Mapping[str, Row] = {
    "a neighbour": button(May.ANYBODY, "ask:status:{show}:::0:"),
    "a neighbour in the channel": button(May.ANYBODY, "ask:reviews:{show}:::1:"),
    "viewers of two shows": button(May.ANYBODY, "ask:viewers:{show}:::0:Partner Track"),
    "a show to choose": select(May.ANYBODY, "ask:status::::0:", "{show}"),
    "a person to choose": select(May.ANYBODY, "ask:person:{show}:::0:", "Jenna Ortega"),
    "the history's next page": button(May.ANYBODY, "ask:history:{show}::1:0:"),
    "Edit": button(May.EDITOR, "draft:edit:{draft}"),
    "Remove": button(May.EDITOR, "draft:remove:{draft}"),
    "Publisher": select(May.EDITOR, "draft:publisher:{draft}", "variety.com"),
    "Evidence": select(May.EDITOR, "draft:evidence:{draft}", "fan"),
    "Cancel": button(May.EDITOR, "draft:cancel:{draft}"),
    "Confirm": button(May.EDITOR, "draft:confirm:{draft}"),
    "Correct that one": button(May.EDITOR, "correct:0:{show}"),
    "Add another": button(May.EDITOR, "new:0:A show nobody knows"),
    "Still right": button(May.EDITOR, "right:{show}:2"),
    "Undo": button(May.EDITOR, "undo:show:{edit}"),
    "Undo it": button(May.EDITOR, "undo:confirm:{edit}:1"),
    "Cancel of an undo": button(May.EDITOR, "undo:cancel:{edit}"),
    "Take over": button(May.EDITOR, "over:{show}:1"),
    "a channel to choose": select(May.MANAGER, "config:choose:log_channel", "1"),
    "Clear": button(May.MANAGER, "config:clear:log_channel"),
    "Show them to all": button(May.MANAGER, "config:private:0"),
    "Link": select(May.EDITOR, "source:link:{draft}", "0"),
    "Show": select(May.EDITOR, "source:show:{draft}", "{show}"),
    "What it says": select(May.EDITOR, "source:kind:{draft}", "credit"),
    "Open the form": button(May.EDITOR, "source:open:{draft}"),
    "Another show": button(May.EDITOR, "source:other:{draft}"),
    "Erase my ID": button(May.ANYBODY, "privacy:ask"),
    "Erase it": _of_somebody_new(May.ANYBODY, "privacy:erase"),
    "Cancel of erasing": button(May.ANYBODY, "privacy:cancel"),
    "what is wrong": select(May.MEMBER, "pick:kind:{show}:::", "decision"),
    "in which season": select(May.MEMBER, "pick:season:{show}:decision::", "2"),
    "which entry": select(May.MEMBER, "pick:entry:{show}:credit::", "new"),
    "more entries": button(May.MEMBER, "pick:entry:{show}:credit::1"),
    "Send": button(May.MEMBER, "draft:send:{draft}"),
    "Decline": button(May.EDITOR, "suggestion:decline:{suggestion}"),
    "Edit a suggestion": button(May.EDITOR, "suggestion:edit:{suggestion}"),
    "Mute": button(May.EDITOR, "suggestion:mute:{suggestion}"),
    "Mute them": button(May.EDITOR, "suggestion:muted:{suggestion}"),
    "Unmute": button(May.EDITOR, "unmute:1"),
    "Withdraw": button(May.MEMBER, "suggestion:withdraw:{suggestion}"),
    "Approve": button(May.EDITOR, "suggestion:approve:{suggestion}"),
    "To decide": button(May.EDITOR, "suggestions:queue:0"),
    "Previous to decide": button(May.EDITOR, "suggestions:back:1"),
    "My suggestions": button(May.MEMBER, "suggestions:own:0"),
    "Muted members": button(May.EDITOR, "suggestions:muted:0"),
    "Look it up": button(May.ANYBODY, "tvmaze:ask:status::::0:A show nobody knows"),
    "one of those found": select(May.ANYBODY, "tvmaze:ask:status::::0:", "180"),
    "Look them up": button(May.ANYBODY, "tvmaze:ask:person::::0:Somebody nobody knows"),
    "one of those people": select(May.ANYBODY, "tvmaze:ask:person::::0:", "5"),
    "a show they are in": select(May.ANYBODY, "tvmaze:ask:credit::::0:", "180"),
    "Take every show": button(May.OWNER, "catalogue:begin"),
    "Stop": button(May.OWNER, "catalogue:stop"),
    "Show how far it is": button(May.OWNER, "catalogue:look"),
    "Confirm of an import": button(May.MANAGER, "import:confirm:{draft}"),
    "Cancel of an import": button(May.MANAGER, "import:cancel:{draft}"),
}
"""Each button and select by what it says."""

FORMS: Mapping[str, Row] = {
    "a file": form(May.MANAGER, "import:file", file="no file"),
    "a fact": form(May.EDITOR, "form:{draft}", person="Somebody new", role="Themselves"),
    "a lock": form(May.MANAGER, "lock:{show}:90", reason="A reason"),
    "another show": form(May.EDITOR, "source:title:{draft}", title="Wednesday"),
    "why it is declined": form(May.EDITOR, "decline:{suggestion}", reason="No page says so."),
}
"""Each form that comes back by what it is about."""

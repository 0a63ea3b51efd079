"""Moderators and members over the wire: a form is opened and sent back, and what is offered is pressed."""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Unpack

from tests.wire import MEMBER_PERMISSIONS, Answer, Json, Where, Wire

MANAGE_SERVER = 1 << 5
SAVED, SAVED_ALREADY = "Saved.", "That change has been saved already."
SOURCE = "https://variety.com/2026/tv/news/a-page-1235/"


@dataclass(frozen=True)
class Preview:
    """A preview as it was first shown: what is pressed on it later is pressed on an old message."""

    draft_id: int
    text: str
    message: Json


@dataclass(frozen=True)
class Moderator:
    """Somebody with Manage Server; elsewhere, or somebody else, by `where`."""

    wire: Wire
    where: Where = field(default_factory=Where)

    @property
    def here(self) -> Where:
        return {"permissions": MEMBER_PERMISSIONS | MANAGE_SERVER, **self.where}

    async def form(self, kind: str, **options: Any) -> Answer:
        opened = await self.wire.command(f"update {kind}", options, **self.here)
        assert opened.type == 9, opened.text
        return opened

    async def submit(self, form: Answer, **fields: Any) -> Answer:
        """Send a form back, with a source; a select's choice can be given as text."""
        selects = {part["custom_id"] for part in form.components if part["type"] == 3}
        typed = {"source": SOURCE, **fields}
        return await self.wire.submit(
            form, {name: [value] if name in selects else value for name, value in typed.items()}
        )

    async def preview(self, kind: str, options: Json, fields: Json) -> Preview:
        return preview_in(await self.submit(await self.form(kind, **options), **fields))

    async def press(self, label: str, shown: Preview, *, wait: bool = True, **where: Unpack[Where]) -> Answer:
        return await self.wire.click(label, message=shown.message, wait=wait, **{**self.here, **where})

    async def confirm(self, shown: Preview) -> Answer:
        """Press Confirm, and wait for the new answer where it was saved."""
        answer = await self.press("Confirm", shown)
        await self.wire.until(lambda: answer.text != SAVED or bool(answer.followups), "the new answer")
        return answer

    async def choose(self, name: str, value: str, shown: Preview) -> Answer:
        select = f"draft:{name}:{shown.draft_id}"
        return await self.wire.choose(select, [value], message=shown.message, **self.here)


@dataclass(frozen=True)
class Member:
    """Somebody without any permission, who suggests; elsewhere, or somebody else, by `where`."""

    wire: Wire
    where: Where = field(default_factory=Where)

    async def preview(self, person: str, show: str = "The Imperfects") -> Preview:
        """Somebody new in the credits of a show, not sent yet."""
        shown = await self.wire.command("suggest", {"show": show}, **self.where)
        for value in ("credit", "new"):
            (select,) = [part["custom_id"] for part in shown.components if part["type"] == 3]
            shown = await self.wire.choose(select, [value], message=shown)
        assert shown.type == 9, shown.text
        fields = {"person": person, "role": "Themselves", "source": SOURCE}
        return preview_in(await self.wire.submit(shown, fields))

    async def send(self, shown: Preview, *, wait: bool = True) -> Answer:
        return await self.wire.click("Send", message=shown.message, wait=wait, **self.where)


def preview_in(answer: Answer) -> Preview:
    """The preview that an answer shows."""
    confirm = [part for part in answer.components if part.get("label") in ("Confirm", "Send")]
    assert confirm, f"no preview but: {answer.text}"
    number = re.fullmatch(r"draft:(?:confirm|send):(\d+)(?::\d+)?", confirm[0]["custom_id"])
    assert number is not None
    assert answer.private
    return Preview(int(number[1]), answer.text, deepcopy(answer.message or {}))

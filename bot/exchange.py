"""A server's own facts as a file, step by step: what each asks of the store, and what it shows."""

import asyncio
import io
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import aiohttp
import discord

from bot.access import Rank, Standing, require
from bot.cards.exchange import export_card, imported_card, preview_card, refused_card
from bot.cards.frame import Card, plain
from bot.errors import RESTARTED, UserError, answer_failure
from bot.forms.exchange import FILE, ImportModal
from bot.forms.returned import Upload, uploads
from bot.interaction import Interaction
from bot.report import report
from bot.text import number
from db import drafts, exchange
from db.comparison import compare
from db.drafts import IMPORT, LIFETIME, Draft, Refusal
from db.export import export
from db.file_reading import FileError, Reading, read

MOST_BYTES = 1 << 20
"""How large a file may be that is imported."""

_PATIENCE = 30.0
"""Seconds that Discord is given to hand a file over."""

_REFUSALS = {
    Refusal.GONE: "That import is not there any more. Please begin again with `/import`.",
    Refusal.ELSEWHERE: "That import was begun in another place; please go on with it there.",
    Refusal.NOT_YOURS: "Somebody else began that import. Begin your own with `/import`.",
    Refusal.CONFIRMED: "That file has been imported already.",
    Refusal.EXPIRED: "That import was cancelled, or begun more than a day ago. "
    "Please begin again with `/import`.",
}


async def send_export(interaction: Interaction, show_id: int | None, *, history: bool) -> None:
    """Send what this server says itself as a file, to the one who asks alone.

    Raises:
        UserError: they do not manage this server, it says nothing, or it says more than Discord takes.
    """
    here, now = await require(interaction, Rank.MANAGER), interaction.created_at
    await interaction.response.defer(ephemeral=True, thinking=True)
    file = await export(interaction.client.database.read, here.layer, now, show_id=show_id, history=history)
    if not file.shows and not file.history:
        raise UserError("This server has changed nothing of that, so there is nothing of its own to export.")
    content = (await asyncio.to_thread(file.dump)).encode()
    name = f"greenlight-{now:%Y-%m-%d}.json"
    if len(content) > interaction.filesize_limit:
        raise UserError(
            f"That would be a file of {_mebibytes(len(content))}, and Discord takes "
            f"{_mebibytes(interaction.filesize_limit)} here. Leave the history out with `history: False`, "
            "or export one `show` at a time."
        )
    card = export_card(file, name, importable=len(content) <= MOST_BYTES)
    sent = discord.File(io.BytesIO(content), name)
    await interaction.edit_original_response(view=card, attachments=[sent])


async def ask_for_file(interaction: Interaction) -> None:
    """Open the form that takes a file.

    Raises:
        UserError: this person does not manage this server.
    """
    await require(interaction, Rank.MANAGER)
    await interaction.response.send_modal(ImportModal())


async def take_file(interaction: Interaction) -> None:
    """A file came back: show what importing it would change, or what is wrong with it."""
    here = await require(interaction, Rank.MANAGER)
    upload = _checked(uploads(interaction, FILE))
    await interaction.response.defer(ephemeral=True, thinking=True)
    content = await _fetched(interaction, upload)
    with _refusing(upload.name):
        reading = await asyncio.to_thread(read, content)
        async with interaction.client.database.write() as connection:
            found = await compare(connection, here.layer, reading)
            draft = _draft(interaction, here, reading, upload.name)
            if found.recorded:
                draft = await drafts.keep(connection, draft)
    if not found.recorded:
        raise UserError(_NOTHING_NEW)
    await interaction.edit_original_response(view=preview_card(draft, upload.name, found))


async def confirm_import(interaction: Interaction, draft_id: int, seen: int | None) -> None:
    """Import a file as it was shown; where this server's facts were changed since, show it anew.

    `seen` is the revision that this person was shown when they were told so.
    """
    here = await require(interaction, Rank.MANAGER)
    await interaction.response.defer()
    try:
        card, edit_id = await _confirmed(interaction, here, draft_id, seen)
        await interaction.edit_original_response(view=card)
    except asyncio.CancelledError:
        await _tell_whether_imported(interaction, draft_id)
        raise
    await report(interaction, edit_id)


async def _confirmed(
    interaction: Interaction, here: Standing, draft_id: int, seen: int | None
) -> tuple[Card, int | None]:
    async with interaction.client.database.read() as connection:
        draft = _refuse(await drafts.find(connection, draft_id), interaction, here)
    try:
        reading = await asyncio.to_thread(read, draft.typed["file"].encode())
        async with interaction.client.database.write() as connection:
            found = await compare(connection, here.layer, reading)
            outcome = await exchange.confirm(connection, draft_id, here.sign(interaction), reading, seen)
    except FileError:
        raise UserError(_CHANGED) from None
    if outcome.refusal:
        raise UserError(_REFUSALS.get(outcome.refusal, _REFUSALS[Refusal.GONE]))
    if outcome.meanwhile and not found.recorded:
        raise UserError(_NOTHING_NEW)
    if outcome.meanwhile:
        return preview_card(draft, draft.typed["name"], found, outcome.meanwhile), None
    return imported_card(found), outcome.edit_id


async def _tell_whether_imported(interaction: Interaction, draft_id: int) -> None:
    """Tell whoever waits for an import while the bot ends whether it was done, as the store alone knows."""
    async with interaction.client.database.write() as connection:  # in turn: the import may still be written
        draft = await drafts.find(connection, draft_id)
    done = draft is not None and draft.confirmed is not None
    await answer_failure(interaction, UserError(_DONE_ALL_THE_SAME if done else RESTARTED))


async def cancel_import(interaction: Interaction, draft_id: int) -> None:
    """Let a file be."""
    here = await require(interaction, Rank.MANAGER)
    async with interaction.client.database.write() as connection:
        draft = _refuse(await drafts.find(connection, draft_id), interaction, here)
        await drafts.keep(connection, replace(draft, expires=interaction.created_at))
    await interaction.response.edit_message(view=plain("Cancelled. Nothing was imported."))


_NOTHING_NEW = "This server says all of that already, so there is nothing to import."
_DONE_ALL_THE_SAME = (
    "The file was imported. I am being restarted, so I can't show here what that changed; "
    "`/history` can in a minute, and Undo there takes all of it back."
)
_CHANGED = "Since you sent that file, something that it needs has gone. Please begin again with `/import`."


def _checked(sent: Sequence[Upload]) -> Upload:
    """The one file that was sent, where it may be taken."""
    if len(sent) != 1:
        raise UserError("Please choose one file, such as `/export` writes.")
    _refuse_large(sent[0].size)
    return sent[0]


def _refuse_large(size: int) -> None:
    if size > MOST_BYTES:
        raise UserError(
            f"That file has {number(size)} bytes; at most {number(MOST_BYTES)} (1 MiB) can be imported. "
            "`/export history: False`, or with one `show` at a time, writes smaller ones."
        )


async def _fetched(interaction: Interaction, upload: Upload) -> bytes:
    try:
        async with asyncio.timeout(_PATIENCE):
            content = await interaction.client.http.get_from_cdn(upload.url)
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        raise UserError("Discord did not hand that file over. Please send it again.") from None
    _refuse_large(len(content))
    return content


@contextmanager
def _refusing(name: str) -> Generator[None]:
    """Answer a file that cannot be taken with all that is wrong with it."""
    try:
        yield
    except FileError as error:
        raise UserError(str(error), refused_card(name, error)) from None


def _draft(interaction: Interaction, here: Standing, reading: Reading, name: str) -> Draft:
    """The file as it waits to be confirmed; who made the edits in it is not kept."""
    file = reading.file.model_copy(update={"history": ()})
    return Draft(
        author=interaction.user.id,
        layer=here.layer,
        kind=IMPORT,
        expires=interaction.created_at + LIFETIME,
        typed={"file": file.dump(), "name": name},
        public=False,
    )


def _refuse(draft: Draft | None, interaction: Interaction, here: Standing) -> Draft:
    """The draft, where it is one of a file and this person can go on with it here and now."""
    if draft and draft.kind != IMPORT:
        draft = None
    refused = drafts.refusal(draft, interaction.user.id, here.layer, interaction.created_at)
    if draft is None or refused:
        raise UserError(_REFUSALS.get(refused or Refusal.GONE, _REFUSALS[Refusal.GONE]))
    return draft


def _mebibytes(size: int) -> str:
    return f"{number(size / (1 << 20))} MiB"

"""Refusing with a sentence, and the one handler that answers whatever failed."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Mapping

import aiohttp
import discord
from discord import app_commands

from bot.cards.frame import Card, plain, with_typed
from bot.interaction import Interaction
from bot.text import clip, escape
from db.database import StoreError
from db.lock import Lock, Locked
from sources.tvmaze import TVmazeError

log = logging.getLogger(__name__)

RESTARTED = "I am being restarted. Please try again in a minute."

_ALREADY_ANSWERED = 40060
_UNKNOWN_INTERACTION = 10062
_THINKING = discord.InteractionResponseType.deferred_channel_message


class UserError(app_commands.AppCommandError):
    """A refusal: what the person reads, and, where that helps, a view to go on from.

    It is an AppCommandError so that discord.py hands it over unwrapped from commands, checks and options.
    """

    def __init__(self, sentence: str, view: Card | None = None) -> None:
        super().__init__(sentence)
        self.view = view or plain(sentence)


def locked(lock: Lock) -> UserError:
    """The refusal of whom a lock keeps out."""
    closed = f"season {lock.season}" if lock.season else "this show"
    return UserError(f"The managers of this server have locked {closed}: {clip(escape(lock.reason), 600)}")


async def guarded(
    interaction: Interaction, work: Awaitable[None], typed: Mapping[str, str] | None = None
) -> None:
    """Do what a button or a form asks; whatever goes wrong is answered, for discord.py would only log it.

    What was typed into a form is then given back, by field.
    """
    try:
        await work
    except asyncio.CancelledError:
        await tell_of_restart(interaction, typed)
        raise
    except Exception as error:
        await answer_failure(interaction, error, typed)


async def tell_of_restart(interaction: Interaction, typed: Mapping[str, str] | None = None) -> None:
    """Tell whoever still waits for an answer that it will not come, since the bot ends."""
    response = interaction.response
    if not response.is_done() or response.type is _THINKING:
        await _reply(interaction, with_typed(plain(RESTARTED), typed or {}))


async def answer_failure(
    interaction: Interaction, error: BaseException, typed: Mapping[str, str] | None = None
) -> None:
    """Answer a failed interaction privately; what nobody foresaw is logged under a reference they see."""
    if isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError) and error.__cause__:
        error = error.__cause__
    if _is_too_late(error):
        log.info("Interaction %s was answered before or came too late.", interaction.id)
        return
    await _reply(interaction, with_typed(_view_for(error, interaction), typed or {}))


def _is_too_late(error: BaseException) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in (
        _ALREADY_ANSWERED,
        _UNKNOWN_INTERACTION,
    )


def _view_for(error: BaseException, interaction: Interaction) -> Card:
    match error:
        case UserError():
            return error.view
        case Locked():
            return locked(error.lock).view
        case TVmazeError():
            return plain(str(error))
        case StoreError():
            log.error("The store failed: %s", error)
            return plain(
                "I can't reach my facts right now. Nothing was changed; please try again in a minute."
            )
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            log.warning("Discord still knows an older form of a command: %s", error)
            return plain(
                "That command has just changed. Please restart Discord, or try again in a few minutes."
            )
        case _:
            reference = secrets.token_hex(3)
            log.error("Failure %s in interaction %s", reference, interaction.id, exc_info=error)
            return plain(
                f"Something went wrong on my side. If it keeps happening, report it as `{reference}`."
            )


async def _reply(interaction: Interaction, view: Card) -> None:
    try:
        if interaction.response.type is _THINKING:
            await interaction.edit_original_response(view=view)
        elif interaction.response.is_done():
            await interaction.followup.send(view=view, ephemeral=True)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        level = logging.INFO if _is_too_late(error) else logging.WARNING
        log.log(level, "A failure could not be answered: %r", error)

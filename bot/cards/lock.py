"""The cards of /lock and /unlock, and what moderators read of locks under an answer."""

from collections.abc import Iterable, Sequence

from bot.cards.frame import NEUTRAL, Card, card, plain, small
from bot.text import clip, escape, join
from db.lock import Lock


def locked_card(title: str, lock: Lock, others: Iterable[Lock], editor_role: int | None) -> Card:
    """What of a show is locked now, why, and whom that keeps out; `others` are its other locks."""
    kept_out = (
        f"Members with the role <@&{editor_role}> cannot change it now; those with Manage Server still can."
        if editor_role
        else "Members with Manage Server can still change it. There are no editors yet: "
        "the lock holds for them once `/config` names a role."
    )
    return card(
        NEUTRAL,
        f"{_subject(title, lock.season)} is locked.",
        [f"**Reason**\n{escape(lock.reason, lines=True)}", kept_out, lock_lines(others)],
        small("`/unlock` opens it again. `/history` keeps both."),
    )


def unlocked_card(title: str, season: int | None, left: Sequence[Lock]) -> Card:
    """What of a show is open again, where these locks are left."""
    whole = [lock for lock in left if lock.season is None]
    if season and whole:
        return card(
            NEUTRAL, f"{_subject(title, season)} has no lock of its own any more.", [lock_lines(whole)]
        )
    closed = lock_lines(left) if season is None else []
    return card(NEUTRAL, f"{_subject(title, season)} is open to editors again.", [closed])


def not_locked_card(title: str, season: int | None, locks: Sequence[Lock]) -> Card:
    """Why there is nothing to unlock, and which of a show's locks could be meant instead."""
    seasons = [str(lock.season) for lock in sorted(locks, key=_order) if lock.season]
    if season and len(seasons) < len(locks):
        return plain(
            f"{_subject(title, season)} has no lock of its own: the whole show is locked. "
            "`/unlock` without a season opens that."
        )
    others = f"season{'s' * (len(seasons) > 1)} {join(seasons)} {'are' if len(seasons) > 1 else 'is'}"
    if not seasons:
        return plain(f"{_subject(title, season)} is not locked.")
    if season:
        return plain(f"{_subject(title, season)} is not locked, but {others}.")
    return plain(f"{escape(title)} as a whole is not locked, but {others}. Say which `season` to unlock.")


def lock_lines(locks: Iterable[Lock]) -> list[str]:
    """What of a show is locked and why, in small print, a line for each."""
    return [
        f"-# 🔒 {f'Season {lock.season}' if lock.season else 'The whole show'} is locked: "
        f"{clip(escape(lock.reason), 200)}"
        for lock in sorted(locks, key=_order)
    ]


def _order(lock: Lock) -> int:
    return lock.season or 0


def _subject(title: str, season: int | None) -> str:
    return f"Season {season} of {escape(title)}" if season else escape(title)

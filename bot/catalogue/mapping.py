"""What TVmaze says of a show, as facts of the shared catalogue: no more than it says.

| At TVmaze | In the catalogue |
| --- | --- |
| status: Running, Ended, To Be Determined, In Development | no decision; the status, as TVmaze has it |
| name, premiered | the title, the first year |
| network, or else webChannel | the network, and its country's code where it has one |
| externals.imdb | the IMDb ID |
| a season with a premiereDate | a release on that day |
| a season without one | a release without a date: “listed, no date yet” |
| a season whose number is a year | the season of that number |
| several seasons of one number | the first of them that has a premiereDate, or else the first |
| episodeOrder | the number of episodes, up to 500 |
| the next episode, the first of its season, with an airtime | a release at that instant |
| the next episode, the first of its season, without an airtime | a release on its airdate |
| weight | nothing that is told: better known shows are offered first |
| a person and a character in the cast | a credit, billed in the order of the cast |
"""

import logging
from collections.abc import Iterable, Iterator

from db.cast import Credit
from db.catalogue import Entry
from db.shows import ShowDetails, TVmazeStatus
from db.status import MOST_EPISODES, Release
from db.values import Value
from db.when import When
from sources.tvmaze import Season, Show

log = logging.getLogger(__name__)

_UNDATED = When.parse("tba", "listed, no date yet")


def entry_of(show: Show, *, in_full: bool) -> Entry | None:
    """A show as the catalogue takes it, with its seasons and cast where it was asked for `in_full`.

    None where it cannot be taken: its title holds nothing that is seen.
    """
    try:
        details = _details(show)
    except ValueError:
        log.info("TVmaze's show %s was left out: it has no title.", show.id)
        return None
    facts = (*_releases(show), *_credits(show)) if in_full else None
    status = TVmazeStatus(show.status) if show.status in {*TVmazeStatus} else None
    return Entry(show.id, show.updated, details, facts, show.weight, status)


def _details(show: Show) -> ShowDetails:
    year = show.premiered.year if show.premiered and 1900 <= show.premiered.year <= 2100 else None
    return ShowDetails(
        title=show.title,
        year=year,
        network=show.network,
        country=show.country,
        imdb_id=show.imdb_id,
        tvmaze_url=show.url,
    )


def _releases(show: Show) -> Iterator[Value]:
    for season in _one_of_each_number(show.seasons):
        try:
            yield Release(season=season.number, when=_when(show, season), episodes=_episodes(season))
        except ValueError:
            log.info("Season %s of TVmaze's show %s was left out.", season.number, show.id)


def _one_of_each_number(seasons: Iterable[Season]) -> Iterable[Season]:
    """The first season of each number, or the first of these that has a date."""
    chosen = dict[int, Season]()
    for season in seasons:
        first = chosen.setdefault(season.number, season)
        if first.premiere is None and season.premiere:
            chosen[season.number] = season
    return chosen.values()


def _episodes(season: Season) -> int | None:
    """How many episodes a season has, unless it has more than can be kept of one."""
    return season.episodes if season.episodes and season.episodes <= MOST_EPISODES else None


def _when(show: Show, season: Season) -> When:
    """When a season begins: by its first episode where that is still to come, else by its own date."""
    coming = show.next_episode
    if coming and (coming.season, coming.number) == (season.number, 1):
        if coming.at:
            return When.parse(coming.at.strftime("%Y-%m-%dT%H:%MZ"))
        if coming.day:
            return When.parse(coming.day.isoformat())
    return When.parse(season.premiere.isoformat()) if season.premiere else _UNDATED


def _credits(show: Show) -> Iterator[Value]:
    billed: set[str] = set()
    for place, role in enumerate(show.cast, start=1):
        try:
            credit = Credit(person=role.person, role=role.character, billing=len(billed) + 1)
        except ValueError:
            log.info("Place %s in the cast of TVmaze's show %s was left out.", place, show.id)
            continue
        if credit.key not in billed:
            billed.add(credit.key)
            yield credit

"""Who publishes at an address, and how far that counts: known hosts, and a cautious answer for the rest."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from db.values import Evidence

_LONGEST = 200

# One publisher to a line: its name, then its hosts. A host may be narrowed to its first folder.
_KNOWN = {
    Evidence.OFFICIAL: """
        Netflix: netflix.com about.netflix.com tudum.com
        Netflix Tudum: netflix.com/tudum
        HBO: hbo.com hbomax.com max.com
        Warner Bros. Discovery: wbd.com pressroom.warnerbros.com
        Disney: disneyplus.com press.disneyplus.com dmedmedia.com thewaltdisneycompany.com dgepress.com
        Hulu: hulu.com
        Amazon: aboutamazon.com press.amazonmgmstudios.com amazonstudios.com primevideo.com
        Apple: apple.com/tv-pr apple.com/newsroom tv.apple.com
        BBC: bbc.co.uk/mediacentre bbc.com/mediacentre bbcstudios.com bbc.co.uk/programmes
        ITV: itv.com/presscentre
        Channel 4: channel4.com/press
        Sky: skygroup.sky
        NBC: nbc.com nbcumv.com nbcuniversal.com
        Peacock: peacocktv.com
        Paramount: paramountpressexpress.com paramountplus.com paramount.com
        CBS: cbs.com
        ABC: abc.com
        Fox: fox.com foxflash.com
        FX: fxnetworks.com
        AMC: amc.com amcplus.com amcnetworks.com
        Starz: starz.com
        Syfy: syfy.com
        The CW: cwtv.com
        Crunchyroll: crunchyroll.com
    """,
    Evidence.TRADE: """
        Variety: variety.com
        Deadline: deadline.com
        The Hollywood Reporter: hollywoodreporter.com
        TheWrap: thewrap.com
        TVLine: tvline.com
        IndieWire: indiewire.com
        Next TV: nexttv.com
        Broadcast: broadcastnow.co.uk
        Screen Daily: screendaily.com
        C21Media: c21media.net
        TBI Vision: tbivision.com
        Televisual: televisual.com
        World Screen: worldscreen.com
        Backstage: backstage.com
        Playbill: playbill.com
        Puck: puck.news
    """,
    Evidence.PRESS: """
        Associated Press: apnews.com
        Reuters: reuters.com
        UPI: upi.com
        BBC: bbc.co.uk bbc.com
        The New York Times: nytimes.com
        The Washington Post: washingtonpost.com
        Los Angeles Times: latimes.com
        The Wall Street Journal: wsj.com
        USA Today: usatoday.com
        CNN: cnn.com
        Forbes: forbes.com
        Bloomberg: bloomberg.com
        Time: time.com
        The Guardian: theguardian.com
        The Independent: the-independent.com independent.co.uk
        The Telegraph: telegraph.co.uk
        Metro: metro.co.uk
        Sky News: news.sky.com
        Entertainment Weekly: ew.com
        People: people.com
        Rolling Stone: rollingstone.com
        Vanity Fair: vanityfair.com
        Vulture: vulture.com
        Esquire: esquire.com
        GQ: gq.com
        Elle: elle.com
        IGN: ign.com
        Polygon: polygon.com
        The Verge: theverge.com
        io9: gizmodo.com
        Den of Geek: denofgeek.com
        Screen Rant: screenrant.com
        CBR: cbr.com
        Digital Spy: digitalspy.com
        Decider: decider.com
        Empire: empireonline.com
        RogerEbert.com: rogerebert.com
        TechRadar: techradar.com
        Tom's Guide: tomsguide.com
        TV Guide: tvguide.com
        TVNZ: tvnz.co.nz
        Anime News Network: animenewsnetwork.com
        Soompi: soompi.com
        ARY News: arynews.tv
        The A.V. Club: avclub.com
        BadTaste: badtaste.it
        Batman News: batman-news.com
        Boston 25: boston25news.com
        BroadwayWorld: broadwayworld.com
        Bustle: bustle.com
        Yahoo: yahoo.com
        CarterMatt: cartermatt.com
        Central Recorder: centralrecorder.com
        CinemaBlend: cinemablend.com
        Collider: collider.com
        ComicBook.com: comicbook.com
        Dexerto: dexerto.com
        Digital Trends: digitaltrends.com
        IDN Times: idntimes.com
        E! News: eonline.com
        ETV Bharat: etvbharat.com
        Film Daily: filmdaily.co
        Fox News: foxnews.com
        GamesRadar+: gamesradar.com
        Geo News: geo.tv
        Giant Freakin Robot: giantfreakinrobot.com
        HELLO!: hellomagazine.com
        Hindustan Times: hindustantimes.com
        Hollywood Life: hollywoodlife.com
        Inkl: inkl.com
        Is My Show Cancelled?: ismyshowcancelled.com
        ITC.ua: itc.ua
        Jang: jang.com.pk
        Just Jared: justjared.com
        Koimoi: koimoi.com
        Looper: looper.com
        Marie Claire: marieclaire.com
        Media Indonesia: mediaindonesia.com
        Monsters and Critics: monstersandcritics.com
        Moviejones: moviejones.de
        Netflix Life: netflixlife.com
        The New Indian Express: newindianexpress.com
        Newsarama: newsarama.com
        NewsBytes: newsbytesapp.com
        Newser: newser.com
        NME: nme.com
        OutKick: outkick.com
        Pinkvilla: pinkvilla.com
        PopCulture.com: popculture.com
        Primetimer: primetimer.com
        Radio Times: radiotimes.com
        Remezcla: remezcla.com
        Republic World: republicworld.com
        Spider's Web: spidersweb.pl
        SEE News: see.news
        Everyeye: everyeye.it
        ShortList: shortlist.com
        Showbiz Junkies: showbizjunkies.com
        Show Snob: showsnob.com
        /Film: slashfilm.com
        SomagNews: somagnews.com
        Sportskeeda: sportskeeda.com
        T3: t3.com
        TelecomTalk: telecomtalk.info
        The Cinemaholic: thecinemaholic.com
        The Game of Nerds: thegameofnerds.com
        The Mary Sue: themarysue.com
        The TV Ratings Guide: thetvratingsguide.com
        The Week: theweek.in theweek.com
        TODAY: today.com
        Top Movie and TV: topmovieandtv.com
        TV Fanatic: tvfanatic.com
        TV Goodness: tvgoodness.com
        TV Insider: tvinsider.com
        TV Season Spoilers: tvseasonspoilers.com
        TV Series Finale: tvseriesfinale.com
        Uproxx: uproxx.com
        We Got This Covered: wegotthiscovered.com
        What's on Netflix: whats-on-netflix.com
        What to Watch: whattowatch.com
        WION: wionews.com
        woman&home: womanandhome.com
    """,
    Evidence.TALENT: """
        Instagram: instagram.com
        X: x.com twitter.com
        Threads: threads.net threads.com
        TikTok: tiktok.com
        YouTube: youtube.com youtu.be
        Bluesky: bsky.app
        Facebook: facebook.com
    """,
    Evidence.DATABASE: """
        TVmaze: tvmaze.com
        IMDb: imdb.com
        TMDB: themoviedb.org
        TheTVDB: thetvdb.com
        Wikipedia: wikipedia.org
        Wikidata: wikidata.org
        Rotten Tomatoes: rottentomatoes.com
        Metacritic: metacritic.com
        Trakt: trakt.tv
        Letterboxd: letterboxd.com
        MyAnimeList: myanimelist.net
        AniList: anilist.co
        MyDramaList: mydramalist.com
        JustWatch: justwatch.com
        Box Office Mojo: boxofficemojo.com
        FlixPatrol: flixpatrol.com
    """,
    Evidence.FAN: """
        Reddit: reddit.com redd.it
        Fandom: fandom.com
        Tumblr: tumblr.com
        Spartacus Brasil: spartacusbrasil.com
        Change.org: change.org
        Discord: discord.com discord.gg
    """,
}


def _places() -> Iterator[tuple[str, tuple[str, Evidence]]]:
    for evidence, lines in _KNOWN.items():
        for line in lines.strip().splitlines():
            publisher, _, places = line.strip().partition(": ")
            for place in places.split():
                yield place, (publisher, evidence)


_PLACES = dict(_places())


def proposed(url: str) -> tuple[str, Evidence]:
    """The publisher and the evidence that a moderator is offered for an https URL.

    A host nobody knows is its own publisher and counts as the weakest evidence.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    for place in _from_nearest(host, parts.path.lower()):
        if place in _PLACES:
            return _PLACES[place]
    return host[-_LONGEST:], Evidence.FAN


def _from_nearest(host: str, path: str) -> Iterator[str]:
    labels = host.split(".")
    folder = path.strip("/").partition("/")[0]
    for first in range(len(labels) - 1):
        name = ".".join(labels[first:])
        yield from (f"{name}/{folder}", name)

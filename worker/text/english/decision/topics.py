"""Topics of a text, recognized by the words that belong to them."""

import re
from enum import StrEnum


class Topic(StrEnum):
    """A field whose written forms are read in its own way."""

    CRICKET = "cricket"
    TENNIS = "tennis"
    BETTING = "betting"
    CONTEST = "contest"
    VOTE = "vote"
    HEALTH = "health"
    TRACK = "track"
    WATER = "water"
    MARKET = "market"
    TIMETABLE = "timetable"
    REVIEW = "review"
    PHONE = "phone"
    AIRCRAFT = "aircraft"
    SCIENCE = "science"
    PEOPLE = "people"


_WORDS = {
    Topic.CRICKET: (
        "cricket\\w*|collapsed to|slumped to|(?:before|after|at) tea|wickets?|innings|overs"
        "|(?:an|first|final|last|next|opening|maiden|[0-9]+(?:st|nd|rd|th)|per) over(?!-)"
        "|bowl(?:ed|er|ers|ing)|bats(?:man|men)|batt(?:er|ers|ing)"
        "|not out|all out|declared(?= at| on|[.,;:]|$)|stumps|at tea|at lunch"
        "|at the close|run chase|spinners?|seamers?"
        "|unbeaten|five-for|(?-i:ODI)|(?-i:T20I?)|(?-i:Ashes)|(?-i:Test)|lbw|crease"
        "|wicketkeeper|dec|follow-on|[0-9]{1,3}no|opening partnership|[0-9]+ runs|[a-z]+ty runs"
        "|runs (?:from|off|in|for|to|behind|ahead|short|and|needed)|(?:scored|made|conceded) runs"
        "|by \\w+ runs|century stand|Sheffield Shield|(?-i:IPL)|maidens?|hat-trick of wickets"
        "|lead of \\w+ runs|Wisden"
    ),
    Topic.TENNIS: (
        "tennis|sets?|tie-?breaks?(?:er)?|Wimbledon|ATP|WTA|deuce|straight sets|seeds?|seeded"
        "|Roland Garros|French Open|US Open|Australian Open|match points?|break points?|serve[sd]?"
        "|serving|semifinals?|quarterfinals?|opener|double fault\\w*|aces?"
    ),
    Topic.BETTING: (
        "odds|odds-on|favou?rites?|bookmakers?|bookies?|oddsmakers?|bets?|betting|bettors?|punters?"
        "|long ?-?shots?|outsiders?|wager\\w*|tipped|priced?|shortened|drifted|each-way|jockeys?"
        "|colts?"
        "|filly|fillies|mares?|gelding|racehorses?|(?-i:Derby)|Grand National|Cheltenham"
        "|(?-i:Ascot)|Aintree"
        "|Epsom|Newmarket|Breeders.? Cup|furlongs?|stakes|went off|going off|sportsbooks?|moneyline"
        "|backed|paid|tipsters?|chasers?|hurdlers?|antepost|ante-post|starting price|Melbourne Cup"
        "|runner-up at|Ladbrokes|William Hill|Paddy Power|Betfair|(?-i:Coral)|DraftKings|FanDuel"
    ),
    Topic.CONTEST: (
        "wins?|won|winning|beat(?:s|en|ing)?|los(?:e|es|t|ing)|loss|losses|defeat\\w*|draws?|drew"
        "|drawn"
        "|victory|victories|lead|leads|leading|led|trail\\w*|scor\\w+|goals?|half-?time|full-?time"
        "|aggregate|sets?|series|thrash\\w*|rout\\w*|edged|tied|ties?|down|up|straight|level\\w*"
        "|shutouts?|innings|tie-?break\\w*|games?|match(?:es)?|playoffs?|record|penalt(?:y|ies)"
        "|shootout"
        "|overtime|equali[sz]\\w+|hammered|crushed|downed|topped|swept|sweep|finished|rallied"
        "|advantage"
        "|quarter|period|inning|fixtures?|kick-?off|semi-?finals?|quarter-?finals?|finals?|clinched"
        "|outscored|blanked|upset|stunned|held|knocked out|champions?|season|improved|slipped|home"
        "|away"
    ),
    Topic.VOTE: (
        "vot(?:e|es|ed|ing)|ruling|ruled|decision|majority|justices?|court|panel|council|Senate"
        "|House"
        "|motion|ballots?|split|passed|approved|rejected|confirmed|committee|board|MPs|lawmakers"
        "|bill"
        "|jury|verdict|party-line|amendment|resolution|Commons|Lords|abstentions?|against|in "
        "favou?r"
    ),
    Topic.HEALTH: (
        "blood pressure|(?-i:BP)|systolic|diastolic|hypertens\\w+|mm ?Hg|patients?|pulse|heart "
        "rate|doctors?"
        "|nurses?|cholesterol|clinic|hospital"
    ),
    Topic.TRACK: (
        "ran|runs?|runners?|running|sprint\\w*|swam|swim\\w*|rac(?:e|es|ed|ing)|Olympics?"
        "|hurdl\\w+|relay"
        "|metres|meters|freestyle|butterfly|backstroke|breaststroke|medley|heats?|lanes?|laps?"
        "|clocked"
        "|personal best|world record|steeplechase|track|pool|finals?|rowers?|rowing|javelin|discus"
        "|shot put|pole vault|long jump|high jump|triple jump|vault(?:ed|er)?|leapt|leap|threw"
        "|throw"
        "|gold|silver|bronze|medals?|medall?ist"
    ),
    Topic.WATER: (
        "rivers?|tides?|floods?|flooded|flooding|waves?|swells?|surge|depths?|deep|heights?|high"
        "|tall"
        "|snow|rain\\w*|sea levels?|water levels?|gauge|dams?|reservoirs?|cliffs?|altitude|metres"
        "|meters"
        "|feet|foot|radius|diameter|wide|width|length|long|below|above|tsunami|visibility|widths?"
        "|walls?"
        "|shark|crocodile|whale|python|snake|tunnel|trench|crater|excavat\\w+|climb\\w*|mountains?"
        "|summit|peak|towers?|buildings?|skyscraper|mast|statue|trees?|trunk|wingspan|hull|yacht"
        "|seawall|embankment|drop|fell from|plunged|fall|distance|apart|distanc\\w+|jump(?:ed)?"
        "|leapt"
        "|sinkhole|gap|hole|crack|fence|crane|pole|vault|drill\\w*|borehole|swim|pool|sprint|race"
        "|runway|plot|pitch|penalt\\w+|tall|measur\\w+|elevation|underground|underwater|surface"
    ),
    Topic.MARKET: (
        "shares?|stocks?|index|indices|bonds?|yields?|investors?|traders?|trading|markets?|dollar"
        "|euro"
        "|sterling|pounds?|yen|yuan|rand|rupee|points?|rates?|inflation|profits?|revenue|earnings"
        "|Nasdaq"
        "|(?-i:Dow)|FTSE|S&P|barrel|Brent|crude|prices?|cents|percent|per cent|ratio|average|GDP"
        "|credit"
        "|ratings?|agency|outlook|downgrad\\w+|upgrad\\w+|debt|analysts?|quarter|dividend"
    ),
    Topic.TIMETABLE: (
        "trains?|bus(?:es)?|flights?|ferry|ferries|services?|departures?|depart(?:s|ed)?|arriv\\w+"
        "|doors"
        "|kick-?offs?|concert|curtain|news|programmes?|show|starts?|started|begins?|began|ends?"
        "|mass"
        "|opens?|closes?|[ap]m|a\\.m\\.|p\\.m\\.|o'clock|midnight|noon|morning|evening|afternoon"
        "|tonight"
        "|daily|performance|screening|meeting|leaves?|left|sailing|coach|tram|tickets?|matinee"
        "|lunch"
        "|dinner|service|bell|alarm|sharp|dawn|dusk|finish(?:es)?|due|scheduled|until"
    ),
    Topic.REVIEW: (
        "rat(?:e|ed|es|ing|ings)|scor(?:e|ed|es|ing)|reviews?|reviewed|reviewers?|critics?|stars?"
        "|marks?"
        "|quiz|test|exam|gave|gives|awarded|verdict|game|album|film|movie|hotel|restaurant|pain"
        "|grade"
        "|graded|play|out of"
    ),
    Topic.PHONE: (
        "call(?:ed|ing|ers?|s)?|dial\\w*|phon(?:e|ed|ing|es)|ring|rang|tel(?:ephone)?|text(?:ed"
        "|ing|s)?"
        "|hotlines?|helplines?|lines?|contact|Crimestoppers|Samaritans|WhatsApp|fax|numbers?"
        "|mobile|cell"
        "|landline|freephone|toll-free|information|tickets|bookings?|tips|switchboard|Lifeline"
        "|anyone with"
        "|reach(?:ed)?|enquir\\w+|inquir\\w+|appeal|police on"
    ),
    Topic.AIRCRAFT: (
        "Boeing|Airbus|Embraer|jets?|planes?|aircraft|airliners?|flight|airlines?|runway|pilots?"
        "|bombers?"
        "|fighters?|warplanes?|squadron|helicopters?|drones?|missiles?|tanks?|Air Force|RAF|sorties"
    ),
    Topic.SCIENCE: (
        "scientists?|researchers?|stud(?:y|ies)|physic\\w+|chemi\\w+|molecul\\w+|atoms?|particles?"
        "|planets?"
        "|stars?|telescopes?|virus\\w*|variants?|strains?|genes?|genomes?|cells?|asteroids?"
        "|galax\\w+"
        "|significant|p-value|isotopes?|electrons?|mass|universe|lab"
    ),
    Topic.PEOPLE: (
        "people|users?|viewers?|voters?|workers?|jobs?|cases?|copies|downloads?|sales|streams?"
        "|homes?"
        "|residents?|visitors?|tourists?|passengers?|customers?|subscribers?|followers?|fans"
        "|deaths?"
        "|population|audience|views|refugees|migrants|children|pupils|students|patients|members"
        "|doses"
        "|tonnes|tons|barrels|units|vehicles|cars|phones|households|tickets|listeners|readers"
        "|figures"
        "|circulation|unemployed|unemployment|signatures|tests|meals|trees|hits|budget|turnout"
    ),
}

_PATTERNS = {
    topic: re.compile(rf"(?<![\w-])(?:{words})(?![\w])", re.IGNORECASE)
    for topic, words in _WORDS.items()
}


def count_evidence(topic: Topic, text: str) -> int:
    """Return 1 if a text has a word of a topic, else 0."""
    return int(_PATTERNS[topic].search(text) is not None)

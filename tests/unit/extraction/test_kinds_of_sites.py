"""Pages in the manner of many kinds of sites: each line that is read of them, and no other."""

import pytest

from worker.jobs.contexts.reading_rules import reading_rules
from worker.settings import WorkerSettings
from worker.sources.page import read_page
from worker.text.script import write_script

RULES = reading_rules(WorkerSettings())

P = [
    "The harbor board voted on Tuesday to rebuild the old pier, which a storm had broken in March.",
    "Work begins in May and is to end before the first regatta of the summer, the board said.",
    "“We have waited long enough for this,” said Ines Falk, who has sold tickets there since 1999.",
    "Fishermen fear that the piles will drive away the herring, and asked for a study.",
    "A second vote on the price of tickets will be held once the accounts of the year are closed.",
]
A, B, C, D, E = (f"<p>{text}</p>" for text in P)
NAV = "<header><nav><ul><li><a href=/>Home</a><li><a href=/sea>Sea</a></ul></nav></header>"
FOOTER = (
    "<footer><p>© 2026 The Harbor Times. All rights reserved.</p>"
    "<ul><li><a href=/imprint>Imprint</a><li><a href=/terms>Terms</a></ul></footer>"
)
MORE = (
    "<section class=more><h2>More from Sea</h2><ul><li><a href=/1>Lighthouse is lit again</a>"
    "<li><a href=/2>Two seals in the basin</a><li><a href=/3>Ferry keeps its old clock</a></ul>"
    "</section>"
)
H1 = "<h1>Board votes to rebuild the pier</h1>"


def site(body: str, head: str = "") -> str:
    title = "<title>Board votes to rebuild the pier</title>"
    return f"<html lang=en><head>{title}{head}</head><body>{NAV}{body}{FOOTER}</body></html>"


SITES = {
    "plain": (site(f"<main><article>{H1}{A}{B}{C}{D}{E}</article>{MORE}</main>"), P),
    "no helpful markup": (
        site(f"<div class=c1>{H1}<div class=c2>{A}{B}{C}{D}{E}</div></div><div>{MORE}</div>"),
        P,
    ),
    "boxes between the paragraphs": (
        site(
            f"<article>{H1}{A}<div class=newsletter><h3>Sign up for our newsletter</h3>"
            f"<form><input name=mail><button>Sign up</button></form></div>{B}"
            "<div class=ad>Advertisement</div>"
            f"{C}<p><strong>Read more: <a href=/9>The storm of March</a></strong></p>{D}"
            f"<aside class=related><h4>Related</h4><a href=/8>How piers are built</a></aside>{E}"
            "</article>"
        ),
        P,
    ),
    "comments": (
        site(
            f"<article>{H1}{A}{B}{C}{D}{E}</article><section id=comments><h2>3 comments</h2>"
            "<div class=comment><b>gull42</b><p>I do not believe that this will ever be built, "
            "as nothing here ever is, and you may quote me.</p></div>"
            "<div class=comment><b>tar</b><p>My grandfather built the old one with his own hands, "
            "and nobody asked him for a study.</p></div></section>"
        ),
        P,
    ),
    "several wrappers": (
        site(
            f"{H1}<div class=text-part>{A}{B}</div><div class=banner>Advertisement</div>"
            f"<div class=text-part>{C}{D}</div><div class=banner>Advertisement</div>"
            f"<div class=text-part>{E}</div>{MORE}"
        ),
        P,
    ),
    "headings and a list": (
        site(
            f"<article>{H1}{A}<h2>What will be built</h2><ul><li>A pier of oak, ninety meters long"
            f"</li><li>A shelter for those who wait</li></ul>{B}{C}<h2>What it costs</h2>{D}{E}"
            "</article>"
        ),
        [
            P[0],
            "What will be built",
            "A pier of oak, ninety meters long",
            "A shelter for those who wait",
            P[1],
            P[2],
            "What it costs",
            P[3],
            P[4],
        ],
    ),
    "headings that are no heading elements": (
        site(
            f"<div class=story>{H1}{A}{B}<div class=article-subheadline>What it costs</div>{C}{D}"
            f"{E}</div>"
        ),
        [P[0], P[1], "What it costs", *P[2:]],
    ),
    "quote and pull quote": (
        site(
            f"<article>{H1}{A}{B}<aside class=pullquote>We have waited long enough</aside>"
            f"<blockquote>{C}</blockquote>{D}{E}</article>"
        ),
        P,
    ),
    "gallery and captions": (
        site(
            f"<article>{H1}<figure><img src=/a.jpg><figcaption>The pier in March</figcaption>"
            f"</figure>{A}{B}<div class=gallery><figure><img src=/b.jpg><figcaption>Piles"
            f"</figcaption></figure></div>{C}{D}{E}</article>"
        ),
        P,
    ),
    "table of data": (
        site(
            f"<article>{H1}{A}{B}<table><tr><th>Year<th>Visitors<tr><td>2024<td>12,000<tr>"
            f"<td>2025<td>14,500</table>{C}{D}{E}</article>"
        ),
        P,
    ),
    "layout of tables": (
        site(
            "<table width=800><tr><td width=200><a href=/>Home</a><br><a href=/x>Boats</a></td>"
            f"<td>{H1}{A}{B}{C}{D}{E}</td></tr></table>"
        ),
        P,
    ),
    "line breaks in place of paragraphs": (
        site(f"<div id=content>{H1}<div>{'<br><br>'.join(P)}</div></div>{MORE}"),
        P,
    ),
    "opinion with the author's life": (
        site(
            f"<article>{H1}<p class=byline>By Ines Falk</p>{A}{B}{C}{D}{E}"
            "<div class=author-bio><p>Ines Falk sells tickets.</p></div></article>"
        ),
        P,
    ),
    "cookie notice above": (
        site(
            "<div id=onetrust-banner-sdk><p>We and our partners use cookies to store information "
            "on your device.</p><button>Accept all cookies</button></div>"
            f"<article>{H1}{A}{B}{C}{D}{E}</article>"
        ),
        P,
    ),
    "hidden parts": (
        site(
            f"<article>{H1}{A}<p class=ghost>Text for nobody, which no reader of the page ever "
            f"sees, however long it is.</p>{B}<p hidden>Another text that is not there.</p>{C}"
            f"<p style='display: none'>And one more of these.</p>{D}{E}</article>",
            "<style>.ghost { display: none }</style>",
        ),
        P,
    ),
    "article in its structured data": (
        site(
            f"<article>{H1}{A}{B}{C}{D}{E}</article>{MORE}",
            '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "'
            + " ".join(P)
            + '"}</script>',
        ),
        P,
    ),
    "words in buttons and custom elements": (
        site(
            f"<article>{H1}{A}<p>The price of a <button class=term>season ticket</button> will stay"
            f" at <x-price>ninety crowns</x-price>, the board said, whatever comes.</p>{C}{D}{E}"
            "</article>"
        ),
        [
            P[0],
            "The price of a season ticket will stay at ninety crowns, the board said, whatever "
            "comes.",
            *P[2:],
        ],
    ),
    "definitions": (
        site(
            f"<article>{H1}{A}{B}<dl><dt>Pile</dt><dd>A post that is driven into the bottom of the"
            f" sea.</dd></dl>{C}{D}{E}</article>"
        ),
        [P[0], P[1], "Pile", "A post that is driven into the bottom of the sea.", *P[2:]],
    ),
    "a menu of pages and shares at the end": (
        site(
            f"<article>{H1}{A}{B}{C}{D}{E}<div class=page-links>Page: 1 <a href=?p=2>2</a></div>"
            "<div class=share-buttons><a href=#>Facebook</a> <a href=#>X</a></div>"
            "<p>Follow us on Facebook and Instagram.</p></article>"
        ),
        P,
    ),
    "AMP": (
        site(
            f"<article><header>{H1}</header><amp-img src=/a.jpg></amp-img>{A}{B}"
            f"<amp-ad type=x>Advertisement</amp-ad>{C}{D}{E}</article>"
        ),
        P,
    ),
}

GERMAN = [
    "Der Hafenrat hat am Dienstag beschlossen, die alte Seebrücke wieder aufzubauen.",
    "Die Arbeiten beginnen im Mai und sollen vor der ersten Regatta des Sommers enden.",
    "„Wir haben lange genug gewartet“, sagte Ines Falk, die dort seit 1999 Karten verkauft.",
    "Die Fischer fürchten, dass die Pfähle den Hering vertreiben, und verlangen ein Gutachten.",
]
FRENCH = [
    "Le conseil du port a décidé mardi de reconstruire la vieille jetée, brisée en mars.",
    "Les travaux commencent en mai et doivent finir avant la première régate de l’été.",
    "« Nous avons assez attendu », dit Inès Falk, qui y vend des billets depuis 1999.",
    "Les pêcheurs craignent que les pieux ne chassent le hareng, et demandent une étude.",
]
SITES |= {
    "German": (
        "<html lang=de><body><nav><a href=/>Start</a></nav><article><h1>Seebrücke</h1>"
        + f"<p>{GERMAN[0]}</p><p>{GERMAN[1]}</p><p>Anzeige</p><p>{GERMAN[2]}</p>"
        + "<p>Lesen Sie auch: <a href=/1>Der Sturm im März</a></p>"
        + f"<p>{GERMAN[3]}</p><p>Artikel teilen</p></article></body></html>",
        GERMAN,
    ),
    "French": (
        "<html lang=fr><body><nav><a href=/>Accueil</a></nav><article><h1>La jetée</h1>"
        + f"<p>{FRENCH[0]}</p><p>Publicité</p><p>{FRENCH[1]}</p><p>{FRENCH[2]}</p>"
        + "<p>À lire aussi : <a href=/1>La tempête de mars</a></p>"
        + f"<p>{FRENCH[3]}</p><p>Partager cet article</p></article></body></html>",
        FRENCH,
    ),
}


@pytest.mark.parametrize("name", SITES)
def test_the_article_is_read_and_nothing_but_the_article(name: str) -> None:
    page, wanted = SITES[name]
    script = write_script(read_page(page, "a", "https://times.example/sea/pier"), RULES)
    opening = ("title", "dek", "byline")
    assert [line.written for line in script.lines if line.role not in opening] == wanted

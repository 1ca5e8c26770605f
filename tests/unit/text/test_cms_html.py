"""HTML of publishing systems, plugins and page builders: parts that are read or left out.

Each case is a post with a text before and after; its lines are all that is between them.
"""

import pytest

from tests.unit.text.test_script import RULES
from worker.model.article import Article
from worker.model.script import Omission
from worker.text.script import write_script

BEFORE = "It was a calm evening, and the whole town had come down to the old pier to see it open."
AFTER = "By midnight the last of the visitors had gone home, and the lamps on the pier went out."


def read(html: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the lines that are read between two paragraphs, and what is left out."""
    left_out: list[Omission] = []
    body = f"<p>{BEFORE}</p>{html}<p>{AFTER}</p>"
    script = write_script(Article("a", title="T", html=body), RULES, left_out.append)
    lines = [(str(line.role), line.written) for line in script.lines[1:]]
    assert lines[0] == ("paragraph", BEFORE)
    assert lines[-1] == ("paragraph", AFTER)
    return [f"{role}: {text}" for role, text in lines[1:-1]], [(o.reason, o.text) for o in left_out]


FURNITURE = [
    "<p>Share this:</p>",
    "<p>Ada Lind's book is out now. Follow her on Twitter @adalind.</p>",
    "<p>Note: we are temporarily moderating all comments.</p>",
    "<p>Listen: <a href='/a'>http://po.st/a</a></p>",
    "<p>Get access to The Bay Pro for as little as £5 a month.</p>",
    "<div class='sharedaddy sd-sharing-enabled'><h3 class='sd-title'>Share this:</h3><ul>"
    "<li><a href='#'>Click to share on X (Opens in new window)</a></li></ul></div>",
    "<h3>Share this:</h3><ul><li><a href='#'>Facebook</a></li><li><a href='#'>X</a></li></ul>",
    "<div class='sharedaddy sd-block sd-like'><h3>Like this:</h3><span>Loading…</span></div>",
    "<p>Like this: Loading…</p>",
    "<div class='addtoany_share_save_container addtoany_content'><a href='#'>Facebook</a></div>",
    "<div class='shareaholic-canvas'>Share the love</div>",
    "<div class='essb_links'><span>12 Shares</span><a href='#'>Tweet</a></div>",
    "<div class='my-social-share'><a href='#'>Facebook</a> <a href='#'>WhatsApp</a></div>",
    "<div class='wp-block-buttons'><div class='wp-block-button'><a>Book now</a></div></div>",
    "<p><a class='btn btn-primary' href='#'>Buy tickets</a></p>",
    "<div class='wp-block-file'><a href='r.pdf'>The report</a><a download>Download</a></div>",
    "<figure class='wp-block-audio'><audio></audio><figcaption>Ep. 1</figcaption></figure>",
    "<div class='powerpress_player'></div><p>Podcast: Play in new window | Download</p>",
    "<div class='kg-card kg-button-card'><a class='kg-btn' href='#'>Donate</a></div>",
    "<div class='kg-card kg-audio-card'><div class='kg-audio-title'>Talk</div>0:00</div>",
    "<div class='kg-card kg-file-card'><a href='f'><div>plan.pdf</div><div>2 MB</div></a></div>",
    "<div class='kg-card kg-cta-card'><p>Support us with a gift this autumn.</p></div>",
    "<div class='kg-card kg-email-card'><p>Only those who get the mail see this.</p></div>",
    "<p>Advertisement</p>",
    "<div class='code ad-slot'><span>Advertisement</span></div>",
    "<p>Story continues below advertisement</p>",
    "<p>Anzeige</p>",
    "<p>La suite après la publicité</p>",
    "<p>This post may contain affiliate links. Please read our policy.</p>",
    "<p>Post Views: 1,204</p>",
    "<div class='post-views content-post post-5'><span>Post Views:</span> <span>1,204</span></div>",
    "<p>1.2K views</p>",
    "<div class='kk-star-ratings'><div>Rate this post</div><div>4.5/5 - (12 votes)</div></div>",
    "<p>Click on a star to rate it!</p><p>Average rating 4.5 / 5. Vote count: 12</p>",
    "<p>Was this article helpful?</p>",
    "<p>Reading time: 5 minutes</p>",
    "<p>5 min read</p>",
    "<p>Lesezeit: 4 Min.</p>",
    "<div id='ez-toc-container'><p>Contents</p><ul><li><a href='#a'>One</a></li></ul></div>",
    "<h2>Contents</h2><ul><li><a href='#a'>One</a></li><li><a href='#b'>Two</a></li></ul>",
    "<div class='rank-math-block' id='rank-math-toc'><ul><li><a href='#a'>One</a></li></ul></div>",
    "<div class='leaky_paywall_message_wrap'><p>Subscribe to continue reading.</p></div>",
    "<p>This content is restricted to subscribers.</p>",
    "<p>Already a subscriber? Log in.</p>",
    "<p>Dieser Artikel ist nur für Abonnenten lesbar.</p>",
    "<div id='cookie-notice'><p>We use cookies to improve your visit.</p><a href='#'>OK</a></div>",
    "<div class='cmplz-blocked-content-container'><p>Click to accept marketing cookies.</p></div>",
    "<p>This website uses cookies to ensure that you get the best experience.</p>",
    "<p>Copy link</p>",
    "<p>Posted 2 minutes ago</p>",
    "<p>2 hours ago</p>",
    "<div class='liveblog-meta'>Posted by Ada, 5 minutes ago</div>",
    "<p>Filed under: Harbour, Sea</p>",
    "<div class='entry-meta'><span>By Ada Lind on 10 March</span></div>",
    "<div class='wpcf7'><p>Your name</p></div>",
    "<p>Jump to Recipe</p>",
    "<div class='wprm-recipe-rating'>4.9 from 21 votes</div>",
    "<div class='author-box'><p>Ada Lind writes about harbours. She lives by the sea.</p></div>",
    "<p>Leave a comment</p>",
    "<p>Tweet</p>",
    "<p>Watch video</p>",
    "<p>[ratings]</p>",
    "<p>[et_social_share]</p>",
    "<p>[audio mp3='talk.mp3'][/audio]</p>",
    "<div class='kg-card kg-embed-card'><iframe src='x'></iframe></div>",
]


@pytest.mark.parametrize("html", FURNITURE)
def test_furniture_is_left_out_with_a_line(html: str) -> None:
    lines, left_out = read(html)
    assert lines == []
    assert left_out or "<audio>" in html


ROLES = [
    ("<p>(Reporting by Ada Lind in London; Editing by Ben Okoro)</p>", "credit"),
    ("<p>Photo: Ada Lind/The Bay Post</p>", "credit"),
    ("<p>Foto: dpa</p>", "credit"),
    ("<p>© 2026 The Bay Post. All rights reserved.</p>", "credit"),
    ("<p>Additional reporting by Ben Okoro.</p>", "credit"),
    ("<p>AP Photo/Ada Lind</p>", "credit"),
    ("<p>— With assistance from Ben Okoro</p>", "credit"),
    ("<p>Compiled by Ada Lind; edited by Ben Okoro</p>", "credit"),
    ("<p>Our Standards: The Principles of the Bay Post</p>", "credit"),
    ("<div class='kg-card kg-video-card'><video></video>0:00/1:34</div>", "embed"),
    ("<div class='wp-block-jetpack-subscriptions'><p>Your letter</p></div>", "newsletter"),
    ("<p>WATCH: The pier as it opens</p>", "related"),
    ("<p><a href='#'>Watch: The pier as it opens</a></p>", "related"),
    ("<p>READ MORE: The lamps of the pier</p>", "related"),
    ("<p>The post <a href='#'>The pier</a> appeared first on <i>Bay Post</i>.</p>", "related"),
    ("<p>Der Beitrag Der Steg erschien zuerst auf Die Post.</p>", "related"),
    ("<p><a href='#'>Continue reading “The pier” →</a></p>", "related"),
    ("<div id='jp-relatedposts' class='jp-relatedposts'><h3>Related</h3></div>", "related"),
    ("<ul class='wp-block-latest-posts'><li><a href='#'>Another story</a></li></ul>", "related"),
    ("<div class='yarpp yarpp-related'><ol><li><a href='#'>A story</a></li></ol></div>", "related"),
    ("<p>https://www.youtube.com/watch?v=abc</p>", "embed"),
    ("<figure class='wp-block-embed'><div>https://vimeo.com/5</div></figure>", "embed"),
    ("<figure class='kg-card kg-bookmark-card'><a><div>A page</div></a></figure>", "embed"),
    ("<div class='kg-card kg-product-card'><h4>A lamp of brass</h4></div>", "aside"),
    ("<div class='kg-card kg-gallery-card'><figcaption>Four lamps</figcaption></div>", "caption"),
    ("<figure class='wp-block-gallery'><figcaption>Four lamps</figcaption></figure>", "caption"),
    ("<div class='mc4wp-form'><p>Our letter every week</p></div>", "newsletter"),
    ("<div class='kg-card kg-signup-card'><h2>The Bay Letter</h2></div>", "newsletter"),
    ("<p>Abonnieren Sie unseren Newsletter!</p>", "newsletter"),
    ("<p>The old pier in May. (credit: NASA/Ada Lind)</p>", "caption"),
    ("<p><em>Main image credit: Bay Photos</em></p>", "credit"),
    ("<p>(Graphic: Piers in 2019 - <a href='/g'>here</a>)</p>", "credit"),
    ("<p>More Bay sports: https://bay.example/sports</p>", "credit"),
    ("<p>[caption id='a' width='5']<img src='x'> The old pier[/caption]</p>", "caption"),
    ("<p>A fact.[ref]Lind, 2020.[/ref]</p>", "footnote"),
    ("<ol class='wp-block-footnotes'><li id='f1'>A note.</li></ol>", "footnote"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "role"), ROLES)
def test_parts_have_a_role_that_a_publisher_can_turn_on(html: str, role: str) -> None:
    lines, left_out = read(html)
    assert lines in ([], ["paragraph: A fact."])
    assert [reason for reason, _ in left_out] == [role]


READ = [
    ("<figure class='wp-block-pullquote'><blockquote><p>It rains.</p><cite>Ada</cite></blockquote>"
     "</figure>", ["pull-quote: It rains.", "pull-quote: Ada"]),
    ("<p>[pullquote]It rains.[/pullquote]</p>", ["pull-quote: It rains."]),
    ("<p>A Reuters photo shows it. They tweet.</p>",
     ["paragraph: A Reuters photo shows it. They tweet."]),
    ("<p>[fusion_builder_container]<p>One.</p>[/fusion_builder_container]</p>",
     ["paragraph: One."]),
    ("<p>This article has been updated to correct the date.</p>",
     ["note: This article has been updated to correct the date."]),
    ("<p>Correction: The pier opened in May.</p>", ["note: Correction: The pier opened in May."]),
    ("<p><em>Editor’s note: This story was updated.</em></p>",
     ["note: Editor’s note: This story was updated."]),
    ("<p>10:45</p><p>The crowd came.</p>", ["timestamp: 10:45", "paragraph: The crowd came."]),
    ("<p><time>2:05 p.m. EST</time></p>", ["timestamp: 2:05 p.m. EST"]),
    ("<pre class='wp-block-verse'>The sea is calm,\nthe pier is long</pre>",
     ["verse: The sea is calm,", "verse: the pier is long"]),
    ("<div class='poem'><p>The sea is calm,<br>the pier is long</p></div>",
     ["verse: The sea is calm,", "verse: the pier is long"]),
    ("<details><summary>By tram</summary><p>Line 4.</p></details>",
     ["paragraph: By tram", "paragraph: Line 4."]),
    ("<div class='kg-card kg-callout-card'><div class='kg-callout-text'>Bring a coat.</div></div>",
     ["paragraph: Bring a coat."]),
    ("<div class='kg-card kg-toggle-card'><div class='kg-toggle-heading'>"
     "<h4>By tram?</h4></div><div class='kg-toggle-content'><p>Line 4.</p></div></div>",
     ["heading: By tram?", "paragraph: Line 4."]),
    ("<div class='kg-card kg-header-card'><h2 class='kg-header-card-heading'>The pier</h2>"
     "<a class='kg-header-card-button' href='#'>Visit</a></div>", ["heading: The pier"]),
    ("<h3>Ingredients</h3><ul><li>2 eggs</li><li>100 g flour</li></ul>",
     ["heading: Ingredients", "list-item: 2 eggs", "list-item: 100 g flour"]),
    ("<div class='wprm-recipe'><ul><li class='wprm-recipe-ingredient'>2 eggs</li></ul></div>",
     ["list-item: 2 eggs"]),
    ("<p>He said [sic] it was “a plan [for the pier]”.</p>",
     ["paragraph: He said [sic] it was “a plan [for the pier]”."]),
    ("<p>[dropcap]T[/dropcap]he end is near.</p>", ["paragraph: The end is near."]),
    ("[vc_row][vc_column width='1/2'][vc_column_text]One.[/vc_column_text][vc_column_text]Two."
     "[/vc_column_text][/vc_column][/vc_row]", ["paragraph: One.", "paragraph: Two."]),
    ("[et_pb_section][et_pb_text admin_label='Text']<p>One.</p>[/et_pb_text][/et_pb_section]",
     ["paragraph: One."]),
    ("[vc_custom_heading text='By the sea']", ["heading: By the sea"]),
    ("<p>[gallery ids='1,2']</p>", []),
    ("<p>[contact-form-7 id='5' title='Form']</p>", []),
    ("<p>[embed]https://youtu.be/x[/embed]</p>", []),
    ("<p>So {{ page.title }} and {% include x.html %} it is.</p>", ["paragraph: So and it is."]),
    ("<pre class='verse'>[gallery]</pre>", ["verse: [gallery]"]),
    ("<div class='elementor-widget elementor-widget-heading'><h2>The sea</h2></div>",
     ["heading: The sea"]),
    ("<div class='elementor-widget elementor-widget-text-editor'><p>The sea.</p></div>",
     ["paragraph: The sea."]),
    ("<p>An inline<span class='modern-footnotes-footnote__note'>The note.</span> note.</p>",
     ["paragraph: An inline note."]),
    ("<div class='audio-guide'><p>The guide to the pier is told by its keeper, Ada Lind.</p></div>",
     ["paragraph: The guide to the pier is told by its keeper, Ada Lind."]),
    ("<p>Share prices fell. Like this, nobody had seen it: The post was lost.</p>",
     ["paragraph: Share prices fell. Like this, nobody had seen it: The post was lost."]),
    ("<div class='pf_subheadline'>Who pays?</div><p>It is the town.</p>",
     ["heading: Who pays?", "paragraph: It is the town."]),
    ("<p>UP NEXT</p><p>Thunder: Host the Lakers on Friday.</p>",
     ["heading: UP NEXT", "paragraph: Thunder: Host the Lakers on Friday."]),
    ("<p>She asks readers to follow her on Twitter, and they do.</p>",
     ["paragraph: She asks readers to follow her on Twitter, and they do."]),
    ("<p>Comments are free, he said (credit where it is due).</p>",
     ["paragraph: Comments are free, he said (credit where it is due)."]),
    ("<p><b>The dates:</b><br>June 9 -- Tampa, FL<br>June 10 -- Ada, GA<br>June 11 -- Bay, TX</p>",
     ["paragraph: The dates:", "paragraph: June 9 -- Tampa, FL",
      "paragraph: June 10 -- Ada, GA", "paragraph: June 11 -- Bay, TX"]),
    ("<p><b>Path A</b>: Iceland, Israel*<br><b>Path B</b>: Slovakia<br><b>Path C</b>: Norway</p>",
     ["paragraph: Path A: Iceland, Israel*", "paragraph: Path B: Slovakia",
      "paragraph: Path C: Norway"]),
    ("<p>Roses are red<br>Violets are blue<br>Sugar is sweet</p>",
     ["paragraph: Roses are red Violets are blue Sugar is sweet"]),
    ("<p>It was wrapped in 2019<br>by hand.<br>So it went on.</p>",
     ["paragraph: It was wrapped in 2019 by hand. So it went on."]),
    ("<h2>Discussion</h2><p>It is open.</p>", ["heading: Discussion", "paragraph: It is open."]),
    ("<h2>Facebook</h2><p>It grew.</p>", ["heading: Facebook", "paragraph: It grew."]),
    ("<table class='player-stats'><tr><td>Ada</td><td>5</td></tr></table>", []),
]  # fmt: skip


@pytest.mark.parametrize(("html", "lines"), READ)
def test_text_is_read_whatever_holds_it(html: str, lines: list[str]) -> None:
    assert read(html)[0] == lines


def test_the_speakers_of_an_interview_are_parted_from_their_words() -> None:
    html = "<p><strong>Ada Lind</strong> I think so.</p><p><b>Q:</b> Why?</p><p><b>It</b> is.</p>"
    script = write_script(Article("a", title="T", html=html), RULES)
    pauses = [[each.spoken for each in line.replacements] for line in script.lines[1:]]
    assert pauses == [[":"], [], []]


def test_an_article_of_nothing_but_a_paywall_has_no_body() -> None:
    left_out: list[Omission] = []
    html = "<p>This content is restricted to subscribers.</p>"
    script = write_script(Article("a", title="T", html=html), RULES, left_out.append)
    assert [line.role for line in script.lines] == ["title"]
    assert [o.setting for o in left_out] == ["read_furniture"]

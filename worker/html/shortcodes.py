"""Shortcodes that are left in an article: WordPress's and page builders' `[...]`, and others.

Their site would have replaced them. A pair around text is removed, and its text stays; galleries,
forms and players are removed with their content; captions, headings and footnotes become HTML.
Tags of Liquid, Twig, Hugo and Joomla are removed. Words such as `[sic]` are not shortcodes.
"""

import re
from collections.abc import Callable
from html import unescape

from worker.html.omissions import Note
from worker.html.plain_text import BEGINNING_CHARS, fold
from worker.model.script import Omission

_CODE = re.compile(
    r"(<(?:pre|code|script|style|textarea|kbd|samp)\b.*?</(?:pre|code|script|style|textarea|kbd|samp)"
    r"\s*>)",
    re.DOTALL | re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"\[(ref|footnote|fn|efn_note|efn|mfn|modern_footnote|sidenote)(?:\s[^\[\]]{0,300})?\]"
    r"(.{1,1500}?)\[/\1\]",
    re.DOTALL | re.IGNORECASE,
)
_HOLDING = re.compile(
    r"\[(embed|video|audio|playlist|youtube|vimeo|tweet|twitter|instagram|facebook|tiktok|soundcloud"
    r"|script|iframe|gallery|map|googlemap|button|btn|\w{1,20}_button|vc_btn|maxbutton|contact-form"
    r"|contact-form-7|mc4wp_form|newsletter|adsense|ad|ads|adrotate|share|social|poll|sourcecode|code"
    r"|php|html|js|css|et_pb_code|fusion_code|vc_raw_html|vc_raw_js|hide|hidden)"
    r"(?:\s[^\[\]]{0,2000})?\](.{0,1000}?)\[/\1\]",
    re.DOTALL | re.IGNORECASE,
)
"""Shortcodes that hold an address, a label or code, and no text of the article."""

_TEMPLATE = re.compile(
    r"\{%[^{}\n]{0,500}%\}|\{\{[^{}\n]{0,500}\}\}|\[\[\{[^\n]{0,3000}?\}\]\]"
    r"|\{(?:load(?:position|module|moduleid)|module|youtube|vimeo|gallery|slider|audio|video|rsform"
    r"|modal|jcomments)\b[^{}\n]{0,300}\}(?:[^{}\n]{0,200}\{/\w+\})?"
)
_SHORTCODE = re.compile(
    r"<[^<>]*>|\[\[?(?P<end>/?)(?P<name>[A-Za-z][\w-]{0,50})"
    r"(?P<said>(?:\s[^\[\]<]{0,4000}|=[^\[\]<]{1,400})?)/?\]\]?"
)
_ATTRIBUTE = re.compile(r"[\w-]+\s*=\s*\S|^\s*(?:[\"'“”″]|&quot;|&#8\d{3};)|^=|^\s+\d+\s*$")
_LONE_NAMES = frozenset(
    "gallery playlist audio video embed toc more adsense ad ads adrotate divider separator spacer "
    "sitemap archives loginform share sharethis addtoany contactform newsletter breadcrumbs "
    "nextpage pagebreak gap hr br clear rating ratings".split()
)
"""Names of shortcodes that stand alone, without attributes or an end."""

_WRAPPERS = {
    "caption": "figure",
    "wp_caption": "figure",
    "pullquote": 'aside class="pullquote"',
    "pull_quote": 'aside class="pullquote"',
    "su_pullquote": 'aside class="pullquote"',
    "quote": "blockquote",
    "blockquote": "blockquote",
    "su_quote": "blockquote",
    "heading": "h3",
    "su_heading": "h3",
    "fusion_title": "h3",
    "poem": 'div class="verse"',
    "verse": 'div class="verse"',
}
"""Shortcodes that stand for an element."""

_LAYOUT = re.compile(
    r"row|column|col|section|text|tab|toggle|accordion|box|block|inner|container|module|item|wrap"
    r"|half|third|fourth|panel|slide|layout|grid",
    re.IGNORECASE,
)
"""Words in the names of shortcodes that end a paragraph."""

_TITLED = re.compile(
    r"heading|title|tab|toggle|accordion|spoiler|blurb|collapse|expand|faq|question|section",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:title|heading|text|question)\s*=\s*(?:&quot;|&#8\d{3};|[\"“”″'])(.{1,200}?)"
    r"(?:&quot;|&#8\d{3};|[\"“”″'])"
)


def expand_shortcodes(html: str, note: Note) -> str:
    """Return HTML with its shortcodes replaced by what they stand for, or by nothing.

    Args:
        html: HTML of an article.
        note: Function called with each shortcode that is left out.
    """
    if "[" not in html and "{" not in html:
        return html
    footnotes: list[str] = []
    expand = _Expander(html, note, footnotes).expand
    parts = _CODE.split(html)
    parts[::2] = map(expand, parts[::2])
    added = (f'<p data-listen="footnote">{footnote}</p>' for footnote in footnotes)
    return "".join([*parts, *added])


class _Expander:
    """A reader of one article's shortcodes, which knows the names that are closed somewhere."""

    def __init__(self, html: str, note: Note, footnotes: list[str]) -> None:
        self._note = note
        self._footnotes = footnotes
        self._closed = {name.lower() for name in re.findall(r"\[/([A-Za-z][\w-]{0,50})\]", html)}
        self._opened: set[str] = set()

    def expand(self, text: str) -> str:
        steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
            (_FOOTNOTE, self._take_footnote),
            (_HOLDING, self._leave_out),
            (_TEMPLATE, self._leave_out),
            (_SHORTCODE, self._replace),
        )
        for pattern, replace in steps if self._closed else steps[2:]:
            text = pattern.sub(replace, text)
        return text

    def _take_footnote(self, match: re.Match[str]) -> str:
        self._footnotes.append(match[2])
        return ""

    def _leave_out(self, match: re.Match[str]) -> str:
        shown = fold(unescape(re.sub(r"<[^<>]*>", " ", match[0])))
        self._note(Omission("shortcode", shown[:BEGINNING_CHARS]))
        return ""

    def _replace(self, match: re.Match[str]) -> str:
        if match["name"] is None or not self._is_shortcode(match):
            return match[0]
        name = match["name"].lower()
        wrapper = _WRAPPERS.get(name, "")
        if match["end"]:
            border = "<hr>" if _LAYOUT.search(name) else ""
            return f"</{wrapper.split()[0]}>" if wrapper else border
        self._opened.add(name)
        if wrapper and name in self._closed:
            return f"<{wrapper}>"
        self._leave_out(match)
        title = _TITLE.search(match["said"]) if _TITLED.search(name) else None
        if title:
            return f"<h4>{title[1]}</h4>"
        return "<hr>" if _LAYOUT.search(name) else ""

    def _is_shortcode(self, match: re.Match[str]) -> bool:
        """Return whether words in brackets are a shortcode, and not an editor's insertion."""
        name, said = match["name"].lower(), unescape(match["said"] or "")
        if match["end"]:
            return name in self._opened
        if name in ("latex", "math"):
            return False  # formulas
        is_alone = not said.strip() and (name in _LONE_NAMES or "_" in name)
        return is_alone or name in self._closed or bool(_ATTRIBUTE.search(said))

"""Markdown to HTML: formulas become MathML, code is coloured, headings get anchors."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from itertools import pairwise

from markdown_it import MarkdownIt
from math_core import LatexError, LatexToMathML
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

COLOURED = re.compile("c|c1|cm|k|kn|kc|kd|ow|s|s1|s2|sa|sd|si|se|nf|nc|nd|fm|mi|mf|mh")  # classes in shared.css
LONG = 30  # characters of LaTeX: such a formula may be wider than a phone


class WebError(ValueError):
    """Pages can't be made: which file is at fault, and what to do about it."""


@dataclass(frozen=True)
class Heading:
    level: int
    id: str
    html: str


def to_html(markdown: str, anchor: Callable[[str], str]) -> tuple[str, list[Heading]]:
    """HTML and headings of a Markdown text; `anchor` makes a heading's id out of its words."""
    parser = _parser()
    tokens = parser.parse(markdown)
    headings = []
    for opening, words in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrs["id"] = anchor(words.content)
            html = parser.renderer.renderInline(words.children, parser.options, {})
            headings.append(Heading(int(opening.tag[1]), opening.attrs["id"], html))
    html = parser.renderer.render(tokens, parser.options, {})
    # A browser may break the line after any formula; no line should begin with the comma that follows it.
    html = re.sub(
        r"(<math\b(?:(?!</math>).)*</math>[,.;:)，。；：、？！）”]+)", r'<span class="glue">\1</span>', html
    )
    return html, headings


def code(source: str, language: str) -> str:
    """Coloured source code; a language that Pygments doesn't know stays plain."""
    try:
        coloured = highlight(source, get_lexer_by_name(language or "text"), HtmlFormatter(nowrap=True))
    except ClassNotFound:
        coloured = escape(source)
    plainer = re.sub(
        r'<span class="(\w+)">(.*?)</span>',
        lambda span: span[0] if COLOURED.fullmatch(span[1]) else span[2],
        coloured,
        flags=re.DOTALL,
    )
    return f"<pre><code>{plainer.rstrip()}</code></pre>\n"


def formula(latex: str, display: bool) -> str:
    """MathML of a LaTeX formula. Raises WebError for a command that there is no MathML for."""
    try:
        mathml = LatexToMathML(fancy_error=False).convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        raise WebError(f"cannot typeset the formula {latex!r}: {error}") from error
    if display:
        return f'<span class="formula scroll">{mathml}</span>'
    return f'<span class="long">{mathml}</span>' if len(latex) > LONG else mathml


def plain(html: str) -> str:
    """The words of some HTML in one line."""
    words = re.sub(r"</?(?:p|li|td|th|h\d|div)\b[^>]*>", " ", html)
    words = unescape(re.sub(r"<[^>]+>", "", words))
    return " ".join(words.replace("\u2061", "").split())  # MathML's invisible function application


def github_slug(words: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"highlight": lambda source, language, _: code(source, language)})
    parser.enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, double_inline=True)
    parser.use(amsmath_plugin)
    rules = {"math_inline": False, "math_inline_double": True, "math_block": True, "amsmath": True}
    for rule, display in rules.items():
        parser.renderer.rules[rule] = lambda tokens, i, *_, display=display: formula(tokens[i].content, display)
    return parser

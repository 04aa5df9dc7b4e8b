"""What libyaml cannot read, in words that help.

The parser's own words name its grammar ("did not find expected key"); what stands
here says what people do wrong to get there. Both of PyYAML's parsers are known.
"""

import re

import yaml

from storyboard.dsl.text import SourceText, in_quotes
from storyboard.errors import Problem

_BRACES = re.compile(r"^\s*(?:- +)*(?:[^\s#\"'{][^#\"'{]*: +)?(?P<text>\{\{.*?)\s*$")

# (words in its context or complaint, whether the context's start is meant, message,
# hint)
_COMPLAINTS: tuple[tuple[str, bool, str, str], ...] = (
    (
        "unexpected end of stream",
        True,
        "this quote is never closed",
        "end the text with the same quote",
    ),
    (
        "unexpected document indicator",
        True,
        "this quote is never closed",
        "end the text with the same quote",
    ),
    (
        "invalid Unicode character escape",
        False,
        "no letter has this number",
        "write the letter itself",
    ),
    (
        "unknown escape character",
        False,
        "this is no escape that YAML knows",
        r"write \\ for a backslash, or use single quotes",
    ),
    (
        "mapping values are not allowed",
        False,
        "a colon cannot stand here",
        "quote text that holds a colon and a space, or check the line above",
    ),
    (
        "sequence entries are not allowed",
        False,
        "a list cannot start here",
        "start each item on a line of its own below the key",
    ),
    (
        "could not find expected ':'",
        True,
        "there is no colon after this key",
        "write `key: value`, and indent text that goes on by more than its key",
    ),
    (
        "tab character",
        False,
        "a tab cannot indent",
        "indent with spaces",
    ),
    (
        "',' or ']'",
        True,
        "this list is not closed",
        "separate its items with commas and end it with ]",
    ),
    (
        "',' or '}'",
        True,
        "this mapping is not closed",
        "separate its keys with commas and end it with }",
    ),
    (
        "alphabetic or numeric character",
        True,
        "text that starts with * or & needs quotes",
        "put it in double quotes",
    ),
    (
        "comment or line break",
        False,
        "after | or > the text starts on the next line",
        "break the line here and indent the text",
    ),
    (
        "indentation indicator",
        False,
        "after | or > the text starts on the next line",
        "break the line here and indent the text",
    ),
    (
        "document start",
        False,
        "the document has ended before this",
        "keep one board to a file, without `---` and `...`",
    ),
    (
        "directive",
        False,
        "this directive is not known",
        "leave the line out; text that starts with % needs quotes",
    ),
    (
        "block collection",
        False,
        "this is no item of the list above",
        "start it with `- `, or indent it differently",
    ),
    (
        "tag",
        True,
        "this tag cannot be read",
        "text that starts with ! needs quotes",
    ),
)
_AFTER_QUOTES = (
    "text goes on after its closing quote",
    "put all of it inside one pair of quotes",
)
_OUT_OF_LINE = (
    "this does not fit the lines above",
    "line it up with the keys that it belongs to",
)


def _complaint(source: SourceText, error: yaml.MarkedYAMLError) -> tuple[int, str, str]:
    said = f"{error.context}: {error.problem}"
    mark = error.problem_mark or error.context_mark
    at = mark.index if mark else 0
    if "cannot start any token" in said:
        character = source.text[at : at + 1]
        if character == "\t":
            return at, "a tab cannot indent", "indent with spaces"
        words = f"text that starts with {character} needs quotes"
        return at, words, "put it in double quotes"
    for words, from_start, message, hint in _COMPLAINTS:
        if words in said:
            start = error.context_mark if from_start else None
            return (start.index if start else at), message, hint
    before = source.text[source.line_start(at) : at].rstrip()
    return at, *(_AFTER_QUOTES if before.endswith(("'", '"')) else _OUT_OF_LINE)


def _unquoted_braces(source: SourceText, at: int) -> tuple[int, int, str] | None:
    """`action: {{ mira }} climbs` on the line where the parser gave up."""
    start = source.line_start(at)
    line = source.spot(start).text
    match = _BRACES.match(line)
    if not match:
        return None
    return start + match.start("text"), start + match.end("text"), match["text"]


def syntax_problem(source: SourceText, error: yaml.MarkedYAMLError) -> Problem:
    """The parser's complaint in our words, at its place."""
    mark = error.problem_mark
    found = mark and _unquoted_braces(source, max(mark.index - 1, 0))
    if found:
        start, end, text = found
        return Problem(
            "quotes",
            "text that starts with {{ needs quotes",
            hint=f"write {in_quotes(text)}",
            spot=source.spot(start, end),
        )
    at, message, hint = _complaint(source, error)
    at = min(at, len(source.text))
    return Problem("yaml", message, hint=hint, spot=source.spot(at))

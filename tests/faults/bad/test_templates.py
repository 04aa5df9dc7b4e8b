"""Templates that loop, grow, reach for files, or try to be code.

More of them, and finer, are in `tests/prompts/test_sandbox.py`; here they come through
the door: in an action, in a sheet, in a file, with the whole command behind it.
"""

import json
from collections.abc import Mapping

import pytest

from tests.faults.ground import BOARD, SHOT, Ground

TEMPLATES: Mapping[str, tuple[str, str]] = {
    "two nested loops": (
        "{% for a in range(999) %}{% for b in range(999) %}x{% endfor %}{% endfor %}",
        "more work than a prompt may take",
    ),
    "a range without end": (
        "{% for a in range(99999999) %}{% endfor %}", "at most",
    ),
    "a text a hundred million times": ('{{ "x" * 100000000 }}', "for numbers"),
    "a list a hundred million times": ("{{ [1] * 100000000 }}", "for numbers"),
    "a tower of powers": ("{{ 10 ** 10 ** 8 }}", "`**` is not part"),
    "a text doubled forty times": (
        '{% set a = "xxxxxxxxxx" %}' + "{% set a = a ~ a %}" * 40 + "{{ a }}",
        "beyond 20,000 characters",
    ),
    "a list inside itself forty times": (
        "{% set a = [1] %}" + "{% set a = [a, a] %}" * 40 + "{{ a }}", "list",
    ),
    "a padded word": ('{{ "x" | center(1000000000) }}', 'no filter called "center"'),
    "a padded number": ('{{ "%999999999d" % 1 }}', "for numbers"),
    "a format": ('{{ "{:>999999999}".format("x") }}', "storyboard.yaml"),
    "five thousand brackets": (
        "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}", "too",
    ),
    "a macro that calls itself": (
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "`macro` is not part",
    ),
    "a number of ten thousand digits": ("{{ " + "9" * 10_000 + " }}", "too"),
    "an include": ("{% include '../canary.txt' %}", "`include` is not part"),
    "a parent": ("{% extends '../canary.j2' %}", "`extends` is not part"),
    "an import": ("{% import '../canary.j2' as c %}", "`import` is not part"),
    "a class": ('{{ "".__class__.__mro__[1].__subclasses__() }}', "storyboard.yaml"),
    "a class by a filter": ('{{ "x" | attr("__class__") }}', '"attr"'),
    "a function's world": (
        "{{ range.__globals__.os.system('touch ../canary.txt') }}", "storyboard.yaml",
    ),
    "lorem ipsum": ("{{ lipsum(n=999999) }}", '"lipsum"'),
}  # fmt: skip


def in_an_action(template: str) -> str:
    shot = f'{{id: "010", action: {json.dumps(template)}}}'
    return f"{BOARD}scenes: [{{id: pier, shots: [{shot}]}}]\n"


@pytest.mark.row("B templates")
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_hostile_template_ends_in_a_clear_error(name: str, ground: Ground) -> None:
    """In an action and in a template file: both in one board, both told of."""
    template, what = TEMPLATES[name]
    ground.lay({"storyboard.yaml": in_an_action(template)})
    ground.survives("render", code=2, words=("storyboard.yaml:6:", what))
    styled = f"{BOARD}style: {{template: shot.j2}}\n{SHOT}"
    ground.lay({"storyboard.yaml": styled, "shot.j2": f"A film.\n{template}\n"})
    where = what.replace("storyboard.yaml", "shot.j2")
    ended = ground.survives("render", code=2, words=("shot.j2:", where))
    assert "010" in ended.said

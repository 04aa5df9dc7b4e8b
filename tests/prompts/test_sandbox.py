"""Templates are data: hostile ones end in one clear fault, soon and small."""

import time
import tracemalloc

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from storyboard.prompts.filters import LONGEST, filters
from storyboard.prompts.language import TemplateFault
from storyboard.prompts.sandbox import Sandbox
from storyboard.prompts.variables import Spoken

LINE = Spoken("mira", "Mira Vale", "the keeper", "Not tonight.", in_frame=True)
VALUES = {"word": "storm", "words": ["rain", "wind"], "line": LINE, "empty": None}

BOMBS = {
    "two nested loops": (
        "{% for a in range(999) %}{% for b in range(999) %}{% endfor %}{% endfor %}"
    ),
    "a long range": "{% for a in range(99999) %}x{% endfor %}",
    "a huge range": "{{ range(10 * 1000000) | join }}",
    "four loops without a word": "{% for a in range(900) %}" * 4 + "{% endfor %}" * 4,
    "a loop over a loop's text": (
        "{% for a in word * 9 %}{% for b in a %}{{ b }}{% endfor %}{% endfor %}"
    ),
    "repeated text": '{{ "x" * 100000000 }}',
    "a repeated list": "{{ ([1] * 100000000) | length }}",
    "a tower of powers": "{{ 10 ** 10 ** 8 }}",
    "a huge product": (
        "{% set a = 999999999999999 %}{% set a = a * a %}{% set a = a * a %}{{ a }}"
    ),
    "a padded number": '{{ "%999999999d" % 1 }}',
    "a format method": '{{ "{:>999999999}".format("x") }}',
    "a format filter": '{{ "%999999999s" | format("x") }}',
    "centred text": "{{ word | center(1000000000) }}",
    "indented text": "{{ word | indent(1000000000) }}",
    "a padded method": "{{ word.ljust(1000000000) }}",
    "expanded tabs": "{{ word.expandtabs(1000000000) }}",
    "doubled text": '{% set a = "xxxxxxxxxx" %}' + "{% set a = a ~ a %}" * 40 + "{{a}}",
    "added text": '{% set a = "xxxxxxxxxx" %}' + "{% set a = a + a %}" * 40 + "{{a}}",
    "doubled lists": '{% set a = ["x"] %}' + "{% set a = a + a %}" * 40,
    "lists of lists": "{% set a = [1] %}" + "{% set a = [a, a] %}" * 40 + "{{ a }}",
    "tuples of lists": "{% set a = (1, 2) %}" + "{% set a = (a, a) %}" * 40,
    "replaced text": '{{ "xxxxxxxxxx" | replace("x", "y" ~ "%s") }}' % ("y" * 9_000),
    "a replaced nothing": '{{ word | replace("", "%s") }}' % ("y" * 9_000),
    "joined ranges": '{{ range(1000) | join("%s") }}' % ("x" * 1_000),
    "many filters in a loop": (
        "{% for a in range(999) %}" + "{{ words | join | upper }}" * 99 + "{% endfor %}"
    ),
    "a list of letters, often": "{{ ([word] * 9) | map('list') | list }}",
    "a recursive macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a recursive loop": "{% for a in words recursive %}{{ loop(words) }}{% endfor %}",
    "a growing namespace": (
        '{% set n = namespace(a="xx") %}{% for i in range(99) %}'
        "{% set n.a = n.a ~ n.a %}{% endfor %}"
    ),
    "a block that sets": "{% set a %}{{ word }}{% endset %}{{ a }}",
    "deep brackets": "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
    "deep lists": "{{ " + "[" * 200 + "]" * 200 + " }}",
    "a long sum": "{{ " + "1 + " * 4_000 + "1 }}",
    "many nots": "{{ " + "not " * 4_000 + "1 }}",
    "many nested ifs": "{% if word %}" * 300 + "{% endif %}" * 300,
    "a huge literal": "{{ " + "9" * 10_000 + " }}",
    "a huge hexadecimal": "{{ 0x" + "f" * 10_000 + " }}",
    "a long template": "x" * (LONGEST + 1) + "{{ word }}",
    "much output": "{% for a in range(999) %}" + "x" * 999 + "{% endfor %}",
    "an include": "{% include 'secret.txt' %}",
    "an import": "{% import 'secret.txt' as s %}",
    "a from-import": "{% from 'secret.txt' import s %}",
    "a parent": "{% extends 'secret.txt' %}",
    "a block": "{% block a %}{% endblock %}",
    "a call block": "{% call word() %}{% endcall %}",
    "a filter block": "{% filter upper %}x{% endfilter %}",
    "a class": "{{ word.__class__.__mro__ }}",
    "a class by index": '{{ word["__class__"] }}',
    "a class by filter": '{{ word | attr("__class__") }}',
    "a class by map": "{{ [word] | map(attribute='__class__') | join }}",
    "a method's function": "{{ line.__init__.__globals__ }}",
    "a cycler": "{{ cycler(1, 2).next() }}",
    "lorem ipsum": "{{ lipsum(n=9999) }}",
    "the template itself": "{{ self }}",
    "a called word": "{{ word() }}",
    "a called loop": "{% for range in words %}{{ range() }}{% endfor %}",
    "random": "{{ words | random }}",
    "a division by nothing": "{{ 1 / 0 }}",
    "a loop over nothing": "{% for a in empty %}{% endfor %}",
    "words less than numbers": "{{ 1 < word }}",
    "a list as words": "{{ words }}",
    "a range as words": "{{ range(3) }}",
    "an unfinished if": "{% if word %}",
    "an unknown tag": "{% fro a in words %}{% endfor %}",
    "the first of nothing": "{{ [] | first }}",
}


@pytest.mark.parametrize("template", BOMBS.values(), ids=BOMBS)
def test_a_hostile_template_ends_in_a_fault_soon(template: str) -> None:
    started = time.perf_counter()
    with pytest.raises(TemplateFault) as caught:
        Sandbox().expand(template, VALUES)
    assert caught.value.message
    assert time.perf_counter() - started < 1


def test_hostile_templates_take_little_memory() -> None:
    tracemalloc.start()
    for template in BOMBS.values():
        with pytest.raises(TemplateFault):
            Sandbox().expand(template, VALUES)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 16_000_000


def test_the_plain_sandbox_of_jinja_would_let_text_be_repeated() -> None:
    """Else the bounds here would be shown against nothing."""
    grown = ImmutableSandboxedEnvironment().from_string('{{ "x" * 30000 }}').render()
    assert len(grown) > LONGEST


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ word }}", "storm"),
        ("{{word}} and {{ word }}", "storm and storm"),
        ("{{ word | upper }}", "STORM"),
        ('{{ words | join(", ") }}', "rain, wind"),
        ("{% for w in words %}{{ loop.index }}{{ w }} {% endfor %}", "1rain 2wind "),
        ("{% for w in words %}{{ loop.cycle('a', 'b') }}{% endfor %}", "ab"),
        ("{% for w in words if w != 'rain' %}{{ w }}{% endfor %}", "wind"),
        ("{% if empty %}a{% elif word %}b{% endif %}", "b"),
        ("{{ [empty, word] | select | join }}", "storm"),
        ("{% for w, n in [] %}{% else %}none{% endfor %}", "none"),
        ("{% set a = 2 %}{{ a * 3 + 1 }}", "7"),
        ('{{ "sea" ~ 1 ~ word }}', "sea1storm"),
        ("{{ line.name }}: {{ line.line }}", "Mira Vale: Not tonight."),
        ("{{ [line] | map(attribute='name') | join }}", "Mira Vale"),
        ("{{ [line] | selectattr('in_frame') | map('upper') | join }}", "NOT TONIGHT."),
        ("{{ word is defined }}{{ fog is defined }}", "TrueFalse"),
        ("{{ fog | default('clear') }}", "clear"),
        ("{{ empty }}", ""),
        ("{% raw %}{{ word }}{% endraw %}{# quiet #}", "{{ word }}"),
        ("{{ word[0] }}{{ word[-2:] }}", "srm"),
        ("{{ 'ends' | stop }} {{ 'ends!' | stop }}", "ends. ends!"),
        ("{{ 'the Keeper' | upper_first }}", "The Keeper"),
        ("no template {at} all }}", "no template {at} all }}"),
    ],
)
def test_a_template_says_what_it_should(template: str, words: str) -> None:
    assert Sandbox().expand(template, VALUES) == words


def test_a_text_of_mentions_expands_alike_with_and_without_compiling() -> None:
    text = "{{ word }}: {{line.name}} {{ line.short }}."
    quick = Sandbox().expand(text, VALUES)
    compiled = Sandbox().expand(text + "{# compiled #}", VALUES)
    assert quick == compiled == "storm: Mira Vale the keeper."


ENDS = "{% endfor %}{% endfor %}"


@pytest.mark.parametrize(
    ("template", "message", "hint", "line"),
    [
        ("{{ wrod }}", 'nothing is called "wrod" here', 'did you mean "word"?', 1),
        ("\n\n{{ wrod | upper }}", 'nothing is called "wrod" here', "word", 3),
        ("{{ lipsum(n=9) }}", 'nothing is called "lipsum" here', "there is", 1),
        ("{{ line.nmae }}", 'there is no "nmae" in it', 'did you mean "name"?', 1),
        ("a\n{{ word | uper }}", 'no filter called "uper"', '"upper"?', 2),
        ("{{ word is defind }}", 'no test called "defind"', '"defined"?', 1),
        ("\n{% fro w in words %}", 'templates have no tag "fro"', '"for"?', 2),
        ("\n{% include 'x' %}", "`include` is not part", "loads nothing", 2),
        ("{{ word\n", "cannot be read as a template", "Jinja says", 1),
        ("\n{{ words }}", "a list has no words", "join", 2),
        ('\n{{ "a" + 1 }}', '"+" is for numbers', "~", 2),
        (
            "{% for a in words %}\n{% for b in range(999) %}"
            + "{{ empty }}" * 20
            + ENDS,
            "more work than a prompt may take",
            "shorter loops",
            2,
        ),
    ],
)
def test_a_fault_says_what_where_and_what_to_do(
    template: str, message: str, hint: str, line: int
) -> None:
    with pytest.raises(TemplateFault) as caught:
        Sandbox().expand(template, VALUES)
    fault = caught.value
    assert message in fault.message
    assert hint in fault.hint
    assert fault.line == line


def test_all_texts_of_a_board_share_one_allowance() -> None:
    sandbox = Sandbox(allowance=15_000)
    busy = "{% for a in range(900) %}{{ word | upper }}{% endfor %}"
    sandbox.expand(busy, VALUES)
    with pytest.raises(TemplateFault, match="more work"):
        sandbox.expand(busy + "again", VALUES)


def test_every_filter_of_jinja_that_pads_is_absent() -> None:
    padding = {"center", "indent", "format", "wordwrap", "pprint", "tojson", "batch"}
    assert not padding & set(filters())

"""YAML 1.2 core, with places, and bounded."""

import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from storyboard.dsl import compose as composing
from storyboard.dsl.compose import MAX_DEPTH, MAX_NODES, MAX_PROBLEMS, compose
from storyboard.dsl.scalars import resolve
from storyboard.dsl.text import SourceText


def data(text: str) -> object:
    root, problems = compose(SourceText("board.yaml", text))
    assert problems == ()
    assert root is not None
    return root.value


def codes(text: str) -> list[str]:
    return [problem.code for problem in compose(SourceText("board.yaml", text))[1]]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *((text, text) for text in ("yes", "no", "on", "off", "y", "n", "Yes", "NO")),
        *((text, text) for text in ("16:9", "1:30", "190:20:30", "9:16", "2.39:1")),
        *((text, text) for text in ("2026-01-01", "1_000", "0b11", "1,5", "12e", "+")),
        *((text, text) for text in (".", "-", "0o8", "0xg", "-0x1F", ".Nan", "tRUE")),
        *((text, True) for text in ("true", "True", "TRUE")),
        *((text, False) for text in ("false", "False", "FALSE")),
        *((text, None) for text in ("", "~", "null", "Null", "NULL")),
        *[("010", 10), ("0", 0), ("-7", -7), ("+7", 7), ("0o17", 15), ("0x1F", 31)],
        *[("1.", 1.0), (".5", 0.5), ("-1e3", -1000.0), ("6.02E+23", 6.02e23)],
        *[(".inf", math.inf), ("-.INF", -math.inf), ("9" * 41, math.inf)],
    ],
)
def test_plain_scalars_mean_what_yaml_1_2_says(written: str, meant: object) -> None:
    value = resolve(written)
    assert value == meant
    assert type(value) is type(meant)


def test_nan_is_a_number() -> None:
    value = resolve(".nan")
    assert isinstance(value, float)
    assert math.isnan(value)


def test_quoted_scalars_are_text() -> None:
    assert data("""["010", 'true', "~", 'null', "1.5"]""") == [
        "010",
        "true",
        "~",
        "null",
        "1.5",
    ]


def test_core_tags_are_followed() -> None:
    text = "[!!str 010, !!float 3, !!int '7', !!null '', !!bool 'true', ! 5]"
    assert data(text) == ["010", 3.0, 7, None, True, "5"]
    assert data("!!map {a: !!seq [1]}") == {"a": [1]}


@pytest.mark.parametrize(
    "text",
    ["!!int x", "!!python/object:os.system x", "!mine x", "!!map []", "!!binary aGk="],
)
def test_other_tags_are_refused(text: str) -> None:
    assert codes(f"a: {text}") == ["tag"]


def test_an_alias_repeats_its_anchor_at_its_own_place() -> None:
    root, problems = compose(SourceText("b", "a: &x {k: 1}\nb: *x\n"))
    assert problems == ()
    assert root is not None
    assert root.value == {"a": {"k": 1}, "b": {"k": 1}}
    assert (root.inner["b"].start, root.inner["b"].end) == (16, 18)


def test_an_anchor_given_again_means_the_later_value() -> None:
    assert data("[&x 1, &x 2, *x]") == [1, 2, 2]
    assert data("&x [&x 1, *x]") == [1, 1]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_however_they_end(end: str) -> None:
    _, problems = compose(SourceText("b", f"a: 1{end}b: 2{end}  {end}a: 3{end}"))
    assert [str(problem.spot) for problem in problems] == ["b:4:1"]


def test_columns_count_characters_whatever_their_width() -> None:
    text = "漢字: {🌫️é: 1, a: 1, a: 2}"
    _, problems = compose(SourceText("b", text))
    assert [str(problem.spot) for problem in problems] == ["b:1:20"]
    assert text[19] == "a"


@pytest.mark.parametrize("size", [MAX_DEPTH, MAX_DEPTH + 1, 1_000, 100_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[a, "])
def test_depth_is_bounded(opening: str, size: int) -> None:
    found = codes(opening * size + ("x" if opening == "- " else ""))
    if size > MAX_DEPTH:
        assert found == ["too-deep"]
    else:
        assert "too-deep" not in found


def test_depth_counts_what_an_alias_stands_for() -> None:
    half = "[" * 40 + "]" * 40
    assert codes(f"a: &x {half}\nb: " + "[" * 40 + "*x" + "]" * 40) == ["too-deep"]


def test_an_alias_bomb_is_defused_by_counting() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    _, problems = compose(SourceText("b", "\n".join(lines)))
    assert [problem.code for problem in problems] == ["too-large"]
    assert problems[0].spot is not None
    assert problems[0].spot.line == 6


def test_values_are_counted_to_a_bound() -> None:
    assert codes("- 1\n" * (MAX_NODES - 1)) == []
    assert codes("- 1\n" * MAX_NODES) == ["too-large"]


@pytest.mark.parametrize(
    "text",
    ["a: &x [*x]", "a: &x {b: {c: *x}}", "&x [1, [*x]]"],
)
def test_an_alias_inside_its_anchor_is_a_circle(text: str) -> None:
    assert codes(text) == ["alias-circle"]


def test_so_many_mistakes_end_the_reading() -> None:
    found = codes("{" + "a: 1, " * 10_000 + "}")
    assert found == ["duplicate-key"] * MAX_PROBLEMS + ["too-many"]


@pytest.mark.parametrize(
    "key", ["1", "true", "~", "1.5", "[a]", "{a: b}", "*x", "? [a]\n"]
)
def test_a_key_that_is_no_text_is_told_of(key: str) -> None:
    found = codes(f"z: &x 1\n{key} : b\n")
    assert found
    assert set(found) <= {"key", "yaml", "quotes"}


def test_both_of_the_parsers_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        "a: 'b\nc: d\n",
        "a:\n\tb: 1",
        "a: b: c",
        "a\nb: 1",
        "a:\n  b: 1\n c: 2\n",
        "a: [1, 2\nb: 3\n",
        "a: {b: 1\nc: 2\n",
        "a: - b",
        "a: **b**",
        "a: @b",
        "a: %b",
        "- a\nb: 1",
        "a: !foo!bar x",
        "a: {{ b }} c\nd: 1",
        "a: 'x' y",
        "a: 1\na: 😀\nc: *d\n",
    ]

    def findings() -> list[list[tuple[str, str]]]:
        found = [compose(SourceText("b", text))[1] for text in texts]
        return [[(p.message, str(p.spot)) for p in problems] for problems in found]

    quick = findings()
    monkeypatch.setattr(composing, "_PARSER", yaml.BaseLoader)
    slow = findings()
    differing = [
        (text, one, two)
        for text, one, two in zip(texts, quick, slow, strict=True)
        if one != two
    ]
    assert differing == []


@given(st.text(max_size=60))
def test_any_text_is_data_or_a_problem_with_a_place(text: str) -> None:
    clean = "".join(c for c in text if c.isprintable() or c in "\n\r\t")
    root, problems = compose(SourceText("b", clean))
    assert root is not None or problems
    for problem in problems:
        assert problem.spot is not None
        assert 1 <= problem.spot.column <= len(problem.spot.text) + 1


_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text("ab: é{[", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcé ", min_size=1, max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_PLAIN)
def test_what_a_writer_of_yaml_writes_is_read_back(value: object) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_style='"')
    assert data(text) == value

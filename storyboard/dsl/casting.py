"""A character template cast under an id, with values for its parameters."""

from storyboard.dsl.nodes import KEY, Document
from storyboard.dsl.parts import Origin, Part
from storyboard.errors import Problem, Where, offer
from storyboard.model.library import Character, Use


def _given(use: Use, user: Document, where: Where) -> dict[str, str]:
    """The values as text; a number keeps the digits it was written with."""
    given = {}
    for name, value in use.with_.items():
        node = user.node((*where, "with", name))
        given[name] = (node.raw if node else "") or str(value)
    return given


def cast(
    use: Use,
    template: Character,
    origin: Origin,
    user: Origin,
    problems: list[Problem],
) -> Part:
    """The character that a `use` with `as` makes of a template."""
    document, where = user
    given = _given(use, document, where)
    known = tuple(template.parameters)
    for name in given:
        if name not in template.parameters:
            message = f'the template has no parameter "{name}"'
            place = (*where, "with", name, KEY)
            hint = offer(name, known)
            problems.append(document.problem("unknown-parameter", message, place, hint))
    for name, default in template.parameters.items():
        if default is None and name not in given:
            message = f'the template needs a value for "{name}"'
            hint = f"write with: {{{name}: …}}"
            problems.append(document.problem("missing-parameter", message, where, hint))
    values = {
        name: given.get(name, said or "") for name, said in template.parameters.items()
    }
    return Part(
        "characters",
        use.as_ or "",
        template.model_copy(update={"parameters": values}),
        origin,
        (document, (*where, "as")),
        {name: (document, (*where, "with", name)) for name in given},
    )

"""Which providers there are, and building those that are needed.

A provider is an entry point in the group `storyboard.providers`: a name, and a
function that takes a Workplace and gives the Provider of that name. The embedded ones
are found in the same way as those of other packages.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points

from storyboard.errors import PlanError, Problem, StoryboardError, offer
from storyboard.providers.base import Provider, Workplace

GROUP = "storyboard.providers"


def known() -> tuple[str, ...]:
    """The names of all providers, sorted; nothing of theirs is imported."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def build(
    names: Iterable[str], workplace_for: Callable[[str], Workplace]
) -> Mapping[str, Provider]:
    """The named providers; no other one is imported.

    PlanError with a problem for each one that is unknown or broken. To go on with the
    rest, build them one by one.
    """
    built: dict[str, Provider] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            built[name] = build_one(name, workplace_for(name))
        except PlanError as error:
            problems += error.problems
    if problems:
        raise PlanError("not every provider can be used", problems)
    return built


def build_one(name: str, workplace: Workplace) -> Provider:
    """One provider; PlanError with a problem where it is unknown or broken.

    What a working provider complains of by itself (settings, a missing key) comes
    through as it is.
    """
    entry = _found(name)
    try:
        factory = entry.load()
        provider: Provider = factory(workplace)
        calls_itself = provider.name
    except StoryboardError:
        raise
    except Exception as error:
        raise _broken(entry, f"{type(error).__name__}: {error}") from error
    if calls_itself != name:
        raise _broken(entry, f'it calls itself "{calls_itself}"')
    return provider


def _found(name: str) -> EntryPoint:
    # A package that is installed twice over says the same thing twice.
    found = {entry.value: entry for entry in entry_points(group=GROUP, name=name)}
    if not found:
        message, hint = f'there is no provider "{name}"', offer(name, known())
        raise PlanError(message, [Problem("unknown-provider", message, hint=hint)])
    if len(found) > 1:
        message = f'two packages offer a provider "{name}": {", ".join(sorted(found))}'
        hint = "uninstall one of them"
        raise PlanError(message, [Problem("ambiguous-provider", message, hint=hint)])
    return next(iter(found.values()))


def _broken(entry: EntryPoint, why: str) -> PlanError:
    package = entry.dist.name if entry.dist else entry.module
    message = f'the provider "{entry.name}" of {package} cannot be used: {why}'
    problem = Problem("broken-provider", message, hint=f"update or uninstall {package}")
    return PlanError(message, [problem])

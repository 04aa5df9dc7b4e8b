"""Scenes shot together: several shots' requests as one job. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from storyboard.errors import Problem
from storyboard.model.breakdown import Sheet
from storyboard.model.capabilities import Capabilities
from storyboard.model.money import Money
from storyboard.model.plan import Step
from storyboard.model.request import (
    Beat,
    ClipRequest,
    MediaInput,
    digest_of,
)
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take
from storyboard.model.value import SceneId, ShotId, exact
from storyboard.planning.places import At

Offers = Callable[[str, str | None], Capabilities | None]
"""What a provider's model can do; None: no such model."""


def joint(
    requests: Sequence[ClipRequest], board: Storyboard, offers: Offers
) -> Mapping[SceneId, Capabilities]:
    """The scenes whose shots become one job, each with the model that makes it.

    Where a model makes each shot by itself, or nobody knows it, and where a scene has
    a single shot, there is nothing to join.
    """
    wanted = {scene.id for scene in board.scenes if scene.together}
    found = {}
    for scene, shots in _scenes(requests):
        if scene not in wanted or len(shots) == 1:
            continue
        offered = offers(shots[0].provider, shots[0].model)
        if offered is not None and offered.together != "apart":
            found[scene] = offered
    return found


def join(
    requests: Sequence[ClipRequest], scenes: Mapping[SceneId, Capabilities]
) -> tuple[ClipRequest, ...]:
    """The requests, those of each joint scene (see `joint`) as one."""
    return tuple(
        request
        for scene, shots in _scenes(requests)
        for request in ((_joined(shots, scenes[scene]),) if scene in scenes else shots)
    )


def _scenes(
    requests: Sequence[ClipRequest],
) -> Iterator[tuple[SceneId, Sequence[ClipRequest]]]:
    for scene, shots in groupby(requests, key=lambda request: request.slate.scene):
        yield scene, tuple(shots)


def _joined(shots: Sequence[ClipRequest], offered: Capabilities) -> ClipRequest:
    """One request: a beat for each shot, and the files of all of them."""
    prompts = [shot.prompt for shot in shots]
    # A service with a field for each shot is not known to read a prompt beside it.
    common, own = ("", prompts) if offered.together == "scenes" else _shared(prompts)
    return shots[0].model_copy(
        update={
            "prompt": common,
            "seconds": float(sum(exact(shot.seconds) for shot in shots)),
            "media": _union(shots),
            "beats": tuple(
                Beat(shot=shot.shot, prompt=prompt, seconds=shot.seconds)
                for shot, prompt in zip(shots, own, strict=True)
            ),
        }
    )


def _shared(prompts: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The lines that all prompts have, said once, and what each says by itself.

    Only lines after a prompt's first line of its own are moved, so that a shot never
    loses its framing.
    """
    lines = [prompt.splitlines() for prompt in prompts]
    common = set(lines[0]).intersection(*lines[1:])
    for each in lines:
        start = next((n for n, line in enumerate(each) if line not in common), None)
        if start is None:
            # A shot that says nothing of its own is told in full.
            return "", prompts
        common = common.difference(each[:start])
    own = ["\n".join(line for line in each if line not in common) for each in lines]
    return "\n".join(line for line in lines[0] if line in common), own


def _union(shots: Iterable[ClipRequest]) -> tuple[MediaInput, ...]:
    """Every file once, in the order in which the shots name them."""
    seen: dict[object, MediaInput] = {}
    for medium in (medium for shot in shots for medium in shot.media):
        told = (medium.role, medium.kind, medium.digest, medium.of, medium.shows)
        seen.setdefault(told, medium)
    return tuple(seen.values())


def shots_of(request: ClipRequest) -> tuple[ShotId, ...]:
    """The shots that a request makes."""
    return tuple(beat.shot for beat in request.beats) or (request.shot,)


def widened(
    shots: frozenset[ShotId], requests: Iterable[ClipRequest]
) -> frozenset[ShotId]:
    """Shots, and all that are made in one job with any of them."""
    jobs = (frozenset(shots_of(request)) for request in requests)
    return shots.union(*(job for job in jobs if job & shots))


def offsets(request: ClipRequest) -> tuple[float, ...]:
    """Where in the job's clip each of its shots starts, in seconds."""
    at, starts = exact(0), []
    for beat in request.beats:
        starts.append(float(at))
        at += exact(beat.seconds)
    return tuple(starts)


def print_of(fingerprint: str, place: int) -> str:
    """The fingerprint of the shot at a place in a job; the first has the job's own."""
    return digest_of([fingerprint, place]) if place else fingerprint


def share(take: Take, request: ClipRequest, place: int) -> Take:
    """The take of the shot at a place in a job, out of that of the job.

    All share the clip and its number. The job's price stands with the first shot, so
    that sums come out right.
    """
    beat = request.beats[place]
    price = take.price
    if place and price is not None:
        price = Money(amount=Decimal(0), unit=price.unit)
    return take.model_copy(
        update={
            "shot": beat.shot,
            "fingerprint": print_of(take.fingerprint, place),
            "offset": offsets(request)[place],
            "seconds": beat.seconds,
            "price": price,
        }
    )


def share_of(step: Step, take: Take) -> Take:
    """The take of a step's shot out of that of the job that makes it."""
    if step.request is None or not step.request.beats:
        return take
    return share(take, step.request, shots_of(step.request).index(step.shot))


def quarrels(
    request: ClipRequest, sheets: Sequence[Sheet], at: Callable[[Sheet], At]
) -> Iterator[Problem]:
    """What the shots of one job ask for differently, though a job has it once.

    `sheets` are those of the request's shots, in their order.
    """
    first, name = sheets[0], request.provider
    hint = "let all shots of the scene say the same, or set together: false"
    for sheet in sheets[1:]:
        one, other = f"shot {first.shot.id}", f"shot {sheet.shot.id}"
        for field, word, same in (
            ("generate", "audio", first.generate.audio == sheet.generate.audio),
            (
                "generate",
                "web_search",
                first.generate.web_search == sheet.generate.web_search,
            ),
            (
                "extra",
                f"extra.{name}",
                first.extra.get(name, {}) == sheet.extra.get(name, {}),
            ),
        ):
            if not same:
                message = f"{one} and {other} are one job and differ in {word}"
                yield Problem("together", message, at(sheet)(field), hint)
    yield from _frames(sheets, at)
    yield from _seeds(request, sheets, at)


def _frames(sheets: Sequence[Sheet], at: Callable[[Sheet], At]) -> Iterator[Problem]:
    """A key frame in the middle of a job has no place in it."""
    for field, inner, end in (
        ("first_frame", sheets[1:], "first"),
        ("last_frame", sheets[:-1], "last"),
    ):
        for sheet in inner:
            if getattr(sheet.shot, field) is None:
                continue
            message = (
                f"shot {sheet.shot.id} has a {field.replace('_', ' ')}, and is not "
                f"the {end} of the shots that one job makes"
            )
            hint = "make it a reference, or set together: false"
            yield Problem("together", message, at(sheet)(field), hint)


def _seeds(
    request: ClipRequest, sheets: Sequence[Sheet], at: Callable[[Sheet], At]
) -> Iterator[Problem]:
    """A job has the seed of its first shot, or none."""
    if request.seed is None:
        others = [sheet for sheet in sheets[1:] if sheet.shot.seed is not None]
        message = f"shot {request.shot} has no seed, so its job has none"
    else:
        others = [sheet for sheet in sheets[1:] if sheet.seed != request.seed]
        message = f"one job has one seed: {request.seed}, that of shot {request.shot}"
    if others:
        yield Problem("seed", message, at(others[0])("seed"), severity="note")

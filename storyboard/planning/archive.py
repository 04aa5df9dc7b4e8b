"""The takes there are, and which of them a request can be served from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import get_args

from storyboard.model.capabilities import Capabilities
from storyboard.model.request import PART_NAMES, ClipRequest, fingerprint, part_digests
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.model.words import Origin


def told_parts(request: ClipRequest, offered: Capabilities) -> dict[str, str]:
    """Digests of the parts that a model is told; the seed only where it takes one."""
    seed = frozenset({"seed"})
    told = offered.told | seed if offered.seed else offered.told - seed
    return part_digests(request, told)


def wanted(parts: Mapping[str, str]) -> str:
    """The fingerprint of a request: of all told parts but the model.

    A changed model is shown in the plan, and is no reason by itself to pay again.
    """
    return fingerprint({name: d for name, d in parts.items() if name != "model"})


def changed(take: Take, parts: Mapping[str, str]) -> tuple[str, ...]:
    """The parts in which a request differs from what a take was told."""
    return tuple(name for name in PART_NAMES if take.parts.get(name) != parts.get(name))


def merged(takes: Iterable[Take]) -> tuple[Take, ...]:
    """Each take once, as the first of those who tell of it does."""
    known: dict[tuple[ShotId, Origin, int], Take] = {}
    for take in takes:
        known.setdefault((take.shot, take.origin, take.number), take)
    return tuple(known.values())


def best(takes: Iterable[Take], shot: ShotId, model: str | None) -> Take | None:
    """The take that stands in the cut: the one that a person picked.

    Else one of the same shot, then one by the same model, then one without a flaw, then
    the newest. A take of another shot serves too, so that renaming a shot is free.
    """

    def preference(take: Take) -> tuple[bool, bool, bool, bool, int, str]:
        own = take.shot == shot
        picked = own and take.picked
        return picked, own, take.model == model, not take.flaws, take.number, take.shot

    return max(takes, key=preference, default=None)


class Archive:
    """Takes by what they satisfy and by the shot they were made for."""

    def __init__(self, takes: Sequence[Take], present: Callable[[str], bool]) -> None:
        self._present = present
        self._by_print: dict[tuple[Origin, str], list[Take]] = defaultdict(list)
        self._by_shot: dict[tuple[Origin, ShotId], list[Take]] = defaultdict(list)
        for take in takes:
            self._by_print[take.origin, take.fingerprint].append(take)
            self._by_shot[take.origin, take.shot].append(take)

    def at_hand(self, take: Take) -> bool:
        """Whether a take's clip is there."""
        return self._present(take.clip)

    def serving(self, fingerprint: str, origin: Origin) -> tuple[Take, ...]:
        """Every take that satisfies a request, of whatever shot, its clip at hand."""
        takes = self._by_print.get((origin, fingerprint), ())
        return tuple(take for take in takes if self._present(take.clip))

    def picked(self, shot: ShotId, origin: Origin) -> Take | None:
        """The take that a person chose, its clip at hand."""
        takes = self._by_shot.get((origin, shot), ())
        chosen = (t for t in takes if t.picked and self._present(t.clip))
        return next(chosen, None)

    def latest(self, shot: ShotId, origin: Origin) -> Take | None:
        """The newest take of a shot, whether it still satisfies or not."""
        takes = self._by_shot.get((origin, shot), ())
        return max(takes, key=lambda take: take.number, default=None)

    def clips(self, shot: ShotId) -> frozenset[str]:
        """The clips of all takes of a shot, of whatever origin, those gone as well."""
        return frozenset(
            take.clip
            for origin in get_args(Origin)
            for take in self._by_shot.get((origin, shot), ())
        )

    def alike(
        self, shot: ShotId, origin: Origin, differs: Callable[[Take], tuple[str, ...]]
    ) -> tuple[Take, ...]:
        """A shot's takes that differ only in frames of other shots, clips at hand.

        `differs` names the parts in which a take differs from what is wanted.
        """
        takes = self._by_shot.get((origin, shot), ())
        return tuple(
            take
            for take in takes
            if {*differs(take)} <= {"model", "preceded"} and self._present(take.clip)
        )

    def lost(self, shot: ShotId, fingerprint: str, origin: Origin) -> Take | None:
        """The newest take of a shot that would satisfy if its clip were there."""
        takes = self._by_shot.get((origin, shot), ())
        fitting = (take for take in takes if take.fingerprint == fingerprint)
        return max(fitting, key=lambda take: take.number, default=None)

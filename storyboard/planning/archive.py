"""The takes there are, and which of them a request can be served from."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

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


class Archive:
    """Takes by what they satisfy and by the shot they were made for."""

    def __init__(self, takes: Sequence[Take], present: Callable[[str], bool]) -> None:
        self._present = present
        self._by_print: dict[tuple[Origin, str], list[Take]] = defaultdict(list)
        self._by_shot: dict[tuple[Origin, ShotId], list[Take]] = defaultdict(list)
        for take in takes:
            self._by_print[take.origin, take.fingerprint].append(take)
            self._by_shot[take.origin, take.shot].append(take)

    def satisfying(
        self, shot: ShotId, fingerprint: str, offered: Capabilities
    ) -> Take | None:
        """The take to reuse, its clip at hand.

        Of several: one of the same shot, then one by the same model, then the newest.
        A take of another shot serves too, so that renaming a shot is free.
        """

        def preference(take: Take) -> tuple[bool, bool, int, str]:
            own = take.shot == shot
            return own, take.model == offered.model, take.number, take.shot

        takes = self._by_print.get((offered.origin, fingerprint), ())
        return max(
            (take for take in takes if self._present(take.clip)),
            key=preference,
            default=None,
        )

    def latest(self, shot: ShotId, origin: Origin) -> Take | None:
        """The newest take of a shot, whether it still satisfies or not."""
        takes = self._by_shot.get((origin, shot), ())
        return max(takes, key=lambda take: take.number, default=None)

    def lost(self, shot: ShotId, fingerprint: str, origin: Origin) -> Take | None:
        """The newest take of a shot that would satisfy if its clip were there."""
        takes = self._by_shot.get((origin, shot), ())
        fitting = (take for take in takes if take.fingerprint == fingerprint)
        return max(fitting, key=lambda take: take.number, default=None)

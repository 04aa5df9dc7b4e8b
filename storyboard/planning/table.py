"""The plan in the making: one request after the other, each behind what it follows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from storyboard.errors import Problem
from storyboard.model.plan import Step
from storyboard.model.request import ClipRequest, MediaInput
from storyboard.model.value import ShotId
from storyboard.planning.archive import Archive
from storyboard.planning.fit import misfits
from storyboard.planning.gathering import Finding
from storyboard.planning.settling import settled
from storyboard.planning.stage import Stage, Used
from storyboard.planning.steps import Asked, Wanted, steps_of
from storyboard.planning.together import Offers


@dataclass
class Table:
    """The plan in the making, in the order in which shots wait for each other."""

    stage: Stage
    offers: Offers
    archive: Archive
    chosen: frozenset[ShotId] | None
    again: Mapping[ShotId, int]
    keeps: bool
    steps: dict[ShotId, Step] = field(default_factory=dict)
    further: dict[ShotId, tuple[Step, ...]] = field(default_factory=dict)
    findings: dict[ShotId, list[Finding]] = field(default_factory=dict)
    used: dict[tuple[str, str], Used] = field(default_factory=dict)

    def lay(self, request: ClipRequest, others: Sequence[ClipRequest]) -> None:
        """Plan one request, those that it follows being planned already."""
        is_asked = self._is_chosen(request.shot)
        first = self._asked(request)
        instead = [self._asked(other) for other in others] if others else []
        able = [other for other in instead if self._is_able(other)]
        sheet = self.stage.sheets[request.shot]
        want = Wanted(
            takes=1 if request.beats else sheet.takes,
            again=self.again.get(request.shot, 0) if is_asked else 0,
            keeps=self.keeps,
        )
        made, further = steps_of(first, self.archive, want, able)
        self.steps |= {step.shot: step for step in made}
        self.further[request.shot] = further
        makes = [step for step in (made[0], *further) if step.action == "generate"]
        if is_asked:
            found = list(self.stage.findings(request, first.offered, made[0]))
            if makes:
                found += self._frames(request, first)
                found += self.stage.unable(request, instead, able)
            self.findings[request.shot] = found
        if first.offered:
            name = (first.offered.provider, first.offered.model)
            row = self.used.setdefault(name, Used(first.offered))
            row.makes.extend(makes if is_asked else ())
        for other in able if makes else ():
            if other.offered:
                name = (other.offered.provider, other.offered.model)
                self.used.setdefault(name, Used(other.offered))

    def _asked(self, request: ClipRequest) -> Asked:
        """A request as it is put: settled, and with the clips that it follows."""
        offered = self.offers(request.provider, request.model)
        after: list[ShotId] = []
        media: list[MediaInput] = []
        for medium in request.media:
            frame = medium.frame_of
            if frame is not None and frame.clip is None:
                clip = self._clip_of(frame.shot)
                if clip is None:
                    after.append(frame.shot)
                known = frame.model_copy(update={"clip": clip})
                media.append(medium.model_copy(update={"frame_of": known}))
            else:
                media.append(medium)
        followed = request.model_copy(update={"media": tuple(media)})
        told = settled(followed, offered) if offered else followed
        return Asked(told, offered, tuple(after))

    def _clip_of(self, shot: ShotId) -> str | None:
        """The clip of a shot in the cut; None where it is yet to be made.

        Of a shot that would be made, but is not selected, the take that is there.
        """
        step = self.steps.get(shot)
        if step is None:
            return None
        here = self._is_chosen(shot)
        # What a person picked stands, however many takes are made beside it.
        changes = bool(self.further.get(shot)) and step.reason.kind != "picked"
        if step.take is not None and step.action == "reuse" and not (changes and here):
            return step.take.clip
        if here or step.take is None or not self.archive.at_hand(step.take):
            return None
        return step.take.clip

    def _frames(self, request: ClipRequest, asked: Asked) -> Iterator[Finding]:
        """That a frame which a shot needs is not there, and will not be."""
        for medium in request.media:
            frame = medium.frame_of
            if frame is None:
                continue
            step, message, hint = self.steps.get(frame.shot), "", ""
            if step is not None and step.request and step.request.beats:
                message = "which is made in one job with others"
                hint = "set `together: false` in its scene"
            elif frame.shot in asked.after and not self._is_chosen(frame.shot):
                message = "which has no clip yet"
                hint = f"select {frame.shot} as well"
            if message:
                field = "continues" if medium.role == "first_frame" else "ends_on"
                yield Finding(
                    request.shot,
                    Problem(
                        "no-frame",
                        f"it needs a frame of shot {frame.shot}, {message}",
                        self.stage.at(request)(field),
                        hint,
                    ),
                )

    def _is_chosen(self, shot: ShotId) -> bool:
        return self.chosen is None or shot in self.chosen

    def _is_able(self, other: Asked) -> bool:
        if other.offered is None:
            return False
        at = self.stage.at(other.request)
        wrong = (*misfits(other.request, other.offered, at),)
        return not any(problem.severity == "error" for problem in wrong)

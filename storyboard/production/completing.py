"""Frames of other shots: taken out of their clips and put into requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from storyboard.dsl.checks.files import SUFFIXES
from storyboard.errors import StoryboardError
from storyboard.model.plan import Step
from storyboard.model.request import FrameOf, MediaInput
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.planning.archive import told_parts, wanted
from storyboard.production.script import Planned
from storyboard.store.digests import digest_file
from storyboard.store.durable import storing


@dataclass(frozen=True)
class Completing:
    """Completes the steps of a plan; see `scheduler.runner.Complete`."""

    planned: Planned

    def __call__(self, step: Step, made: Mapping[ShotId, Sequence[Take]]) -> Step:
        """The step with the frames that it waited for; StoryboardError."""
        done = self._completed(step, made)
        fallbacks = tuple(self._completed(each, made) for each in step.fallbacks)
        return done.model_copy(update={"fallbacks": fallbacks})

    def _completed(self, step: Step, made: Mapping[ShotId, Sequence[Take]]) -> Step:
        request = step.request
        offered = self.planned.plan.row_of(step)
        if request is None or offered is None:
            return step
        media = tuple(self._framed(medium, made) for medium in request.media)
        request = request.model_copy(update={"media": media})
        # The board's own seed names what is wanted; this attempt's is only told.
        parts = told_parts(request.reseeded(-step.attempt), offered)
        change = {"request": request, "parts": parts, "fingerprint": wanted(parts)}
        return step.model_copy(update=change)

    def _framed(
        self, medium: MediaInput, made: Mapping[ShotId, Sequence[Take]]
    ) -> MediaInput:
        frame = medium.frame_of
        if frame is None or medium.digest:
            return medium
        clip, file = self._clip(frame, made)
        image = self._image(clip, file, frame)
        known = frame.model_copy(update={"clip": clip})
        told = {"frame_of": known, "file": str(image), "digest": digest_file(image)}
        return medium.model_copy(update=told)

    def _clip(
        self, frame: FrameOf, made: Mapping[ShotId, Sequence[Take]]
    ) -> tuple[str, Path]:
        """The clip in the cut of the shot whose frame is needed, and its file."""
        script = self.planned.script
        footage = script.board.shot(frame.shot).footage
        if footage is not None and frame.clip is not None:
            return frame.clip, script.file(footage)
        if frame.clip is not None:
            return frame.clip, script.clips.path(frame.clip)
        step = next(s for s in self.planned.plan.steps if s.shot == frame.shot)
        take = self.planned.in_cut(step, made.get(frame.shot, ()))
        if take is None:
            raise StoryboardError(f"shot {frame.shot} has no clip to take a frame from")
        return take.clip, script.clips.path(take.clip)

    def _image(self, clip: str, file: Path, frame: FrameOf) -> Path:
        from storyboard.media.frames import write_frame  # noqa: PLC0415 - heavy

        if file.suffix.lower() in SUFFIXES["image"]:
            return file
        out = self.planned.script.project.store / "frames" / f"{clip}-{frame.which}.png"
        if not out.is_file():
            with storing(out):
                out.parent.mkdir(parents=True, exist_ok=True)
            write_frame(file, frame.which, out)
        return out

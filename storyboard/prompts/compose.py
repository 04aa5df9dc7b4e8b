"""Storyboard → clip requests: what every service is told, shot by shot."""

import functools
from collections.abc import Callable, Mapping
from importlib import resources

from storyboard.errors import Where
from storyboard.model.breakdown import Sheet, breakdown
from storyboard.model.library import Style
from storyboard.model.request import ClipRequest, SlateText
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import SceneId, ShotId
from storyboard.prompts.cast import Fill, cast
from storyboard.prompts.findings import Findings
from storyboard.prompts.language import TemplateFault
from storyboard.prompts.sandbox import Sandbox
from storyboard.prompts.script import script
from storyboard.prompts.staging import media, staging
from storyboard.prompts.variables import variables
from storyboard.prompts.wording import one_line, tidy


def compose(
    board: Storyboard,
    *,
    digest: Callable[[str], str],
    template: Callable[[str], str],
    provider: str | None = None,
    only: frozenset[ShotId] | None = None,
    joint: frozenset[SceneId] = frozenset(),
) -> tuple[ClipRequest, ...]:
    """One request per shot that is not footage, in board order.

    `digest` gives the SHA-256 of an asset, `template` the text of a template file;
    both are asked once per file. `provider` stands in for every shot's own; where it
    is another one, its default model is asked, since a model's name belongs to its
    provider. The shots of a scene in `joint` are going to be one prompt: who was
    described in one of them is only named in the next. The board has passed the
    reader's checks: its ids exist. The same board and files give the same requests.
    BoardError carries every problem at once.
    """
    sandbox, findings = Sandbox(), Findings(board)

    def fill(text: str, where: Where, names: Mapping[str, object]) -> str:
        try:
            return sandbox.expand(text, names)
        except TemplateFault as fault:
            findings.in_board(fault, where, text)
            return ""

    everyone = cast(board, fill)
    style = _filled(board.style, fill)
    file, form = _template(style, template)
    known = functools.cache(digest)
    told: dict[SceneId, frozenset[str]] = {}

    def request(sheet: Sheet) -> ClipRequest | None:
        try:
            said = script(sheet, everyone, fill, told.get(sheet.scene.id, frozenset()))
        except TemplateFault as fault:
            findings.in_board(fault, sheet.where)
            return None
        try:
            prompt = sandbox.expand(form, variables(board, sheet, said, style))
        except TemplateFault as fault:
            findings.in_template(fault, file, form, sheet.shot.id)
            return None
        if sheet.scene.id in joint:
            told[sheet.scene.id] = said.known
        asked = provider or sheet.providers[0]
        return ClipRequest(
            provider=asked,
            model=sheet.model if asked in sheet.providers else None,
            prompt=tidy(prompt),
            seconds=sheet.seconds,
            aspect=board.format.aspect,
            resolution=board.format.resolution,
            fps=board.format.fps,
            seed=_seed(board, sheet),
            media=media(board, sheet, said, known),
            audio=sheet.generate.audio,
            web_search=sheet.generate.web_search,
            extra=sheet.extra.get(asked, {}),
            staging=staging(sheet, said, style),
            slate=SlateText(film=board.title, scene=sheet.scene.id, shot=sheet.shot.id),
        )

    requests = [
        request(sheet)
        for sheet in breakdown(board)
        if sheet.shot.footage is None and (only is None or sheet.shot.id in only)
    ]
    findings.end()
    return tuple(request for request in requests if request is not None)


def _seed(board: Storyboard, sheet: Sheet) -> int | None:
    """A seed only where the board speaks of one."""
    said = "seed" in board.model_fields_set or sheet.shot.seed is not None
    return sheet.seed if said else None


def _filled(style: Style, fill: Fill) -> Style:
    words = {
        name: one_line(fill(text, ("style", name), {}))
        for name, text in (("medium", style.medium), ("light", style.light))
        if text
    }
    avoid = tuple(
        one_line(fill(text, ("style", "avoid", number), {}))
        for number, text in enumerate(style.avoid)
    )
    return style.model_copy(update={**words, "avoid": avoid})


def _template(style: Style, template: Callable[[str], str]) -> tuple[str, str]:
    """The file and the text of the template that composes the prompts."""
    if style.template:
        return style.template, template(style.template)
    file = resources.files("storyboard.prompts") / "templates" / "shot.j2"
    return "templates/shot.j2", file.read_text(encoding="utf-8")

from collections.abc import Callable

import pytest

from storyboard.model.request import (
    ClipRequest,
    Place,
    SlateText,
    SpokenLine,
    Staging,
    Subject,
)
from storyboard.model.value import SceneId, ShotId

Ask = Callable[..., ClipRequest]


@pytest.fixture
def mira() -> Subject:
    sheet = "A woman of thirty with cropped silver hair and a grey wool coat"
    return Subject(id="mira", name="Mira Vale", sheet=sheet)


@pytest.fixture
def cliff() -> Place:
    return Place(id="cliff", name="Cliff", sheet="a cliff above a sea, a lighthouse")


@pytest.fixture
def ask(mira: Subject, cliff: Place) -> Ask:
    """A small request; staging fields and request fields by name."""

    def asked(**fields: object) -> ClipRequest:
        staging: dict[str, object] = {
            "subjects": (mira,),
            "place": cliff,
            "time": "dusk",
            "action": "Mira looks out.",
            "dialogue": (
                SpokenLine(who="mira", name="Mira", line="Not tonight.", at=0.5),
            ),
        }
        own = set(Staging.model_fields)
        staging |= {key: value for key, value in fields.items() if key in own}
        rest = {key: value for key, value in fields.items() if key not in own}
        base: dict[str, object] = {
            "provider": "animatic",
            "model": None,
            "prompt": "",
            "seconds": 1.0,
            "aspect": "16:9",
            "resolution": "180p",
            "fps": "12",
            "seed": 7,
            "staging": Staging.model_validate(staging),
            "slate": SlateText(
                film="Lights", scene=SceneId("arrival"), shot=ShotId("010")
            ),
        }
        return ClipRequest.model_validate(base | rest)

    return asked

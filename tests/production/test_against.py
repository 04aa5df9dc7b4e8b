"""What the change of a board since a revision would cost, with a real repository."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.cli.against_table import (
    comparison_data,
    comparison_markdown,
    headline,
    show_comparison,
)
from storyboard.errors import BoardError, PlanError, PreflightError
from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.price import Edition, Rate
from storyboard.planning.difference import Comparison
from storyboard.production import plan, read
from storyboard.production.against import Against, against
from storyboard.production.script import Script
from storyboard.providers.base import Provider, Workplace
from tests.production.lot import Lot, PlainService
from tests.production.takes import make

PRICES = Edition(source="a page", unit="usd", rates=(Rate(amount=Decimal("0.40")),))
PLACE = Path("films") / "one"


class DearService(PlainService):
    """One that takes frames, and 40 cents a second."""

    def capabilities(self, model: str | None) -> Capabilities | None:
        row = super().capabilities(model)
        mode = Mode(name="frames", first_frame="may", last_frame="may")
        return row and row.model_copy(update={"modes": (mode,), "prices": (PRICES,)})


@dataclass
class Repository:
    """A repository with a project in a folder of its own."""

    lot: Lot
    top: Path

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],  # noqa: S607 - whichever there is
            cwd=self.top,
            env=dict(self.lot.studio.environment),
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "a change")

    def script(self) -> Script:
        return read(self.lot.board, studio=self.lot.studio)

    def since(self, name: str = "HEAD", shots: Sequence[str] = ()) -> Comparison:
        return self.compared(name, shots).comparison

    def compared(self, name: str = "HEAD", shots: Sequence[str] = ()) -> Against:
        return against(self.script(), name, shots)

    def make(self, *shots: str) -> None:
        make(plan(self.script()), *shots)


@pytest.fixture
def repository(lot: Lot, tmp_path: Path) -> Repository:
    top = tmp_path / "repository"
    shutil.copytree(lot.folder, top / PLACE)
    service = DearService(lot.service.scratch)
    known = {name: os.environ[name] for name in ("PATH", "HOME")}
    who = {
        f"GIT_{role}_{what}": "mira@example.org" if what == "EMAIL" else "Mira"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def build(
        names: Sequence[str], _workplace: Callable[[str], Workplace]
    ) -> Mapping[str, Provider]:
        return dict.fromkeys(names, service)

    lot.folder = top / PLACE
    lot.studio = replace(
        lot.studio, environment={**known, **who, **quiet}, build_providers=build
    )
    found = Repository(lot, top)
    found.git("init", "--quiet", "--initial-branch", "main")
    (top / ".gitignore").write_text(".storyboard\n", encoding="utf-8")
    found.commit()
    return found


def fates(found: Comparison) -> list[tuple[str, str, str]]:
    return [(each.shot, each.fate, each.why) for each in found.shots]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its bytes."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_nothing_is_again_where_nothing_changed(repository: Repository) -> None:
    repository.make("010", "020", "030")
    found = repository.since()
    assert [fate for _, fate, _ in fates(found)] == ["unchanged"] * 3
    assert headline(found) == "no shot again; 3 unchanged"


def test_what_is_told_otherwise_is_made_again_and_priced(
    repository: Repository,
) -> None:
    repository.make("010", "020", "030")
    repository.lot.change("waits.", "waits no more.")
    repository.lot.change('gone."', 'gone.", seconds: 2')
    found = repository.since()
    assert fates(found) == [
        ("010", "again", "changed: prompt"),
        ("020", "unchanged", ""),
        ("030", "again", "changed: seconds"),
    ]
    assert headline(found) == "2 shots again, about 1.20 USD; 1 unchanged"


def test_a_change_that_is_committed_is_compared_as_well(
    repository: Repository,
) -> None:
    repository.lot.change("waits.", "waits no more.")
    repository.commit()
    assert {f for _, f, _ in fates(repository.since("HEAD"))} == {"unchanged"}
    assert fates(repository.since("HEAD~1"))[0][1] == "again"


def test_what_was_never_made_is_not_the_change_s_doing(repository: Repository) -> None:
    repository.make("010")
    repository.lot.change("waits.", "waits no more.")
    found = repository.since()
    assert [step.shot for step in found.again] == ["010"]
    assert [step.shot for step in found.waiting] == ["020", "030"]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("dissolve 0.25", "cut", "transition"),
        ("enter: dissolve", "trim: {from: 0.2}, enter: dissolve", "trim"),
        ("enter: dissolve", "own_sound: mute, enter: dissolve", "own sound"),
        ("enter: dissolve", "fit: blur, enter: dissolve", "fit"),
        ("enter: dissolve", "focus: [0.5, 0.1], enter: dissolve", "fit"),
    ],
)
def test_what_only_the_cut_minds_is_free(
    repository: Repository, old: str, new: str, why: str
) -> None:
    repository.make("010", "020", "030")
    repository.lot.change(old, new)
    found = repository.since()
    assert fates(found)[1] == ("020", "re-cut", why)
    assert headline(found) == "no shot again; 1 re-cut only, free; 2 unchanged"


def test_of_another_order_as_few_shots_as_explain_it_are_named(
    repository: Repository,
) -> None:
    repository.make("010", "020", "030")
    lines = repository.lot.board.read_text(encoding="utf-8").splitlines()
    lines.insert(-2, lines.pop())
    repository.lot.write("\n".join(lines) + "\n")
    assert fates(repository.since()) == [
        ("030", "re-cut", "order"),
        ("010", "unchanged", ""),
        ("020", "unchanged", ""),
    ]


def test_notes_and_tags_are_no_change(repository: Repository) -> None:
    repository.lot.change('gone."', 'gone.", notes: the end, tags: [hero]')
    assert {fate for _, fate, _ in fates(repository.since())} == {"unchanged"}


@pytest.mark.parametrize(
    ("old", "new", "film"),
    [
        ("scenes:", "titles: [{text: Hi, at: 0}]\nscenes:", ("titles",)),
        ("scenes:", "sound: {loudness: -20}\nscenes:", ("sound",)),
        ("scenes:", "output: {file: other.mp4}\nscenes:", ("output",)),
        ("Three Plain Shots", "Four", ("titles",)),
    ],
)
def test_what_differs_of_the_film_itself_is_free(
    repository: Repository, old: str, new: str, film: tuple[str, ...]
) -> None:
    repository.lot.change(old, new)
    found = repository.since()
    assert found.film == film
    assert found.again == ()


def test_other_music_under_the_same_name_is_another_sound(
    repository: Repository,
) -> None:
    sound = repository.lot.folder / "theme.wav"
    sound.write_bytes(b"one")
    repository.lot.change("scenes:", "sound: {music: [{file: theme.wav}]}\nscenes:")
    repository.commit()
    assert repository.since().film == ()
    sound.write_bytes(b"two")
    assert repository.since().film == ("sound",)


def test_shots_that_are_new_and_gone_are_told(repository: Repository) -> None:
    repository.lot.change('id: "030"', 'id: "035"')
    repository.lot.change("is gone.", "is back.")
    assert fates(repository.since()) == [
        ("010", "unchanged", ""),
        ("020", "unchanged", ""),
        ("035", "again", "new"),
        ("030", "gone", ""),
    ]


def test_a_take_in_the_lock_makes_a_shot_free(repository: Repository) -> None:
    repository.make("010", "020", "030")
    repository.lot.change("waits.", "waits no more.")
    repository.make("010")
    found = repository.since()
    assert fates(found)[0] == ("010", "re-cut", "a take is at hand")
    assert found.again == ()


def test_a_renamed_shot_is_free(repository: Repository) -> None:
    repository.make("010", "020", "030")
    repository.lot.change('id: "030"', 'id: "035"')
    assert ("035", "re-cut", "new, and a take is at hand") in fates(repository.since())


def test_no_clip_has_to_be_on_this_machine(repository: Repository) -> None:
    repository.make("010", "020", "030")
    repository.lot.change("waits.", "waits no more.")
    here = fates(repository.since())
    shutil.rmtree(repository.lot.folder / ".storyboard")
    assert fates(repository.since()) == here


def test_whatever_continues_from_a_shot_is_made_again_with_it(
    repository: Repository,
) -> None:
    repository.lot.change('stands up."', 'stands up.", continues: "010"')
    repository.lot.change('gone."', 'gone.", continues: "020"')
    repository.commit()
    repository.make("010")
    repository.make("020")
    repository.make("030")
    repository.lot.change("waits.", "waits no more.")
    assert fates(repository.since()) == [
        ("010", "again", "changed: prompt"),
        ("020", "again", "continues 010"),
        ("030", "again", "continues 020"),
    ]


def test_a_shot_that_starts_from_another_one_is_made_again(
    repository: Repository,
) -> None:
    repository.lot.change('gone."', 'gone.", continues: "010"')
    repository.commit()
    repository.lot.change('continues: "010"', 'continues: "020"')
    assert fates(repository.since())[2] == ("030", "again", "changed: preceded")


def test_another_take_that_the_board_wants_is_counted(repository: Repository) -> None:
    repository.make("010", "020", "030")
    repository.lot.change('waits."', 'waits.", takes: 3')
    found = repository.since()
    assert fates(found)[0] == ("010", "again", "another take")
    assert len(found.again) == 2
    assert headline(found) == "1 shot again (2 takes), about 0.80 USD; 2 unchanged"


def test_footage_in_place_of_a_shot_is_free(repository: Repository) -> None:
    (repository.lot.folder / "plate.png").write_bytes(b"a picture")
    repository.lot.change('action: "{{ mira }} waits."', "footage: plate.png")
    found = repository.since()
    assert fates(found)[0] == ("010", "re-cut", "footage")


def test_of_some_shots_alone_nothing_else_is_told(repository: Repository) -> None:
    repository.lot.change("waits.", "waits no more.")
    repository.lot.change("is gone.", "is back.")
    found = repository.since(shots=["010", "020"])
    assert fates(found) == [
        ("010", "again", "changed: prompt"),
        ("020", "unchanged", ""),
    ]
    assert [step.shot for step in found.waiting] == ["020"]


def test_nothing_in_the_repository_or_beside_it_is_written(
    repository: Repository,
) -> None:
    repository.make("010")
    repository.lot.change("waits.", "waits no more.")
    before = tree(repository.top)
    repository.since()
    assert tree(repository.top) == before


def test_settings_are_those_of_the_time(repository: Repository) -> None:
    toml = repository.lot.folder / "storyboard.toml"
    toml.write_text('[profiles."grey"]\nplain = "grey"\n', encoding="utf-8")
    repository.commit()
    toml.write_text("[providers.plain]\nconcurrency = 2\n", encoding="utf-8")
    assert {fate for _, fate, _ in fates(repository.since())} == {"unchanged"}


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154"
    "789c636000000000050001a5f645400000000049454e44ae426082"
)


def test_no_git_no_repository_and_no_revision_are_said(
    repository: Repository, lot: Lot, tmp_path: Path
) -> None:
    with pytest.raises(PreflightError, match='no revision "mian"'):
        repository.since("mian")
    with pytest.raises(PreflightError, match="is no revision"):
        repository.since("--output=x")
    outside = tmp_path / "outside"
    shutil.copytree(repository.lot.folder, outside)
    with pytest.raises(PreflightError, match="not a git repository"):
        against(read(outside / "storyboard.yaml", studio=lot.studio), "HEAD")
    bare = replace(lot.studio, environment={"PATH": str(tmp_path)})
    with pytest.raises(PreflightError, match="git is not installed"):
        against(read(repository.lot.board, studio=bare), "HEAD")


def test_a_board_that_was_not_there_is_said_with_those_that_were(
    repository: Repository,
) -> None:
    repository.lot.board.rename(repository.lot.folder / "storybord.yaml")
    repository.commit()
    (repository.lot.folder / "storybord.yaml").rename(repository.lot.board)
    with pytest.raises(PreflightError) as caught:
        repository.since()
    assert "there was no storyboard.yaml" in caught.value.message
    assert 'did you mean "storybord.yaml"?' in caught.value.message


def test_a_project_that_was_not_there_is_said(repository: Repository) -> None:
    moved = repository.lot.folder.with_name("two")
    repository.lot.folder.rename(moved)
    repository.lot.folder = moved
    with pytest.raises(PreflightError, match="there was no folder films/two"):
        repository.since()


def test_a_board_that_was_wrong_is_shown_at_its_revision(
    repository: Repository,
) -> None:
    repository.lot.change("action:", "acton:")
    repository.commit()
    repository.lot.change("acton:", "action:")
    with pytest.raises(BoardError, match="as it was at HEAD: ") as told:
        repository.since()
    spot = told.value.problems[0].spot
    assert spot
    assert (spot.file, spot.line) == ("HEAD:storyboard.yaml", 10)


def test_the_board_of_today_must_be_one_that_can_be_planned(
    repository: Repository,
) -> None:
    repository.lot.change("provider: plain", "provider: plane")
    with pytest.raises(PlanError):
        repository.since()


def test_submodules_are_named_where_files_are_missing(repository: Repository) -> None:
    folder = repository.lot.folder
    (folder / "parts").mkdir()
    (folder / "parts" / "ref.png").write_bytes(PICTURE)
    repository.lot.change("grey coat}", "grey coat, references: [parts/ref.png]}")
    commit = repository.git("rev-parse", "HEAD").strip()
    place = f"{PLACE.as_posix()}/parts"
    repository.git("add", f"{PLACE.as_posix()}/storyboard.yaml")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},{place}")
    repository.git("commit", "--quiet", "--message", "a submodule")
    with pytest.raises(BoardError, match=r"submodules are not read: films/one/parts"):
        repository.since()


def test_links_that_lead_out_of_the_project_are_not_followed(
    repository: Repository, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("a secret", encoding="utf-8")
    (repository.lot.folder / "link").symlink_to(tmp_path / "secret")
    repository.commit()
    with pytest.raises(PreflightError, match="cannot be unpacked"):
        repository.since()


def test_it_reads_well_as_a_table(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(repository)
    show_comparison(repository.compared())
    assert capsys.readouterr().out == TABLE


def changed(repository: Repository) -> None:
    """One shot again, one re-cut, one gone, and titles."""
    repository.make("010", "020", "030")
    repository.lot.change("waits.", "waits no more.")
    repository.lot.change("dissolve 0.25", "dissolve 0.5")
    repository.lot.change("scenes:", "titles: [{text: Hi, at: 0}]\nscenes:")
    lines = repository.lot.board.read_text(encoding="utf-8").splitlines()
    repository.lot.write("\n".join(lines[:-1]) + "\n")


TABLE = """\
shot  scene          why              by          seconds     price
010   one    again   changed: prompt  plain grey        1  0.40 USD
020   one    re-cut  transition                                free
030   one    gone
Of the film itself: titles; free.
since HEAD: 1 shot again, about 0.40 USD; 1 re-cut only, free; 1 gone
"""


def test_it_reads_well_in_a_pull_request(repository: Repository) -> None:
    changed(repository)
    assert comparison_markdown(repository.compared()) == MARKDOWN


MARKDOWN = """\
### storyboard.yaml: 1 shot again, about 0.40 USD; 1 re-cut only, free; 1 gone

| shot | | why | by | seconds | price |
|---|---|---|---|--:|--:|
| 010 | again | changed: prompt | plain grey | 1 | 0.40 USD |
| 020 | re-cut | transition |  |  | free |
| 030 | gone |  |  |  |  |
| **total** | | | | **1** | **about 0.40 USD** |

Of the film itself: titles; free.

Compared with `HEAD`."""


def test_json_has_every_shot_and_the_sums(repository: Repository) -> None:
    changed(repository)
    data = comparison_data(repository.compared())
    assert [each["fate"] for each in data["shots"]] == ["again", "re-cut", "gone"]
    assert data["shots"][0]["takes"][0]["price"] == {"amount": "0.4", "unit": "usd"}
    assert data["again"] == {
        "shots": 1,
        "takes": 1,
        "seconds": 1.0,
        "cost": [{"amount": "0.4", "unit": "usd", "usd": "0.4"}],
        "unpriced": 0,
    }
    assert data["waiting"]["shots"] == 0
    assert data["film"] == ["titles"]

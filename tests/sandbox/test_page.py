from html.parser import HTMLParser

from tests.sandbox.stand import Door

_ALONE = {"meta", "br", "!doctype"}


class Outline(HTMLParser):
    """Sees that every element is closed, and where addresses lead."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.addresses += [v or "" for k, v in attrs if k in {"href", "src"}]
        if tag not in _ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(text: str) -> Outline:
    seen = Outline()
    seen.feed(text)
    assert seen.open == []
    return seen


def test_an_empty_page_says_how_to_begin(door: Door) -> None:
    answer = door.client.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    assert "None yet." in answer.text
    prefix = f"PARROT_BASE_URL={door.sandbox.address} PARROT_API_KEY=sandbox"
    assert prefix in answer.text
    outline(answer.text)


def test_jobs_charges_refusals_and_waiting_faults_are_shown(door: Door) -> None:
    door.finished("A wide shot of a parrot " + "y" * 200)
    door.finished("[sandbox: fail=content] a crow")
    door.submit("a gull", shots=["one", "two"], callback_url="http://127.0.0.1/x")
    door.ask("error=rate", on="submit")
    door.submit("another")
    door.ask("reset-after", on="submit", times=3)
    text = door.client.get("/").text
    clip = f"{door.sandbox.address}/clips/p-1.mp4"
    assert clip in outline(text).addresses
    for said in (
        "succeeded",
        "failed: content",
        "2.5 seeds, given back",
        "2 shots: one",
        "callback: not called",
        "3 jobs, 1 submit refused",
        "<td>429</td>",
        "{&quot;error&quot;:{&quot;code&quot;:&quot;rate&quot;}}",
        "<td>error=rate</td>",
        "<code>reset-after</code>",
        f"A wide shot of a parrot {'y' * 66}…",
    ):
        assert said in text, said


def test_everything_from_outside_is_escaped(door: Door) -> None:
    evil = '"><script>alert(1)</script>'
    door.submit(evil, key=evil)
    door.client.post(f"/parrot/jobs?{evil}", content=evil.encode())
    text = door.client.get("/").text
    assert "script" not in outline(text).seen
    assert "&lt;script&gt;alert(1)" in text

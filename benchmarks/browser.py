"""Whether a browser shows each frame of a film: seeks to all of them, and plays it.

    python -m benchmarks.browser [CHROMIUM]

Films of clips that carry their frame numbers are cut as H.264, VP9 and AV1, and handed
to Chromium on loopback; its page reads the blocks off a canvas and sends them back.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import numpy as np

from storyboard.assembly.film import cut
from storyboard.model.request import SlateText
from storyboard.model.timeline import Edit, Passage, Timeline
from storyboard.model.value import SceneId, ShotId
from storyboard.model.words import Codec
from tests.assembly.numbered import (
    BOTH_WAYS,
    COLUMNS,
    ROWS,
    Clip,
    Kind,
    Layer,
    layers_at,
    levels_of,
    side_of,
    write,
)

SIZE = (640, 360)
RATE = Fraction(24)
WRONG = 20
"""Levels of luma that a block is off where it is another number's."""
PATIENCE = 120
"""Seconds."""
FILMS: dict[str, Codec] = {
    "film.mp4": "h264",
    "vp9.webm": "vp9",
    "av1.webm": "av1",
}
PAGE = """<!doctype html><canvas width=%(width)d height=%(height)d></canvas><script>
const [canvas] = document.getElementsByTagName("canvas");
const context = canvas.getContext("2d", {willReadFrequently: true});
const side = %(side)f, columns = %(columns)d, rows = %(rows)d, rate = %(rate)f;
const left = (canvas.width - side) / 2, top_ = (canvas.height - side) / 2;
function blocks(video) {
  context.drawImage(video, 0, 0);
  const found = [];
  for (let block = 0; block < rows * columns; block++) {
    const row = Math.floor(block / columns), column = block %% columns;
    const w = side / columns, h = side / rows;
    const data = context.getImageData(Math.round(left + (column + 0.25) * w),
      Math.round(top_ + (row + 0.25) * h), Math.floor(w / 2), Math.floor(h / 2)).data;
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum += data[i + 1];
    found.push(sum / (data.length / 4));
  }
  return found;
}
const event = (video, name) => new Promise((done, failed) => {
  video.addEventListener(name, done, {once: true});
  video.addEventListener("error", () => failed(video.error.message), {once: true});
});
// What was sought is decoded when the event comes, and painted a moment later.
const painted = video => Promise.race([
  new Promise(done => video.requestVideoFrameCallback(done)),
  new Promise(done => setTimeout(done, 1000))]);
async function look(name) {
  const video = document.createElement("video");
  video.muted = true;
  const ready = event(video, "canplaythrough");
  video.src = URL.createObjectURL(await (await fetch(name)).blob());
  await ready;
  const sought = [], played = [], count = Math.round(video.duration * rate);
  for (let frame = 0; frame < count; frame++) {
    const there = event(video, "seeked"), seen = painted(video);
    video.currentTime = (frame + 0.5) / rate;
    await there;
    await seen;
    sought.push(blocks(video));
  }
  const back = event(video, "seeked"), over = event(video, "ended");
  video.currentTime = 0;
  await back;
  const next = (_, told) => {
    played.push([told.mediaTime, blocks(video)]);
    video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
  await video.play();
  await over;
  const quality = video.getVideoPlaybackQuality();
  return {duration: video.duration, sought, played, dropped: quality.droppedVideoFrames,
    heard: video.webkitAudioDecodedByteCount,
    size: [video.videoWidth, video.videoHeight]};
}
(async () => {
  for (const name of %(names)s) {
    const found = await look(name).catch(error => ({error: String(error)}));
    await fetch(name, {method: "POST", body: JSON.stringify(found)});
  }
})();
</script>"""


def main() -> int:
    """Cut, show, judge; 1 where a frame is not where it belongs."""
    browser = sys.argv[1] if len(sys.argv) > 1 else shutil.which("chromium")
    if browser is None:
        sys.exit("there is no chromium: give its path")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        told = [Passage(kind="dissolve", frames=n) for n in (12, 7)]
        clips = [
            write(folder / str(n), Kind(size=SIZE, options=BOTH_WAYS), n, 60)
            for n in range(1, 4)
        ]
        film = timeline(clips, [None, *told])
        for file, codec in FILMS.items():
            made = film.model_copy(update={"codec": codec})
            cut(made, folder / file, cache=folder / "c", report=lambda _event: None)
        by_file: dict[str, Clip | int] = {str(clip.path): clip for clip in clips}
        wrong = 0
        for file, found in shown(browser, folder).items():
            wrong += judged(file, found, film, by_file)
    return 1 if wrong else 0


def timeline(clips: list[Clip], passages: list[Passage | None]) -> Timeline:
    """All clips one after the other, trimmed by three frames."""
    edits: list[Edit] = []
    for clip, enter in zip(clips, passages, strict=True):
        edits.append(
            Edit(
                slate=SlateText(film="B", scene=SceneId("b"), shot=ShotId("010")),
                source=clip.source(),
                start=3,
                length=50,
                at=(edits[-1].end if edits else 0) - (enter.frames if enter else 0),
                enter=enter,
            )
        )
    return Timeline(
        title="Browser",
        rate=str(RATE),
        width=SIZE[0],
        height=SIZE[1],
        edits=tuple(edits),
        length=edits[-1].end,
    )


def shown(browser: str, folder: Path) -> dict[str, dict[str, Any]]:
    """What the browser's page says of each film."""
    answers: Queue[tuple[str, dict[str, Any]]] = Queue()
    page = PAGE % {
        "width": SIZE[0],
        "height": SIZE[1],
        "side": side_of(SIZE, SIZE),
        "columns": COLUMNS,
        "rows": ROWS,
        "rate": float(RATE),
        "names": json.dumps(list(FILMS)),
    }

    class Desk(BaseHTTPRequestHandler):
        """Hands out the page and the films, and takes what was seen."""

        def do_GET(self) -> None:
            name = self.path.strip("/")
            there = name in FILMS or not name
            self.send_response(200 if there else 404)
            self.end_headers()
            if there:
                body = (folder / name).read_bytes() if name else page.encode()
                self.wfile.write(body)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answers.put((self.path.strip("/"), json.loads(body)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    command = [
        browser,
        *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"),
        *("--autoplay-policy=no-user-gesture-required", "--disable-dev-shm-usage"),
        f"--user-data-dir={folder / 'profile'}",
        f"http://127.0.0.1:{server.server_port}/",
    ]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            return dict(answers.get(timeout=PATIENCE) for _ in FILMS)
        except Empty:
            sys.exit(f"{browser} said nothing for {PATIENCE} s")
        finally:
            process.terminate()
            server.shutdown()


def judged(
    file: str, found: dict[str, Any], film: Timeline, clips: dict[str, Clip | int]
) -> int:
    """Print what was seen; how many frames were wrong."""
    if "error" in found:
        print(f"{file:10} {found['error']}")
        return 1
    sought = [
        off(blocks, film, clips, frame) for frame, blocks in enumerate(found["sought"])
    ]
    played = [
        off(blocks, film, clips, round(time * float(RATE)))
        for time, blocks in found["played"]
    ]
    wrong = [frame for frame, each in enumerate(sought) if each >= WRONG]
    late = sum(each >= WRONG for each in played)
    print(
        f"{file:10} {found['size']}, {found['duration']:.3f} s of "
        f"{float(film.length / RATE):.3f}; sought {len(sought)} of {film.length} "
        f"frames, wrong: {wrong or 'none'} (worst block off by {max(sought):.1f}); "
        f"played: {len(played)} frames seen, {late} wrong, {found['dropped']} dropped, "
        f"{found['heard']} bytes of sound decoded"
    )
    return len(wrong) + abs(len(sought) - film.length)


def off(
    blocks: list[float], film: Timeline, clips: dict[str, Clip | int], frame: int
) -> float:
    """By how many levels of luma the worst block is off."""
    layers = layers_at(film, clips, frame) or [Layer(0, 0.0)]
    wanted = sum(
        (layer.share * levels_of(layer.number) for layer in layers), np.zeros(1)
    )
    luma = 16 + np.array(blocks) * 219 / 255
    return float(np.abs(luma - wanted).max())


if __name__ == "__main__":
    sys.exit(main())

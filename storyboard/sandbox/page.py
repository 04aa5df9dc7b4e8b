"""The page at `/`: jobs, charges, refusals, and how to point the tool at them.

One file without scripts or anything from elsewhere; it loads itself again.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

from storyboard.sandbox.desk import Desk
from storyboard.sandbox.faults import Fault
from storyboard.sandbox.jobs import Call, Job
from storyboard.sandbox.options import variables

_MOST_JOBS = 200
_MOST_REFUSED = 30
_PROMPT = 90
_REFUSED_FROM = 400
_STYLE = """
:root { color-scheme: light dark; --paper: #f7f6f3; --card: #fff; --ink: #23272b;
  --soft: #6c747c; --line: #e2e0da; --accent: #1f6f8b; --good: #2c7a4b;
  --bad: #b3372f; --busy: #a86f12; }
@media (prefers-color-scheme: dark) { :root { --paper: #15181b; --card: #1d2125;
  --ink: #e4e6e8; --soft: #949ca4; --line: #2d3338; --accent: #6fb7d1;
  --good: #69c08a; --bad: #ec8078; --busy: #e0b060; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 2.2rem 0 .7rem; }
p { margin: .3rem 0; } .soft { color: var(--soft); }
code, pre { font: 13px/1.55 ui-monospace, monospace; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: .8rem 1rem; overflow-x: auto; margin: .5rem 0; }
.cards { display: grid; gap: .7rem;
  grid-template-columns: repeat(auto-fill, minmax(175px, 1fr)); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: .7rem .9rem; }
.card b { display: block; } .card .sum { font-size: 1.25rem; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .45rem .8rem; white-space: nowrap;
  border-top: 1px solid var(--line); vertical-align: top; }
thead th { border-top: 0; color: var(--soft); font-weight: 500; font-size: .85rem; }
td.num { text-align: right; font-variant-numeric: tabular-nums; }
td.text { white-space: normal; min-width: 260px; }
progress { width: 90px; accent-color: var(--accent); }
a { color: var(--accent); }
.succeeded { color: var(--good); } .failed, .expired { color: var(--bad); }
.cancelled { color: var(--soft); } .queued, .running { color: var(--busy); }
"""


def page(desk: Desk, names: Sequence[str], waiting: Sequence[Fault]) -> str:
    """The whole page; everything that came from outside is escaped."""
    jobs = desk.book.jobs()
    refused = [
        call
        for call in tuple(desk.book.submits)
        if call.status >= _REFUSED_FROM or call.status == 0
    ]
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta http-equiv="refresh" content="3">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>storyboard sandbox</title><style>{_STYLE}</style></head><body>",
            "<main><h1>storyboard sandbox</h1>",
            f'<p class="soft">{escape(desk.address)} · {_summary(jobs)} · ',
            "nothing here costs anything</p>",
            *_accounts(desk, names, refused),
            *_jobs(desk, jobs),
            *_refusals(refused),
            *_waiting(waiting),
            *_pointing(desk.address, names),
            "</main></body></html>",
        ]
    )


def _summary(jobs: Sequence[Job]) -> str:
    active = sum(job.active for job in jobs)
    return f"{_counted(len(jobs), 'job')}, {active} under way"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _accounts(desk: Desk, names: Sequence[str], refused: list[Call]) -> Iterator[str]:
    yield '<h2>Charges</h2><div class="cards">'
    for name in names:
        jobs = desk.book.jobs(name)
        said_no = sum(call.service == name for call in refused)
        units = " / ".join(dict.fromkeys(job.order.unit for job in jobs)) or "credits"
        yield (
            f'<div class="card"><b>{escape(name)}</b>'
            f'<span class="sum">{_figure(desk.book.kept(name))}</span> '
            f'{escape(units)}<br><span class="soft">{_counted(len(jobs), "job")}, '
            f"{_counted(said_no, 'submit')} refused<br>"
            f"{_figure(desk.book.balance(name))} left</span></div>"
        )
    yield "</div>"


def _jobs(desk: Desk, jobs: Sequence[Job]) -> Iterator[str]:
    yield "<h2>Jobs</h2>"
    if not jobs:
        yield '<p class="soft">None yet.</p>'
        return
    heads = ("service", "model", "state", "", "seconds", "charge", "prompt", "clip")
    yield _table_start(heads)
    for job in reversed(jobs[-_MOST_JOBS:]):
        yield _row(desk, job)
    yield "</tbody></table></div>"
    if len(jobs) > _MOST_JOBS:
        yield f'<p class="soft">The latest {_MOST_JOBS} of {len(jobs)}.</p>'


def _table_start(heads: Sequence[str]) -> str:
    cells = "".join(f"<th>{escape(head)}</th>" for head in heads)
    return f'<div class="wide"><table><thead><tr>{cells}</tr></thead><tbody>'


def _row(desk: Desk, job: Job) -> str:
    order = job.order
    state = escape(job.state)
    ended = f": {job.failure.kind}" if job.failure and not job.active else ""
    reason = job.failure.reason if job.failure and not job.active else ""
    clip = f'<a href="{escape(desk.clip_url(job))}">watch</a>' if job.clip else ""
    return (
        f"<tr><td>{escape(order.service)}</td><td>{escape(order.model)}</td>"
        f'<td class="{state}" title="{escape(reason)}">{state}{escape(ended)}</td>'
        f'<td><progress max="1" value="{job.progress:g}"></progress></td>'
        f'<td class="num">{order.seconds:g}</td>'
        f'<td class="num">{escape(_charge(job))}</td>'
        f'<td class="text">{escape(_beginning(job))}'
        f'<br><span class="soft"><code>{escape(job.id)}</code>{_called(job)}'
        f"</span></td><td>{clip}</td></tr>"
    )


def _charge(job: Job) -> str:
    if job.charged is None:
        return "unknown"
    back = ", given back" if job.refunded else ""
    return f"{_figure(job.charged)} {job.order.unit}{back}"


def _beginning(job: Job) -> str:
    """The prompt's start; of a job of several shots, how many there are."""
    texts = [" ".join(prompt.split()) for prompt, _ in job.order.prompts]
    first = texts[0] if texts else ""
    shown = first if len(first) <= _PROMPT else f"{first[:_PROMPT].rstrip()}…"
    return shown if len(texts) < 2 else f"{len(texts)} shots: {shown}"  # noqa: PLR2004 - one or several


def _called(job: Job) -> str:
    """Whether the end of a job was told to somebody who asked for it."""
    if not job.order.callback:
        return ""
    times = {0: "not called", 1: "called"}.get(job.called, f"called {job.called} times")
    return f"<br>callback: {times}"


def _refusals(refused: Sequence[Call]) -> Iterator[str]:
    if not refused:
        return
    yield "<h2>Submits refused</h2>"
    yield _table_start(("service", "status", "call", "answer", "asked for"))
    for call in reversed(refused[-_MOST_REFUSED:]):
        status = str(call.status) if call.status else "reset"
        yield (
            f"<tr><td>{escape(call.service)}</td><td>{status}</td>"
            f"<td><code>{escape(call.method)} {escape(call.path)}</code></td>"
            f'<td class="text">{escape(call.refusal)}</td>'
            f"<td>{escape(', '.join(call.faults))}</td></tr>"
        )
    yield "</tbody></table></div>"


def _waiting(waiting: Sequence[Fault]) -> Iterator[str]:
    if not waiting:
        return
    yield "<h2>Still to go wrong</h2>"
    yield _table_start(("service", "at", "what", "times"))
    for asked in waiting:
        times = "always" if asked.times is None else str(asked.times)
        yield (
            f"<tr><td>{escape(asked.service or 'any')}</td><td>{escape(asked.on)}</td>"
            f"<td><code>{escape(str(asked))}</code></td><td>{times}</td></tr>"
        )
    yield "</tbody></table></div>"


def _pointing(address: str, names: Sequence[str]) -> Iterator[str]:
    yield "<h2>Point the tool here</h2>"
    yield '<p class="soft">Set the two of the service that your board names.</p><pre>'
    yield "\n".join(
        " ".join(f"{escape(k)}={escape(v)}" for k, v in variables(name, address))
        for name in names
    )
    yield "</pre><h2>Let something go wrong</h2>"
    yield '<p class="soft">In a shot\'s prompt, or for the next call that fits:</p>'
    example = (
        "[sandbox: fail=content]   [sandbox: seconds=30]   [sandbox: cut=0.6]\n\n"
        f"curl {address}/sandbox/faults -d "
        '\'{"service": "evolink", "on": "submit", "fault": "error=rate"}\'\n'
        f"curl {address}/sandbox/log"
    )
    yield f"<pre>{escape(example)}</pre>"


def _figure(amount: Decimal) -> str:
    """Without zeros that say nothing."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

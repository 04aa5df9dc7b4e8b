"""Why a shot was not made, in words."""

import re

from storyboard.errors import Problem
from storyboard.model.value import ShotId
from storyboard.providers.base import CannotTell, NotSent, SubmitRefused, Unanswered
from storyboard.scheduler.caps import OverCap
from storyboard.scheduler.entry import Entry

_ANSWERS = (NotSent, SubmitRefused, Unanswered, CannotTell)
_QUERY = re.compile(r"(https?://[^\s?\"'<>]+)\?[^\s\"'<>]*")


class NotMade(Exception):  # noqa: N818 - a result of one shot, which the others outlive
    """This run ends without this take; the ledger says how it stands."""

    def __init__(self, problem: Problem, *, free: bool = False) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.free = free
        """Whether it is known that nothing was, and nothing will be, charged, so that
        somebody else may be asked."""


def plain(error: BaseException) -> str:
    """What an error says, in one line, without the secrets of signed links.

    What a provider answers speaks for itself; of anything else its kind is told.
    """
    said = str(error).strip().splitlines()
    if said and isinstance(error, _ANSWERS):
        return unsigned(said[0])
    name = type(error).__name__
    return unsigned(f"{name}: {said[0]}" if said else name)


def unsigned(text: str) -> str:
    """A text without the queries of its links, which may be signatures."""
    return _QUERY.sub(r"\1?…", text)


def ended(entry: Entry) -> Problem:
    """Of an entry that was refused, failed or is uncertain."""
    provider = entry.wish.provider
    said = entry.error_message or entry.error_code or "it does not say why"
    match entry.state:
        case "refused":
            return Problem(
                "refused",
                f"{provider} refused the request: {said}",
                hint=_AFTER_NO.get(
                    entry.error_code or "",
                    "nothing was charged; change the shot, or run again",
                ),
            )
        case "failed":
            return Problem(
                "failed",
                f"{provider} did not make it: {said}",
                hint=f"{_CHARGED[entry.failed_at_a_cost]}; "
                + _AFTER_FAILURE.get(
                    entry.error_code or "", "run again for another take"
                ),
            )
        case _:
            return Problem(
                "uncertain",
                f"nobody knows whether {provider} accepted the request: {said}",
                hint=f"it is never sent again by itself; look for it at {provider}, "
                f"then `storyboard resolve {entry.wish.shot} --ticket ID` if it is "
                "there, or `--lost` if it is not",
            )


def over_cap(entry: Entry, over: OverCap) -> Problem:
    """Of a request that would have passed a cap."""
    price = entry.wish.dollars if over.cap.most.unit == "usd" else entry.wish.price
    return Problem(
        "over-cap",
        f"not sent: its price of {price} would pass {over.cap.said} of "
        f"{over.cap.most}, of which {over.held} are spent or in flight",
        hint="nothing was sent; raise the cap, and run again",
    )


def not_known(entry: Entry) -> Problem:
    """Of a take that was never accepted, and whose request nobody asks for any more."""
    return Problem(
        "not-wanted",
        "it was never accepted, and is not sent by a command that only collects",
        hint=f"`storyboard render {entry.wish.shot}` sends it",
    )


def not_accepted(entry: Entry, tries: int) -> Problem:
    """Of a request that was sent in vain as often as it may be in one run."""
    said = entry.error_message or "no answer"
    return Problem(
        "unavailable",
        f"{entry.wish.provider} did not take the request in {tries} tries: {said}",
        hint="run the same command again later; what was accepted is not sent twice",
    )


def not_published(entry: Entry, said: str) -> Problem:
    """Of a request whose files could not be brought to where the service finds them."""
    return Problem(
        "not-published",
        f"its files do not reach {entry.wish.provider}: {said}",
        hint="nothing was sent, and nothing is charged; run the same command again",
    )


def no_answer(entry: Entry, said: str) -> Problem:
    """Of a service that gives no answer about a job, however often it is asked."""
    return Problem(
        "no-answer",
        f"{entry.wish.provider} gives no answer about the job: {said}",
        hint="the job is kept; run the same command again to go on with it",
    )


def kept_waiting(shot: ShotId) -> Problem:
    """Of a shot that begins or ends with the frame of one that was not made."""
    return Problem(
        "kept-waiting",
        f"it needs a frame of shot {shot}, which was not made",
        hint="nothing was sent, and nothing is charged",
    )


def still_running(entry: Entry) -> Problem:
    """Of a job that takes longer than a run waits."""
    return Problem(
        "still-running",
        f"{entry.wish.provider} is still working on it",
        hint="the job is kept; run the same command again to go on with it",
    )


def not_fetched(entry: Entry) -> Problem:
    """Of a finished job whose clip does not arrive whole."""
    provider, said = entry.wish.provider, entry.error_message
    return Problem(
        "not-fetched",
        f"{provider} made the clip, but it did not arrive whole: {said}",
        hint="run the same command again to fetch it, which is not paid again; force "
        "the shot for another take",
    )


_AFTER_NO = {
    "content": "nothing was charged; it is against the service's rules: word the "
    "action anew, or take another provider",
    "unauthorised": "nothing was charged; `storyboard doctor` looks at the key",
    "no credit": "nothing was charged; top up the account, and run again",
    "not found": "nothing was charged; see `storyboard providers` for its models",
}

_AFTER_FAILURE = {
    "content": "word the action anew, or run again for another take",
    "invalid": "change the shot before you run again",
}

_CHARGED = {
    True: "it was charged",
    False: "nothing was charged",
    None: "whether it was charged is unknown",
}

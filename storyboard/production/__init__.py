"""The straight line, and the only wiring.

    script = read("storyboard.yaml")     what the board says, and its problems
    check(script)                        every problem, prompts' among them
    compose(script)                      one clip request per shot
    planned = plan(script)               what would be reused or made; free, offline
    dailies = shoot(planned)             the takes; the only step that starts jobs
    film = cut(dailies)                  the finished film
    films = cut_all(dailies, versions(planned))    with its variants

Each step takes the value of the one before and returns a new one. Every error is a
`storyboard.errors.StoryboardError`.
"""

from storyboard.production.consent import Allowance, needs_asking
from storyboard.production.cutting import assemble, cut, cut_all, foresee
from storyboard.production.offers import Offers, offered, offered_by, said_by
from storyboard.production.preparing import (
    Asked,
    asked,
    check,
    choose,
    compose,
    plan,
    read,
)
from storyboard.production.sandboxed import as_if_sandboxed, sandboxed
from storyboard.production.script import Dailies, Planned, Script
from storyboard.production.shooting import check_ready, gather, shoot
from storyboard.production.story import TakeStory, story
from storyboard.production.versions import MAIN, Order, Version, film_file, versions

__all__ = [
    "MAIN",
    "Allowance",
    "Asked",
    "Dailies",
    "Offers",
    "Order",
    "Planned",
    "Script",
    "TakeStory",
    "Version",
    "as_if_sandboxed",
    "asked",
    "assemble",
    "check",
    "check_ready",
    "choose",
    "compose",
    "cut",
    "cut_all",
    "film_file",
    "foresee",
    "gather",
    "needs_asking",
    "offered",
    "offered_by",
    "plan",
    "read",
    "said_by",
    "sandboxed",
    "shoot",
    "story",
    "versions",
]

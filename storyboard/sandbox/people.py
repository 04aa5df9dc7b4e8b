"""Who a prompt speaks of, and whether they were described before."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from storyboard.model.request import Subject

_SOMEBODY = (
    "woman|man|girl|boy|child|person|keeper|detective|lady|sailor|officer|mother|"
    "father|watchman|ferryman|fisherman|policeman|policewoman|gentleman|stranger|"
    "driver|dancer|doctor|nurse|soldier|waiter|waitress|king|queen|postman|gardener|"
    "baker|singer|grandmother|grandfather|robot|android|automaton|dog|puppy|hound|"
    "terrier|collie|wolf|fox|cat|kitten|heron|egret|stork|bird|gull|crow|raven|owl|"
    "pigeon|swallow|horse|pony|mare|stallion|foal|deer|stag"
)
_ENDS = "a|an|the|and|or|of|with|in|on|to|at|by|from|into|his|her|their"
"""Words that end what stands before a noun."""
_ADVERBS = (
    "Above|Again|Ahead|Behind|Below|Beside|Beyond|Here|Inside|Later|Meanwhile|Near|"
    "Nearby|Next|Now|Outside|Soon|There|Then|Today|Tonight"
)
"""Words before a comma that are nobody's name; nor are those in -ly."""
_MENTION = re.compile(
    rf"(?:\b(?!\w+ly\b|(?:{_ADVERBS})\b)"
    r"(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?), )?"
    r"(?i:\b(?P<article>an?|the|one|another|his|her|their)\s+"
    rf"(?P<kind>(?:(?!(?:{_ENDS})\b)[\w’'-]+,?\s+){{0,5}}))?"
    rf"(?i:\b(?P<noun>{_SOMEBODY})\b(?![’']s[- ]eye)(?P<owner>[’']s)?)"
)
_STOP = re.compile(r"[.!?…](?:\s|$)")
_PRONOUN = re.compile(r"\b(?:s?he|her|his|him|they|their)\b", re.IGNORECASE)
_LONGEST = 160
"""Characters of a description that stands in a sentence."""
_MOST = 3
"""How many are drawn."""
_NEW = {"a", "an", "one", "another"}


@dataclass(frozen=True)
class Mention:
    """Somebody who is spoken of."""

    name: str | None
    new: bool
    """Whether it is `a woman`, not `the woman`."""
    kind: str
    """`freckled woman`."""
    noun: str
    about: str
    """What is said of them."""

    @property
    def person(self) -> Subject:
        """Somebody of whom nothing else is known."""
        known_as = (self.name or self.kind).casefold()
        return Subject(id=known_as, name=self.name or self.noun, sheet=self.about)


def mentions_in(text: str) -> Iterator[Mention]:
    """Who a text speaks of, in its order.

    Whose something is, is somebody only where nobody came before: the woman in a man's
    shirt is alone.
    """
    matches = enumerate(_MENTION.finditer(text))
    found = [match for number, match in matches if number == 0 or not match["owner"]]
    for match, after in zip_longest(found, found[1:]):
        stop = _STOP.search(text, match.end())
        ends = [match.start() + _LONGEST, len(text)]
        ends += [stop.start()] if stop else []
        ends += [after.start()] if after else []
        yield Mention(
            name=match["name"],
            new=(match["article"] or "").lower() in _NEW,
            kind=" ".join(f"{match['kind'] or ''}{match['noun']}".split()).casefold(),
            noun=match["noun"].casefold(),
            about=text[match.start() : min(ends)].strip(),
        )


def is_somebody(text: str) -> bool:
    """Whether a text speaks of anybody."""
    return _MENTION.search(text) is not None


class People:
    """Everyone whom the shots of one job have described, shot after shot."""

    def __init__(self) -> None:
        self._known: dict[str, Subject] = {}
        self._last: tuple[Subject, ...] = ()

    def describe(self, described: Mapping[str, str]) -> None:
        """Take in those who have a line of their own, by name in small letters."""
        for name, text in described.items():
            self._known[name] = Subject(id=name, name=name, sheet=text)

    def of_shot(
        self, action: str, described: Iterable[str], own: Collection[str]
    ) -> tuple[Subject, ...]:
        """Who is in a shot, at most three.

        Those with a line of their own in it (`own`), those named in its action, and
        those it speaks of: `the woman` is one who is known, `a woman` is new, unless
        she is among those `described` in this very prompt.
        """
        close = [self._known[name] for name in described]
        there = {
            known_as: person
            for known_as, person in self._known.items()
            if known_as in own
            or re.search(rf"\b{re.escape(known_as)}\b", action, re.IGNORECASE)
        }
        for mention in mentions_in(action):
            person = self._meant(mention, close) or mention.person
            self._known.setdefault(person.id, person)
            there.setdefault(person.id, person)
        if not there and _PRONOUN.search(action):
            there = {person.id: person for person in self._last[:1]}
        self._last = tuple(there.values())[:_MOST]
        return self._last

    def speaker(self, words: str) -> Subject | None:
        """The known person who speaks, as far as the words tell."""
        named = self._known.get(words.casefold())
        meant = (self._meant(m, self._known.values()) for m in mentions_in(words))
        return named or next((person for person in meant if person), None)

    def _meant(self, mention: Mention, close: Iterable[Subject]) -> Subject | None:
        """The known person of whom a mention speaks."""
        same = self._known.get(mention.person.id)
        if same or mention.name:
            return same
        told = _words(mention.about)
        fitting = [
            person
            for person in (close if mention.new else self._known.values())
            if mention.noun in _nouns(person)
        ]
        return max(fitting, key=lambda p: len(told & _words(p.sheet)), default=None)


def _nouns(person: Subject) -> set[str]:
    """What a person is: not what else their description speaks of."""
    told = (next(mentions_in(text), None) for text in (person.name, person.sheet))
    return {mention.noun for mention in told if mention}


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))

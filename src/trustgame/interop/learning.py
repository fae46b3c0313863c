r"""Learning an automaton by asking it: discrimination trees.

A player is a box that answers one question: after a *word* of rounds, what would it do? A
word is a string of letters, one per round, ``2 * own + seen``: the player's own actual
action and the partner's action as seen (C = 0, D = 1). The answer is any hashable *law*:
an action, or the tree of coin flips that leads to one.

Two words lead to the same state if no *suffix* tells them apart. The learner keeps a tree
of suffixes that do tell states apart (Kearns & Vazirani 1994); where the box and the
automaton disagree, the first step on which they part company gives a new suffix and a new
state (Rivest & Schapire 1993). It asks for about :math:`4 n \log n` words for n states.

What is learned is only as good as the words on which it was checked. ``doubt`` asks around
each state (Chow 1978): if it finds nothing, a box that differs all the same has at least
two states more than were found, with ``far=3`` at least three more.

References
----------
Angluin, D. (1987). Learning regular sets from queries and counterexamples. *Inf. Comput.*
75. Chow, T. S. (1978). Testing software design modeled by finite-state machines. *IEEE
Trans. Softw. Eng.* 4. Kearns, M. J. & Vazirani, U. V. (1994). *An Introduction to
Computational Learning Theory*, chapter 8. Rivest, R. L. & Schapire, R. E. (1993). Inference
of finite automata using homing sequences. *Inf. Comput.* 103.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from itertools import product

__all__ = ["LETTERS", "Learner", "NotFinite"]

LETTERS = tuple(bytes([letter]) for letter in range(4))


class NotFinite(Exception):  # noqa: N818 - an answer, not an error
    """The box is no automaton, or not one of so few states."""


@dataclass
class _Fork:
    """A suffix, and where each law after it leads: a state, or another fork."""

    suffix: bytes
    leads: dict[Hashable, int | _Fork] = field(default_factory=dict)


class Learner:
    """The automaton learned so far of a box.

    Parameters
    ----------
    ask : callable
        ``ask(word)`` returns the law after a word.
    most : int
        The most states; past them ``NotFinite`` is raised.

    Examples
    --------
    Tit-for-tat does what it saw last:

    >>> learner = Learner(lambda word: word[-1] % 2 if word else 0, most=8)
    >>> learner.laws, learner.moves
    ([0, 1], [[0, 1, 0, 1], [0, 1, 0, 1]])
    """

    def __init__(self, ask: Callable[[bytes], Hashable], most: int) -> None:
        self._ask = ask
        self._most = most
        self._words: list[bytes] = []
        self._tree = _Fork(b"")
        self.laws: list[Hashable] = []  #: by state
        self.moves: list[list[int]] = []  #: next state by state and letter
        self._sift(b"", self._tree)
        self._close()

    def run(self, word: bytes, state: int = 0) -> int:
        """Return the state after a word."""
        for letter in word:
            state = self.moves[state][letter]
        return state

    def doubt(self, far: int = 2, most: int = 20_000) -> bytes | None:
        """Return a word after which the box and the automaton differ, if one is near.

        Parameters
        ----------
        far : int
            Rounds that are gone on from the word that led to each state first.
        most : int
            The most words to ask; the farthest are left out.
        """
        suffixes = sorted(_suffixes(self._tree), key=len)
        asked = 0
        for rounds in range(1, far + 1):
            for on in product(range(4), repeat=rounds):
                for start, word in enumerate(self._words):
                    state = start
                    for letter in on:
                        state = self.moves[state][letter]
                    there = word + bytes(on)
                    for suffix in suffixes:
                        asked += 1
                        if asked > most:
                            return None
                        if self._ask(there + suffix) != self.laws[self.run(suffix, state)]:
                            return there + suffix
        return None

    def correct(self, word: bytes) -> None:
        """Learn from a word after which the box and the automaton differ."""
        truth = self._ask(word)
        path = [0]
        for letter in word:
            path.append(self.moves[path[-1]][letter])
        if truth == self.laws[path[-1]]:
            raise NotFinite("it does not answer the same word alike")

        def agrees(i: int) -> bool:
            return self._ask(self._words[path[i]] + word[i:]) == truth

        # Gallop back from the end, so that the suffix found is short.
        wrong, step = len(word), 1
        while not agrees(right := max(wrong - step, 0)):
            wrong, step = right, 2 * step
        while wrong - right > 1:
            middle = (wrong + right) // 2
            if agrees(middle):
                right = middle
            else:
                wrong = middle
        self._split(path[wrong], self._words[path[right]] + word[right:wrong], word[wrong:])
        self._close()

    def _split(self, state: int, newcomer: bytes, suffix: bytes) -> None:
        """Tell a new state from an old one by a suffix."""
        fork = _Fork(suffix)
        fork.leads[self._ask(self._words[state] + suffix)] = state
        _replace(self._tree, state, fork)
        self._sift(newcomer, fork)
        for source, moves in enumerate(self.moves):
            for letter, target in enumerate(moves):
                if target == state:
                    moves[letter] = self._sift(self._words[source] + LETTERS[letter], fork)

    def _close(self) -> None:
        """Find where every state's letters lead."""
        while len(self.moves) < len(self._words):
            word = self._words[len(self.moves)]
            self.moves.append([])
            self.moves[-1].extend(self._sift(word + a, self._tree) for a in LETTERS)

    def _sift(self, word: bytes, fork: _Fork) -> int:
        """Return the state a word leads to, a new one if need be."""
        while True:
            law = self._ask(word + fork.suffix)
            found = fork.leads.get(law)
            if found is None:
                if len(self._words) == self._most:
                    raise NotFinite(f"it needs more than {self._most} states")
                found = fork.leads[law] = len(self._words)
                self._words.append(word)
                self.laws.append(self._ask(word))
            if isinstance(found, int):
                return found
            fork = found


def _suffixes(fork: _Fork) -> set[bytes]:
    """Return all suffixes of a tree."""
    below = (_suffixes(found) for found in fork.leads.values() if isinstance(found, _Fork))
    return {fork.suffix}.union(*below)


def _replace(fork: _Fork, state: int, by: _Fork) -> None:
    """Put a fork where a state was."""
    for law, found in fork.leads.items():
        if isinstance(found, _Fork):
            _replace(found, state, by)
        elif found == state:
            fork.leads[law] = by

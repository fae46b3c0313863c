"""Sample many matches of one pair."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import numpy as np

from trustgame import _language
from trustgame import _validate as check
from trustgame._random import key_from, whole
from trustgame.exceptions import PlayerError, SpecificationError
from trustgame.game import TrustGame
from trustgame.simulate import _kernels
from trustgame.simulate.custom import Played, play_custom
from trustgame.simulate.lower import Lowered
from trustgame.simulate.record import Record
from trustgame.simulate.sample import Sample, sample_of
from trustgame.simulate.seating import Seating, seat
from trustgame.simulate.tally import Tally
from trustgame.typing import IntArray, Seed

__all__ = ["play_batch", "simulate"]

_BATCH_CELLS = 2**16  # counts held at once by a thread
_BATCH_ROUNDS, _BATCH_MATCHES = 2**18, 256  # fewer are not worth a batch
_FEW = 2  # matches from which lockstep pays


def simulate(
    game: TrustGame,
    buyer: Any,
    seller: Any,
    *,
    matches: int,
    seed: Seed,
    keep: str = "totals",
    threads: int | None = None,
    progress: bool = False,
) -> Sample:
    """Sample matches of a pair.

    Parameters
    ----------
    game : TrustGame
        The game. Its play must end: by ``rounds``, or by a continuation below 1.
    buyer, seller : Automaton, str, callable or object
        Two strategies, their names in the catalogue, or any player of your own: a function
        ``player(view)`` that returns ``"C"`` or ``"D"``, an object with ``act(view)``, or a
        class of such objects; see ``trustgame.simulate.custom``.
    matches : int
        How many matches M, at least 1.
    seed : int or numpy.random.Generator
        The same seed gives the same matches, whatever the number of threads; more matches
        begin with the fewer.
    keep : {"totals", "rounds"}
        ``"rounds"`` keeps every round too: ``sample.rounds``, five bytes each. With
        ``"totals"`` memory does not depend on the number of rounds.
    threads : int, optional
        At most so many threads; all processors unless given. Custom players use one.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Sample
        Totals per match, averages with standard errors, in the payoff units of the stage.

    Raises
    ------
    SpecificationError
        If an argument breaks its rule.
    UnknownNameError
        If a name is nobody's; the nearest one is offered.
    RefusedError
        If play may go on for ever.
    PlayerError
        If a custom player raised, or returned neither C nor D. All other matches have been
        played: ``error.sample`` holds them (None if there is none), ``error.failed`` the
        numbers of the matches that failed. Or if its first match comes out otherwise when
        it is played again: it keeps something, or draws chance of its own.

    Notes
    -----
    Every random word is a function of (key, match, round, slot): a counter, not a stream
    (Salmon et al. 2011 [1]_), scrambled by SplitMix64's finaliser [2]_. Chances are met to
    2**-33. Averages per round are ratios of totals; their standard errors are by the delta
    method over matches.

    References
    ----------
    .. [1] Salmon, J. K., Moraes, M. A., Dror, R. O. & Shaw, D. E. (2011). Parallel random
       numbers: as easy as 1, 2, 3. *SC '11*.
    .. [2] Steele, G. L., Lea, D. & Flood, C. H. (2014). Fast splittable pseudorandom number
       generators. *OOPSLA '14*.

    Examples
    --------
    Tit-for-tat is exploited once by a defector, then never again: over ten rounds it gets
    (0 + 9) / 10 a round and the defector (5 + 9) / 10, in every match.

    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(), rounds=10)
    >>> sample = simulate(game, "tit_for_tat", "always_defect", matches=1000, seed=1)
    >>> sample.payoff, sample.se["payoff"]
    (array([0.9, 1.4]), array([0., 0.]))
    """
    seating = seat(game, buyer, seller)
    M = check.count("matches", matches, 1)
    check.one_of("keep", keep, ("totals", "rounds"))
    if threads is not None:
        threads = check.count("threads", threads, 1, "All processors: threads=None.")
    if not isinstance(progress, bool):
        raise SpecificationError(f"`progress` must be True or False; got {progress!r}.")
    seed = whole(seed)
    key, made = key_from(seed), {"seed": seed, "keep": keep}
    if seating.has_custom:
        return _simulate_custom(seating, M, key, keep, progress, made)
    tally = Tally(game, M)
    record = _play_all(seating.lowered, key, tally, keep == "rounds", threads, progress)
    return sample_of(tally, seating.players, np.arange(M), record, **made)


def play_batch(
    lowered: Lowered, key: int, first: int, n: int, record: Record | None = None
) -> tuple[IntArray, IntArray, IntArray]:
    """Play automata's matches ``first`` to ``first + n - 1``; fill a record if given.

    Returns
    -------
    counts [n, L, 2, 2] of rounds, length [n] in clock rounds, left [n] (1 buyer, 2 seller)
    """
    ground, L = lowered.ground, lowered.game.depths
    counts = np.zeros((n, 4 * L), dtype=np.int64)
    length = np.full(n, lowered.rounds, dtype=np.int64)
    left = np.zeros(n, dtype=np.int64)
    start = np.uint64(key), np.uint64(first)
    with np.errstate(over="ignore"):  # words wrap around; only seen where not compiled
        if record is None and n >= _FEW and lowered.joint is not None:
            _kernels.play_lockstep(lowered.joint, *start, counts)
        else:
            marks = np.zeros(0, np.uint8) if record is None else record.marks
            depth = np.zeros(0, np.int32) if record is None else record.depth
            played = length if record is None else record.played
            offset = np.cumsum(played) - played
            _kernels.play_matches(
                ground, *lowered.seats, *start, counts, length, left, offset, marks, depth
            )
    return counts.reshape(n, L, 2, 2), length, left


def _play_all(
    lowered: Lowered,
    key: int,
    tally: Tally,
    keep: bool,
    threads: int | None,
    progress: bool,
) -> Record | None:
    """Play all matches in batches, one or more threads at a time."""
    M = tally.matches
    most = threads or _processors()
    size = min(_BATCH_CELLS // (4 * lowered.game.depths), -(-M // (4 * most)))
    least = _BATCH_ROUNDS // lowered.rounds if lowered.is_fixed else _BATCH_MATCHES
    size = -(-max(size, least, 1) // _kernels.LANES) * _kernels.LANES
    batches = [(first, min(size, M - first)) for first in range(0, M, size)]

    def total(first: int, n: int) -> int:
        counts, length, _ = play_batch(lowered, key, first, n)
        tally.add(first, counts, length)
        return n

    _each(total, batches, most, M, progress)
    if not keep:
        return None
    ends = np.concatenate([[0], np.cumsum(tally.played)])
    H = int(ends[-1])
    record = Record(tally.game, np.zeros(H, np.uint8), np.zeros(H, np.int32), tally.played)

    def rounds(first: int, n: int) -> int:
        here = slice(ends[first], ends[first + n])
        part = Record(
            tally.game,
            record.marks[here],
            record.depth[here],
            record.played[first : first + n],
        )
        play_batch(lowered, key, first, n, part)
        return n

    _each(rounds, batches, most, M, progress)
    return record


def _each(
    work: Any, batches: list[tuple[int, int]], threads: int, matches: int, progress: bool
) -> None:
    """Do the work for every batch; several at a time if there are several."""
    with _bar(matches, progress) as bar:
        if min(threads, len(batches)) == 1:
            for first, n in batches:
                bar.update(work(first, n))
            return
        pool = ThreadPoolExecutor(min(threads, len(batches)))
        try:
            for done in as_completed([pool.submit(work, *batch) for batch in batches]):
                bar.update(done.result())
        finally:
            pool.shutdown(cancel_futures=True)


def _simulate_custom(
    seating: Seating, M: int, key: int, keep: str, progress: bool, made: dict[str, Any]
) -> Sample:
    """Play matches of custom players one by one; raise at the end if some have failed."""
    game = seating.lowered.game
    matches: list[tuple[int, Played]] = []
    errors: list[tuple[int, PlayerError]] = []
    counts: list[IntArray] = []
    first: tuple[int, Played] | None = None
    with _bar(M, progress) as bar:
        for match in range(M):
            try:
                played = play_custom(seating.lowered, seating.customs, key, match)
            except PlayerError as error:
                errors.append((match, error))
            else:
                outcome = np.array(played.marks, dtype=np.int64) >> 2 & 3
                cell = np.array(played.depths, dtype=np.int64) * 4
                cell += 2 * (outcome & 1) + (outcome >> 1)
                counts.append(np.bincount(cell, minlength=4 * game.depths))
                first = (match, played) if first is None else first
                if keep == "totals":
                    played = Played([], [], played.length, played.left)
                matches.append((match, played))
            bar.update(1)
    sample = None
    if matches:
        tally = Tally(game, len(matches))
        length = np.array([played.length for _, played in matches])
        tally.add(0, np.array(counts).reshape(-1, game.depths, 2, 2), length)
        record = None
        if keep == "rounds":
            marks = [mark for _, played in matches for mark in played.marks]
            depths = [depth for _, played in matches for depth in played.depths]
            record = Record(
                game, np.array(marks, np.uint8), np.array(depths, np.int32), tally.played
            )
        numbers = np.array([match for match, _ in matches])
        sample = sample_of(tally, seating.players, numbers, record, **made)
    if errors or sample is None:
        raise _failure(errors, sample) from errors[0][1].__cause__
    if M > 1 and first is not None:
        again = play_custom(seating.lowered, seating.customs, key, first[0])
        _must_repeat(seating, first, again, sample)
    return sample


def _must_repeat(
    seating: Seating, first: tuple[int, Played], again: Played, sample: Sample
) -> None:
    """Refuse a player whose first match comes out otherwise when it is played once more."""
    pairs = zip(first[1].marks, again.marks, strict=False)
    for r, (before, after) in enumerate(pairs, 1):
        changed = (before ^ after) & 3  # bit 0: what the buyer intended, bit 1: the seller
        if not changed:
            continue
        role = 0 if changed & 1 and seating.customs[0] is not None else 1
        custom = seating.customs[role]
        name = custom.name if custom else ""
        error = PlayerError(
            f"player '{name}' ({check.ROLES[role]}) must play a match the same way "
            f"whenever it is played; match {first[0]} came out otherwise in round {r} "
            "when it was played again. It keeps something between matches, or draws "
            "chance of its own: give it reset(), pass its class, or use view.random. "
            f"All {len(sample.length):,} matches are in `error.sample`."
        )
        vars(error).update(sample=sample, failed=())
        raise error


def _failure(errors: list[tuple[int, PlayerError]], sample: Sample | None) -> PlayerError:
    """Return the first error of a player, with what there is of the other matches."""
    told = str(errors[0][1])
    if len(errors) > 1:
        told += f" {len(errors)} matches failed; their numbers are in `error.failed`."
    if sample is not None:
        told += f" The other {len(sample.length):,} are in `error.sample`."
    error = PlayerError(told)
    vars(error).update(sample=sample, failed=tuple(match for match, _ in errors))
    return error


def _bar(total: int, progress: bool) -> Any:
    """Return a progress bar over matches, silent unless asked for."""
    from tqdm.auto import tqdm

    return tqdm(
        total=total, unit=_language.say("progress.match"), disable=not progress, leave=False
    )


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

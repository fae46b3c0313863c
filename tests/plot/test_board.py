"""The board of verdicts: every claim with its word, number, share and boundary."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib import pyplot as plt

from trustgame import plot
from trustgame.deals.words import say
from trustgame.exceptions import SpecificationError
from trustgame.plot.board_rows import pages_of
from trustgame.scenarios import Board, scenario


@pytest.fixture(scope="module")
def board():
    """Verdicts on two scenarios, tried a few times."""
    return Board(
        tuple(scenario(name).verdict(tries=8) for name in ("prison", "one-shot")), {}
    )


def by_gid(ax, gid):
    """Return the one artist of a name."""
    (artist,) = ax.findobj(lambda found: found.get_gid() == gid)
    return artist


def all_gid(ax, gid):
    """Return the artists of a name."""
    return ax.findobj(lambda found: found.get_gid() == gid)


def said(ax, gid):
    """Return what the texts of a name say, once drawn."""
    ax.figure.canvas.draw()
    return [t.get_text() for t in all_gid(ax, gid) if hasattr(t, "get_text")]


def test_the_board_has_a_row_per_claim_with_its_share_and_interval(board, slides):
    ax = plot.verdict_board(board, ax=slides())
    for k, verdict in enumerate(board.verdicts):
        full = by_gid(ax, f"track {k}").get_width()
        assert by_gid(ax, f"share {k}").get_width() == pytest.approx(full * verdict.share)
        left = by_gid(ax, f"track {k}").get_x()
        ends = (np.array(by_gid(ax, f"interval {k}").get_xdata()) - left) / full
        assert ends.tolist() == pytest.approx([verdict.low, verdict.high])
        assert verdict.scenario.title in said(ax, f"claim {k}")[0].replace("\n", " ")


def test_one_verdict_has_a_row_per_rule(board, slides):
    verdict = board.verdicts[0]
    ax = plot.verdict_board(verdict, ax=slides())
    told = plot.tell("verdict_board", verdict)
    assert told.table["title"].tolist() == [f.rule.says for f in verdict.findings]
    assert told.table["share"].tolist() == [f.share for f in verdict.findings]
    assert said(ax, f"claim {len(verdict.findings) - 1}")
    assert said(ax, f"claim {len(verdict.findings)}") == []


def outcomes(verdict):
    """Return the verdict as it would be with each of the four outcomes."""
    rule = verdict.findings[0]
    kept = replace(rule, holds=True, share=1.0)
    lost = replace(rule, holds=False, share=0.0, flips=())
    return (
        replace(verdict, findings=(kept,), share=1.0),
        replace(verdict, findings=(replace(rule, holds=True, share=0.5),), share=0.5),
        replace(verdict, findings=(lost,), share=0.0),
        replace(verdict, findings=(), share=np.nan, low=np.nan, high=np.nan, tries=0),
    )


def test_every_outcome_has_a_word_and_a_shape_of_its_own(board, slides):
    four = Board(outcomes(board.verdicts[0]), {})
    ax = plot.verdict_board(four, ax=slides())
    shapes = [by_gid(ax, f"shape {k}") for k in range(4)]
    looks = {(s.get_marker(), s.get_fillstyle()) for s in shapes}
    assert len(looks) == 4
    words = {said(ax, f"verdict {k}")[0] for k in range(4)}
    assert len(words) == 4
    assert all_gid(ax, "share 3") == []
    assert said(ax, "boundary 2") in ([], [""])


def test_many_claims_take_pages_and_no_claim_is_lost(board, slides, troubles):
    many = Board(board.verdicts * 9, {})
    seen = []
    pages = pages_of(many)
    assert pages > 2
    for page in range(1, pages + 1):
        rows = plot.tell("verdict_board", many, page=page).table
        seen += rows["title"].tolist()
        ax = plot.verdict_board(many, ax=slides(), page=page)
        assert troubles(ax.figure) == []
        for k, row in enumerate(rows.itertuples()):
            claim = [" ".join(text.split()) for text in said(ax, f"claim {k}")]
            assert claim == [text for text in (row.title, row.says) if text], "whole"
    assert seen == [v.scenario.title for v in many.verdicts]
    with pytest.raises(SpecificationError, match=f"from 1 to {pages}"):
        plot.verdict_board(many, ax=slides(), page=pages + 1)


def test_claims_that_a_deal_cannot_play_are_named(board):
    told = plot.tell("verdict_board", Board(board.verdicts, {"prison": "years"}))
    assert say("board.refused", names="prison") in told.footer


@pytest.mark.parametrize("wording", ["none", "40 characters"])
def test_the_board_has_no_text_cut_or_covered(wording, board, wordings, slides, troubles):
    long = board.verdicts[0]
    title = (long.scenario.title * 9)[:120]
    stretched = replace(long, scenario=long.scenario.replace(title=title))
    six = Board((*board.verdicts * 2, stretched, *outcomes(long)[3:]), {})
    ax = plot.verdict_board(six, ax=slides(), labels=wordings[wording])
    assert troubles(ax.figure) == []
    one = plot.verdict_board(long, ax=slides(), labels=wordings[wording])
    assert troubles(one.figure) == []


def test_a_board_keeps_to_the_axes_it_was_given(board):
    figure, (left, right) = plt.subplots(ncols=2, figsize=(14, 5), layout="constrained")
    try:
        assert plot.verdict_board(board, ax=left) is left
        figure.canvas.draw()
        assert not right.texts
        assert figure.texts == []
    finally:
        plt.close(figure)

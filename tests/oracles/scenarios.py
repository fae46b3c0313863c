"""The scenarios' numbers by hand: closed forms, short recursions, a replicator of its own.

Written from the stories that the files tell and from theory.md, without any of the library.
Every function takes a scenario's parameters by name and returns its quantities by name;
``EXACT`` holds those that need no selection, ``SELECTED`` the ones that do.
"""

from __future__ import annotations

from oracles.scenarios_choose import (
    always_be_closing,
    buyers_good_first,
    faking_trust,
    risky_gift,
)
from oracles.scenarios_core import (
    PRISON,
    caring,
    one_shot,
    personal,
    prison,
    salespersons_dilemma,
    time_and_relationship,
)
from oracles.scenarios_selected import (
    cooperated,
    corners,
    deadline,
    grim_and_guard,
    left,
    one_round,
    one_ten_hundred,
)

__all__ = ["EXACT", "PRISON", "SELECTED", "caring", "cooperated", "left", "one_round"]

EXACT = {
    "prison": prison,
    "one-shot": one_shot,
    "one-ten-hundred": grim_and_guard,
    "personal": personal,
    "time-and-relationship": time_and_relationship,
    "salespersons-dilemma": salespersons_dilemma,
    "risky-gift": risky_gift,
    "buyers-good-first": buyers_good_first,
    "always-be-closing": always_be_closing,
    "faking-trust": faking_trust,
}

SELECTED = {
    "one-ten-hundred": one_ten_hundred,
    "time-and-relationship": corners,
    "always-be-closing": deadline,
}

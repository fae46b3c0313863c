"""The table of faces: one for each strategy of the catalogue, no two alike.

What each feature means stands in ``trustgame.plot.faces``; that the table agrees with what
is computed of each strategy is tested, not computed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["FACES", "Face"]


@dataclass(frozen=True, slots=True)
class Face:
    """What a face is made of."""

    mouth: Literal["smile", "straight", "down"]
    eyes: Literal["open", "half", "shut"]
    brows: Literal["", "level", "slanted"] = ""
    hair: Literal["", "1", "2", "3", "full"] = ""
    ears: bool = False
    square: bool = False
    shoulders: bool = False
    door: bool = False
    floor: bool = False
    mark: Literal["", "glasses", "moustache", "bow tie"] = ""


#: The face of each strategy, by its name.
FACES: Mapping[str, Face] = {
    # unconditional
    "always_cooperate": Face("smile", "shut", ears=True),
    "always_defect": Face("down", "shut", brows="slanted"),
    "random": Face("straight", "shut", ears=True, square=True),
    "alternator": Face("straight", "shut", hair="full", ears=True),
    "dc_alternator": Face("straight", "shut", hair="full", ears=True, mark="bow tie"),
    "periodic_ccd": Face("straight", "shut", hair="full", ears=True, mark="moustache"),
    "periodic_ddc": Face("down", "shut", hair="full", ears=True),
    "false_cooperator": Face("down", "shut", brows="slanted", hair="1"),
    # reciprocal
    "tit_for_tat": Face("smile", "open", hair="1"),
    "suspicious_tit_for_tat": Face("straight", "open", hair="1"),
    "generous_tit_for_tat": Face("smile", "open", hair="1", ears=True, square=True),
    "tit_for_two_tats": Face("smile", "half", hair="2"),
    "tit_for_three_tats": Face("smile", "half", hair="3"),
    "two_tits_for_tat": Face("smile", "open", brows="level", hair="2"),
    "two_tits_for_two_tats": Face("smile", "half", hair="3", mark="bow tie"),
    "hard_tit_for_tat": Face("smile", "open", brows="level", hair="3"),
    "suspicious_tit_for_two_tats": Face("straight", "half", hair="2"),
    "suspicious_tit_for_three_tats": Face("straight", "half", hair="3"),
    "contrite_tit_for_tat": Face("smile", "open", hair="full"),
    "forgiver": Face("smile", "open", hair="full", ears=True),
    "joss": Face("down", "open", hair="1", square=True),
    "slow_tit_for_tat": Face("smile", "half", hair="2", mark="bow tie"),
    # memory-one
    "win_stay_lose_shift": Face("smile", "open", brows="slanted", hair="1", ears=True),
    "firm_but_fair": Face(
        "smile", "open", hair="1", ears=True, square=True, mark="bow tie"
    ),
    "grofman": Face("smile", "open", brows="level", hair="1", ears=True, square=True),
    "stochastic_cooperator": Face(
        "straight", "open", brows="level", hair="1", ears=True, square=True
    ),
    # longer memory
    "two_round_perfect_tit_for_tat": Face(
        "smile", "open", brows="slanted", hair="2", ears=True
    ),
    "all_or_none_2": Face("smile", "half", brows="slanted", hair="2", ears=True),
    "capri": Face("smile", "open", hair="3"),
    "nydegger": Face("smile", "shut", brows="level", hair="3", ears=True),
    # zero-determinant
    "extort_2": Face("down", "open", brows="level", hair="1", square=True),
    "extort_3": Face("down", "open", brows="level", hair="1", square=True, mark="bow tie"),
    "zdgtft_2": Face("smile", "open", hair="1", ears=True, square=True, mark="moustache"),
    "equalizer": Face("down", "open", brows="level", hair="1", ears=True, square=True),
    "mischief": Face(
        "down", "open", brows="level", hair="1", square=True, mark="moustache"
    ),
    # triggers
    "grim_trigger": Face("smile", "open", brows="slanted", hair="full"),
    "grudger": Face("smile", "open", brows="slanted", hair="full", mark="bow tie"),
    "lenient_grim_2": Face("smile", "half", hair="full"),
    "lenient_grim_3": Face("smile", "half", hair="full", mark="bow tie"),
    "suspicious_lenient_grim_2": Face("down", "half", brows="slanted", hair="full"),
    "suspicious_lenient_grim_3": Face("down", "half", hair="full"),
    "t2": Face("smile", "open", brows="level", hair="full", ears=True),
    "thumper": Face("smile", "open", brows="level", hair="full"),
    "spiteful_tit_for_tat": Face("smile", "open", hair="full", mark="bow tie"),
    "soft_grudger": Face(
        "smile", "open", brows="level", hair="full", ears=True, mark="bow tie"
    ),
    "fool_me_once": Face("smile", "half", hair="full", mark="moustache"),
    "davis": Face("smile", "half", brows="slanted", hair="full"),
    # testers
    "detective": Face("down", "shut", brows="slanted", hair="full"),
    "prober": Face("down", "shut", brows="slanted", hair="full", mark="bow tie"),
    "prober_2": Face("straight", "half", hair="full", ears=True),
    "prober_3": Face("down", "shut", brows="slanted", hair="full", mark="moustache"),
    "hard_prober": Face("down", "shut", brows="slanted", hair="full", mark="glasses"),
    "handshake": Face("straight", "shut", brows="slanted", hair="full", ears=True),
    "tester": Face("straight", "half", hair="full"),
    "bully": Face("straight", "shut", brows="slanted", hair="1", ears=True),
    "remorseful_prober": Face("down", "half", hair="full", square=True),
    "fortress_3": Face(
        "straight", "shut", brows="slanted", hair="full", ears=True, mark="bow tie"
    ),
    # starters
    "start_small": Face("smile", "open", brows="slanted", hair="full", shoulders=True),
    "raise_the_stakes": Face("smile", "open", brows="level", hair="full", shoulders=True),
    "grit": Face("smile", "half", hair="full", ears=True),
    "trust_builder": Face("straight", "shut", brows="slanted", hair="2", door=True),
    # depth-aware
    "trusting_tit_for_tat": Face("smile", "open", hair="1", square=True, shoulders=True),
    "demanding_friend": Face(
        "smile", "open", hair="1", ears=True, square=True, shoulders=True
    ),
    "communal": Face("smile", "half", hair="1", shoulders=True),
    "mellowing": Face("smile", "open", brows="level", hair="2", shoulders=True),
    # end-aware
    "threshold_5": Face("down", "shut", brows="slanted", hair="3"),
    "tit_for_tat_to_the_last": Face("smile", "open", hair="1", floor=True),
    "grim_to_the_last": Face("smile", "open", brows="slanted", hair="full", floor=True),
    "backstabber": Face("smile", "half", hair="full", floor=True),
    "quarter_end_pusher": Face("smile", "half", hair="2", floor=True),
    # leavers
    "walk_away": Face("smile", "open", brows="slanted", hair="1", door=True),
    "drop_takers": Face("smile", "half", hair="full", door=True),
    "voice_then_exit": Face("smile", "open", hair="2", door=True),
    "loyal_customer": Face(
        "smile", "open", brows="slanted", hair="1", square=True, shoulders=True, door=True
    ),
    "hit_and_run": Face("down", "shut", brows="slanted", hair="1", door=True),
    "serial_taker": Face(
        "down", "shut", brows="slanted", hair="1", door=True, mark="bow tie"
    ),
    # sales
    "transactional": Face("down", "half", brows="slanted", hair="1"),
    "cooperative": Face("smile", "open", hair="1", ears=True, square=True, mark="glasses"),
    "trusted_advisor": Face(
        "smile", "half", hair="full", ears=True, square=True, shoulders=True
    ),
    "always_be_closing": Face("down", "shut", brows="slanted", hair="full", ears=True),
    "risky_giver": Face("smile", "half", hair="2", ears=True, square=True),
    "sampler": Face("smile", "half", hair="3", door=True),
    "hard_bargainer": Face("down", "half", brows="level", hair="2"),
    "procurement_squeezer": Face(
        "straight", "shut", brows="level", hair="1", ears=True, square=True, shoulders=True
    ),
    "quiet_leaver": Face(
        "smile", "open", brows="slanted", hair="full", square=True, door=True
    ),
    "trust_faker": Face("down", "half", brows="slanted", hair="1", shoulders=True),
    "fearful": Face("down", "open", brows="level", hair="1", square=True, shoulders=True),
    "mirror": Face("smile", "half", hair="full", mark="glasses"),
}

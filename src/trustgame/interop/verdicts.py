"""What is known of Axelrod's own strategies, as they come, in version 4.13.

It saves looking for automata where there are none, which could take minutes, and tells when
one that was learned is complete. The automata themselves are read or learned each time, but
for a few large ones, and always checked.
"""

from __future__ import annotations

__all__ = ["FINITE", "NOT_FINITE"]

_REASONS = {
    "its choice follows a share or a balance over the whole match": """
        AverageCopier Doubler DynamicTwoTitsForTat e FirstByDowning Forgiver
        ForgivingTitForTat GoByMajority Golden Grumpy HardGoByMajority Inverse
        InversePunisher LevelPunisher LimitedRetaliate LimitedRetaliate2
        LimitedRetaliate3 NiceAverageCopier OmegaTFT Pi Punisher Retaliate Retaliate2
        Retaliate3 RevisedDowning SecondByAppold SecondByBorufsen SecondByCave
        SecondByChampion SecondByEatherley SecondByGetzler SecondByGladstein
        SecondByHarrington SecondByKluepfel SecondByMikkelson SecondByRichardHufford
        SecondByTranquilizer SecondByWeiner SecondByWhite SecondByWmAdams
        SecondByYamachi TrickyLevelPunisher VeryBad WorseAndWorse3
    """,
    "it is a team of other players, whose votes or scores it follows": """
        MetaHunter MetaHunterAggressive MetaMajority MetaMajorityFiniteMemory
        MetaMajorityLongMemory MetaMajorityMemoryOne MetaMinority MetaMixer MetaWinner
        MetaWinnerDeterministic MetaWinnerEnsemble MetaWinnerFiniteMemory
        MetaWinnerLongMemory MetaWinnerMemoryOne MetaWinnerStochastic NiceMetaWinner
        NiceMetaWinnerEnsemble NMWEDeterministic NMWEFiniteMemory NMWELongMemory
        NMWEMemoryOne NMWEStochastic
    """,
    "it is finite, but of more than 250 states": """
        DoubleCrosser FirstByTullock GoByMajority10 GoByMajority20 GoByMajority40
        HardGoByMajority10 HardGoByMajority20 HardGoByMajority40 ShortMem
    """,
    "it adjusts a number that takes ever new values": """
        AdaptorBrief AdaptorLong ArrogantQLearner BushMosteller CautiousQLearner
        HesitantQLearner RiskyQLearner
    """,
    "its choice follows payoffs added up over the match": """
        Adaptive SecondByGraaskampKatzen SecondByRowsam SecondByTidemanAndChieruzzi
        Stalker
    """,
    "its choice follows the number of the round without end": """
        AntiCycler ThueMorse ThueMorseInverse WorseAndWorse2
    """,
    "it remembers how its own coins fell, which its actions do not show": """
        EvolvedHMM5 ForgetfulFoolMeOnce Michaelos RemorsefulProber
    """,
    "it judges its partner by statistics of the whole match": """
        FirstByGraaskamp FirstBySteinAndRapoport MathConstantHunter RandomHunter
    """,
    "its punishments grow without end": """
        FirstByShubik FirstByTidemanAndChieruzzi Gradual OriginalGradual
    """,
    "its choice follows the number of the round, for hundreds of rounds": """
        BetterAndBetter FirstByFeld WorseAndWorse
    """,
    "it is a neural network fed with counts over the whole match": """
        EvolvedANN EvolvedANN5 EvolvedANNNoise05
    """,
    "it searches the whole match for patterns": """
        CycleHunter EventualCycleHunter
    """,
    "it is tit-for-tat but for rounding: it adjusts a number of ever new values": """
        AdaptiveTitForTat
    """,
    "it plays through an inner player that flips coins of its own": """
        Calculator
    """,
    "it fits a model of its partner and plans ahead": """
        DBS
    """,
    "its probabilities are themselves drawn at random": """
        FirstByAnonymous
    """,
    "its choice follows the share of the announced rounds that is over": """
        KnowledgeableWorseAndWorse
    """,
    "it forgets at random, which its actions do not show": """
        MemoryDecay
    """,
}

#: why a strategy is no automaton for us, by class
NOT_FINITE = {name: why for why, names in _REASONS.items() for name in names.split()}

#: number of states of those that are learned, by class
FINITE = {
    name: n
    for n, names in {
        1: "Cooperator Defector Random",
        2: """
            Alexei Alternator AntiTitForTat Appeaser Bully CyclerDC EasyGo
            FirstByGrofman Grudger OppositeGrudger SuspiciousTitForTat TitForTat
            WinStayLoseShift
        """,
        3: """
            ALLCorALLD BurnBothEnds CyclerCCD CyclerDDC Desperate FoolMeOnce
            GrudgerAlternator Hopeless NaiveProber Negation SpitefulTitForTat
            TitFor2Tats TwoTitsForTat Willing
        """,
        4: """
            CollectiveStrategy ContriteTitForTat CyclerCCCD Handshake HardTitFor2Tats
            HardTitForTat RandomTitForTat SpitefulCC
        """,
        5: "Aggravater BackStabber Prober3 SlowTitForTwoTats2 TrickyDefector",
        6: """
            CooperatorHunter CyclerCCCCCD CyclerCCCDCD DefectorHunter GeneralSoftGrudger
            NTitsForMTats Prober Prober2 SecondByLeyvraz SecondByTester SoftGrudger
        """,
        8: "HardProber",
        9: "Detective GradualKiller SneakyTitForTat",
        10: "EugineNier Resurrection",
        11: "ForgetfulGrudger TrickyCooperator",
        13: "AlternatorHunter",
        14: "OnceBitten SelfSteem",
        20: "FirstByDavis GoByMajority5 HardGoByMajority5",
    }.items()
    for name in names.split()
}

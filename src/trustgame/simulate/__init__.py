r"""Sampled matches of one pair: the second route to every number.

Randomness is a *counter*, not a stream. Every random word is a pure function of where it is
used,

.. math::

    \text{word}(m, r, \text{slot}) =
    \operatorname{mix}\bigl(h_m + (4 r + \text{slot})\,\gamma\bigr), \qquad
    h_m = \operatorname{mix}\bigl(\text{key} \oplus \operatorname{mix}(m \gamma)\bigr),

with matches m and rounds r counted from 0, arithmetic modulo :math:`2^{64}`, SplitMix64's
:math:`\gamma` = ``0x9E3779B97F4A7C15`` and its finaliser as mix. The key is the first
64-bit word of ``numpy.random.SeedSequence(seed)``, or one draw of a Generator. So nothing
depends on the number of threads, a longer run begins with the shorter one, and a loop in
plain Python finds every match again, bit for bit.

A word has two halves of 32 bits, the low one first:

====  ==============================  ==============================
slot  low half                        high half
====  ==============================  ==============================
0     the buyer's action              the seller's action
1     the buyer misreads              the seller misreads
2     the depth moves                 another round follows
3     the buyer leaves                the seller leaves
====  ==============================  ==============================

An event of probability p happens when its half lies below
:math:`\lfloor 2^{32} p + \tfrac12 \rfloor`. Action and intention share a half: with
intention to cooperate c and tremble e, C is done below :math:`q = c(1-e) + (1-c)e`, of
which the first :math:`c(1-e)` was also intended; above q the next :math:`(1-c)(1-e)` was an
intended D, the rest a C that slipped.

``simulate`` samples totals, ``play`` tells one match; ``lower`` turns specs into
thresholds, ``_kernels`` holds the compiled loops, ``custom`` the players that are no
automaton.
"""

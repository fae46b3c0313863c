"""Exact answers about one pair: no randomness.

``chain`` joins two automata and a relationship into one Markov chain; ``evaluate`` adds it
up; ``endless`` settles chains without a last round; ``respond`` and ``equilibrium`` decide
what a player would do. Compiled loops stand in ``_kernels``.
"""

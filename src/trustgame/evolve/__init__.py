"""Choosing strategies: what grows, what drifts, what can invade and what stays.

Everything here reads a table of pairs (a league, or anything with its attributes) and never
plays a round; only truncation selection can draw single matches, if asked. Selection
follows fitness, which is utility; what is reported beside it is material payoff and
cooperation.
"""

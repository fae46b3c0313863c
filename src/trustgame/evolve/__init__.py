"""Choosing strategies: what grows, what drifts, what can invade and what stays.

Everything here reads a table of pairs (a league, or anything with its attributes) and never
plays a round. Selection follows fitness, which is utility; what is reported beside it is
material payoff and cooperation.
"""

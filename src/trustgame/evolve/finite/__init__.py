r"""Selection in populations that can be counted: comparison of pairs, birth and death.

In a population of Z a strategy i held by :math:`n_i` earns
:math:`\pi_i = (\sum_j n_j a_{ij} - a_{ii}) / (Z - 1)`: nobody plays against itself. Between
two populations, :math:`\pi_i = \sum_j n_j a_{ij} / Z'` against the other one's counts.

*Pairwise comparison.* Each step an individual is drawn at random. With probability
:math:`\mu` it takes another strategy, each of the others equally likely; else it looks at
another individual of its population and takes its strategy with Fermi's probability
:math:`1 / (1 + e^{-\beta(\pi_{model} - \pi_{own})})`.

*Moran's process.* Each step an individual is born to a parent drawn in proportion to
fitness, mutates with probability :math:`\mu`, and takes the place of one drawn at random,
of the same population.

In two populations both have their steps in proportion to their sizes. A generation is as
many steps as there are individuals.

*Truncation selection.* In each generation all meet all others once; the m with the least
totals go and the m with the greatest are copied, equals in random order.

References
----------
Moran, P. A. P. (1958). Random processes in genetics. *Mathematical Proceedings of the
Cambridge Philosophical Society* 54. Szabó, G. & Tőke, C. (1998). Evolutionary prisoner's
dilemma game on a square lattice. *Physical Review E* 58. Traulsen, A., Pacheco, J. M. &
Nowak, M. A. (2007). Pairwise comparison and selection temperature in evolutionary game
dynamics. *Journal of Theoretical Biology* 246.
"""

"""Maps: what becomes of a stage game over time and depth, and at every horizon.

``time_depth`` is the headline of the library; ``one_ten_hundred`` is one row of it, at
every number of rounds; ``boundaries`` are the lines that theory draws on both.
"""

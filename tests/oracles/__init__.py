"""Slow and obvious versions of what the library computes, written from the model's page.

Each reads the specs' own fields and nothing that the library lowers them to, so that two
routes to a number share the definition only.
"""

"""A stand-in for Allegro: its sign-in page, its API and a desk from which a person plays buyer and adviser.

It imports nothing of the product and nothing of the product imports it. See README.md beside this file.
"""

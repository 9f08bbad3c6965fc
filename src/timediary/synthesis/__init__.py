"""A synthetic survey: respondents and weeks drawn by chance from what is published of a real one.

What is drawn is decided by a seed and is the same on every machine and with every supported numpy: see `random`.
"""

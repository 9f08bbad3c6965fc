"""A survey with its design: who is in it, how they were drawn, and what of them tables are made of.

Every verb takes a `Sample`. It binds a survey to conditions and to a sampling design once, resolves them once, and
keeps what is costly: weights, design, replicates, slots by grouping. What reads attributes, levels, conditions and
columns from a survey is here as well.
"""

from timediary.sample.sample import Sample, sample_of

__all__ = ["Sample", "sample_of"]

"""Survey and specification to Table: shares of time, spreads of respondents, hours, comparisons, plans.

Import from the modules; nothing is imported here, so that a command loads only what it needs.
"""

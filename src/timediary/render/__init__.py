"""Results as documents, and documents as files, on a terminal and as text.

Importing this package imports nothing, so that a command pays for the formats that it uses and no others.
"""

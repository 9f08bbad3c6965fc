"""What must be hidden so that nobody can be identified in publications, and what could still be worked out.

Tables come in as values and go out as values: what is hidden is gone before any writer, picture or marker sees it.
"""

"""What must be hidden so that nobody can be told from what is published, and what a reader could still work out.

Tables come in as values and go out as values: what is hidden is gone before any writer, picture or marker sees it.
"""

"""Things: simple silhouettes with one light and one dark side."""

"""Pictures of the example films, drawn rather than photographed."""

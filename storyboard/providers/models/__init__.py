"""What each service offers and asks for it: rows of models, as tables."""

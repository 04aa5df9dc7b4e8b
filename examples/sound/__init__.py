"""Music and effects of the example films, made from sines and noise alone."""

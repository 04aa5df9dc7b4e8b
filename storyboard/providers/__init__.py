"""The services behind one seam, and the registry that finds them."""

"""Who is in the picture: designs read from sheets, poses, bodies and heads."""

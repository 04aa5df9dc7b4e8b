"""What is reached from a browser or by a service: callers are never believed."""

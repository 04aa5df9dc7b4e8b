"""The services that the sandbox stands in for, one module each."""

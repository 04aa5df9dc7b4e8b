"""The ledger, which guards payment, and the runner over it."""

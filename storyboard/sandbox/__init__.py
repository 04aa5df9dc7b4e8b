"""The sandbox: a local stand-in for the paid services, over real HTTP."""

"""The user's own rows over an edition: proposals, a log of what was accepted and rejected, and the rows that stand."""

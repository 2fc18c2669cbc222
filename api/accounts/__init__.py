"""Who the callers are: registration, log-in by cookie, tokens for programs."""

"""Many submissions in one call, followed by one stream of events."""

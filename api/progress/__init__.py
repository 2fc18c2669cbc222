"""What a user has solved so far."""

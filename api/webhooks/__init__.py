"""Webhooks: signed messages that tell course back ends of verdicts."""

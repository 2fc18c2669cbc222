"""Everybody's attempts, as admins see them."""

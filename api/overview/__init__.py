"""The queue and the cells at a glance."""

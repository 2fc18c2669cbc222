"""Ways to bring a cell up; each gives a connected control socket and a way to end it."""

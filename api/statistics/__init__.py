"""How people fare with each problem."""

"""The problems: their published versions and what candidates may see of them."""

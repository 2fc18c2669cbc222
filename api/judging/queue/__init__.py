"""Where submissions wait to be judged."""

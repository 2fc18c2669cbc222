"""Labs and courses: problems, prompts and questions in an order that teaches."""

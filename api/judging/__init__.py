"""From a stored submission to its verdict: the queue, the workers, the pipeline, the wake-ups."""

"""`nlpzero evaluate`: analogies and word pairs."""

"""Question decks: shown without their answers, graded part by part."""

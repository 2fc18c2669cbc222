"""Grades answers to the parts of questions."""

from judge.questions.grading import AnswerError, Grade, GradingError, grade, reveal

__all__ = ["AnswerError", "Grade", "GradingError", "grade", "reveal"]

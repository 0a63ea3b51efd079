"""Measures the bot: one module for each question."""

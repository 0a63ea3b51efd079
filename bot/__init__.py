"""Greenlight's process: the part that speaks to Discord."""

__version__ = "0.1.0"

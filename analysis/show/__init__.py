"""Comparisons → pictures, the reader and the report."""

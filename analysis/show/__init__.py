"""Comparisons → pictures, tables that open their sentences, the reader, the report.

What notebooks use, as ``show.name``; everything returns a piece of HTML that a notebook shows and the report takes
over.
"""

from analysis.show import blame, checked, findings, grids, limits, overview, shared, tone, words
from analysis.show.browser import browse
from analysis.show.evidence import opened
from analysis.show.plots import chart, picture, places, strip
from analysis.show.tables import explore, save, table

__all__ = [
    "blame",
    "browse",
    "chart",
    "checked",
    "explore",
    "findings",
    "grids",
    "limits",
    "opened",
    "overview",
    "picture",
    "places",
    "save",
    "shared",
    "strip",
    "table",
    "tone",
    "words",
]

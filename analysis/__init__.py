"""Comparative media analysis: how several outlets tell one event.

The public names, in the order in which data flows:

    Study                 one corpus and all its tables, each computed once, on first use
    analysis.corpus       files → articles, removed, problems
    analysis.text         articles → sentences, quoted spans
    analysis.encoding     each text, encoded once by a small network
    analysis.grammar      → words with their parse, names with what they stand for
    analysis.attribution  → attributions (source, cue, content), quotes with speakers, voices
    analysis.lenses       → evidence rows, one file a lens
    analysis.compare      evidence → comparisons between outlets
    analysis.show         comparisons → pictures, the reader, the report
    analysis.training     gold data → the model files, apart: it imports the stages, nothing imports it

A stage imports only stages above it in this list, and what stands beside: ``tables``, ``words``, ``lexicons``,
``corrections`` (by hand, applied by Study to every table) and ``exchange`` (labels of other programs).

Rules for adding a lens: see ``analysis/lenses/__init__.py`` and CONTRIBUTING.md.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Study", "__version__"]

if TYPE_CHECKING:
    from analysis.study import Study


def __getattr__(name: str) -> Any:
    # pandas and its friends take most of a second to import: only when the first Study is asked for.
    if name == "Study":
        from analysis.study import Study

        return Study
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")

"""Files → articles: reading, cleaning, and the story's own codebook."""

from analysis.corpus.anonymise import anonymised
from analysis.corpus.codebook import Codebook
from analysis.corpus.read import Corpus, CorpusError, load

__all__ = ["Codebook", "Corpus", "CorpusError", "anonymised", "load"]

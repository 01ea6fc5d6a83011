"""Speed and memory, stage by stage.

    python tests/measure/speed.py CORPUS [--articles N] [--spacy]
    python tests/measure/speed.py CORPUS [--articles N] --workers 2

Prints for every table the seconds, those of all cores together (CPU, which other programs disturb less) and the words
per second, and at the end articles per second and peak memory.
``--workers`` writes all tables as ``python -m analysis tables`` does, and prints what that takes: processor seconds of
all processes, the largest process, the folder; and, computed from these, what a million articles take on 64 cores.
``--spacy`` runs a spaCy pipeline of the architecture of en_core_web_sm (initialised weights serve for speed) over the
same texts in the same run; it needs spaCy, which the project itself does not.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

import pandas as pd

from analysis import Study, lenses
from analysis.corpus import Corpus
from analysis.run import run
from analysis.study import STEPS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--articles", type=int, default=0, help="only the first N articles (whole stories)")
    parser.add_argument("--spacy", action="store_true")
    parser.add_argument("--workers", type=int, default=0, help="write all tables with N processes")
    options = parser.parse_args()
    begun = time.perf_counter()
    corpus = Study.load(options.corpus).corpus
    articles = corpus.articles.head(options.articles) if options.articles else corpus.articles
    words = int(articles["n_words"].sum())
    print(f"{len(articles)} articles, {words} words; read and cleaned in {time.perf_counter() - begun:.1f} s")
    study = Study(Corpus(articles, corpus.removed, corpus.problems, corpus.codebook, corpus.path))
    if options.workers:
        run_speed(study, options.workers)
        return
    warm = Study(Corpus(articles.head(1), corpus.removed, corpus.problems, corpus.codebook, corpus.path))
    begun = time.perf_counter()
    for name in [*STEPS, *lenses.names()]:
        getattr(warm, name)
    print(f"first article with all imports and the model: {time.perf_counter() - begun:.1f} s")
    rows, begun = [], time.perf_counter()
    for name in [*STEPS, *lenses.names()]:
        start, busy = time.perf_counter(), time.process_time()
        table = getattr(study, name)
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        rows.append((name, len(table), round(seconds, 2), round(busy, 2), round(words / max(seconds, 1e-9))))
    total, busy = time.perf_counter() - begun, sum(row[3] for row in rows)
    print(pd.DataFrame(rows, columns=["table", "rows", "seconds", "CPU", "words/s"]).to_string(index=False))
    print(f"all tables: {total:.1f} s, {len(articles) / total:.1f} articles/s, {words / total:.0f} words/s")
    print(f"CPU: {busy:.1f} s, {len(articles) / busy:.1f} articles and {words / busy:.0f} words a second of one core")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if options.spacy:
        spacy_speed(list(articles["text"]), words)


def run_speed(study: Study, workers: int) -> None:
    """What the tables of a study take as a dataset, and from that a million articles."""
    begun, busy, n = time.perf_counter(), processor(), len(study.articles)
    with tempfile.TemporaryDirectory() as folder:
        run(study, folder, workers)
        size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
        files = sum(p.is_file() for p in Path(folder).rglob("*"))
    seconds, busy = time.perf_counter() - begun, processor() - busy
    print(f"{n} articles, {study.articles['story'].nunique()} stories, {workers} workers: {seconds:.1f} s")
    print(f"CPU: {busy:.1f} s, {busy / n:.3f} s an article; {n / busy:.1f} articles a second of one core")
    print(f"{size / 1e6:.1f} MB in {files} files")
    for name, who in (("this process", resource.RUSAGE_SELF), ("largest worker", resource.RUSAGE_CHILDREN)):
        print(f"peak memory, {name}: {resource.getrusage(who).ru_maxrss / 1024:.0f} MB")
    hours, gigabytes = busy * 1e6 / n / 64 / 3600, size * 1e6 / n / 1e9
    print(f"computed, 1,000,000 articles: {hours:.1f} hours on 64 cores, {gigabytes:.0f} GB")


def processor() -> float:
    """Processor seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def spacy_speed(texts: list[str], words: int) -> None:
    """Words per second of tagger, parser and NER on a shared tok2vec of width 96 and depth 4."""
    import spacy

    nlp = spacy.blank("en")
    rows = {"NORM": 5000, "PREFIX": 1000, "SUFFIX": 2500, "SHAPE": 2500, "SPACY": 50, "IS_SPACE": 50}
    embed = {"@architectures": "spacy.MultiHashEmbed.v2", "width": 96, "attrs": list(rows), "rows": list(rows.values()),
             "include_static_vectors": False}  # fmt: skip
    encode = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 96, "depth": 4, "window_size": 1,
              "maxout_pieces": 3}  # fmt: skip
    shared = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    transition = {"@architectures": "spacy.TransitionBasedParser.v2", "extra_state_tokens": False, "hidden_width": 64,
                  "maxout_pieces": 2, "use_upper": True, "tok2vec": listener}  # fmt: skip
    nlp.add_pipe("tok2vec", config={"model": shared})
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    nlp.add_pipe("parser", config={"model": {**transition, "state_type": "parser"}})
    nlp.add_pipe("ner", config={"model": {**transition, "state_type": "ner"}})
    nlp.get_pipe("tagger").add_label("NN")
    for label in ("nsubj", "dobj", "ROOT"):
        nlp.get_pipe("parser").add_label(label)
    nlp.get_pipe("ner").add_label("PERSON")
    nlp.initialize()
    begun = time.perf_counter()
    for _ in nlp.pipe(texts, batch_size=64):
        pass
    print(f"spaCy, architecture of en_core_web_sm, one process: {words / (time.perf_counter() - begun):.0f} words/s")


if __name__ == "__main__":
    main()

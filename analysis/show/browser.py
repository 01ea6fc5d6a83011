"""The reader as a widget: choose an article, another beside it, the marks, and a word to look up."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.show import reader
from analysis.show.concordance import concordance
from analysis.show.html import Html, join, nothing

if TYPE_CHECKING:
    from analysis.study import Study

NONE = "– none –"


def browse(study: "Study") -> Any:
    """A widget for work in a notebook; what it shows is what ``study.read`` and ``study.concordance`` give.

    For the report and for an exported notebook take those: a widget needs a running kernel.
    """
    import ipywidgets as widgets

    names = {f"{o}: {h or a}"[:90]: a for a, o, h in study.articles[["article_id", "outlet", "headline"]].to_numpy()}
    article = widgets.Dropdown(options=names, description="article")
    beside = widgets.Dropdown(options={NONE: "", **names}, description="beside it")
    layers = widgets.SelectMultiple(
        options={words: layer for layer, words in reader.LAYERS.items()},
        value=tuple(reader.LAYERS),
        rows=5,
        description="marks",
    )
    word = widgets.Text(description="look up", placeholder="blame|accus", continuous_update=False)
    page = widgets.HTML()

    def update(_: Any = None) -> None:
        page.value = shown(study, article.value, beside.value, layers.value, word.value)._repr_html_()

    for control in (article, beside, layers, word):
        control.observe(update, names="value")
    update()
    return widgets.VBox([widgets.HBox([article, beside]), widgets.HBox([layers, word]), page])


def shown(study: "Study", article: str, beside: str, layers: tuple[str, ...], word: str) -> Html:
    """What the widget shows for one choice: the lines of a word that is looked up, above the articles."""
    ids = list(dict.fromkeys(i for i in (article, beside) if i))
    marks = study.marks(*ids)
    page = reader.reader(study.articles, study.sentences, study.removed, marks[marks["layer"].isin(layers)], ids)
    return join([lines(study, word, ids), page]) if word else page


def lines(study: "Study", word: str, ids: list[str]) -> Html:
    """The concordance of a word in some articles; a pattern that is none is said in plain words."""
    here: pd.DataFrame = study.articles[study.articles["article_id"].isin(ids)]
    try:
        return concordance(here, study.sentences, study.voices, word)
    except ValueError as error:
        return nothing(str(error))

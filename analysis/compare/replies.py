"""Right of reply: does the accused side answer, who answers for it, how, and how far behind the accusation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import lexicons
from analysis.spans import within
from analysis.tables import flag, frame, real, schema, string, whole
from analysis.words import words

if TYPE_CHECKING:
    from analysis.corpus import Codebook

REPLIES = schema(
    "replies",
    {
        "story": string("the event"),
        "outlet": string("the outlet"),
        "article_id": string("the article"),
        "accused": string("who is blamed, as in the lens blame"),
        "accusations": whole("rows of blame against the accused in this article"),
        "accusation_id": string("sentence of the first of them"),
        "paragraph": whole("its paragraph"),
        "answer": string(
            "denial (rejects), statement (the side speaks, of whatever), none", ("denial", "statement", "none")
        ),
        "answer_by": string("canonical name of who answers, '' if nobody"),
        "answer_kind": string("direct, indirect or mixed speech, '' if there is no answer"),
        "answer_id": string("sentence of the answer, '' if there is none"),
        "attribution_id": string("the attribution that answers, '' if there is none"),
        "paragraphs_after": real(
            "paragraphs from the first accusation to the answer; below 0: the answer stands first"
        ),
        "elsewhere": flag("another outlet of the story has an answer of this accused"),
    },
)
PRONOUNS = {"they", "them", "he", "him", "she", "her", "it", "you", "we", "us", "i", "me"}


def replies(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    attributions: pd.DataFrame,
    blame: pd.DataFrame,
    codebook: Codebook,
) -> pd.DataFrame:
    """For each article and each accused in it: is there an answer, whose, how, and how many paragraphs later.

    An answer is an attribution whose speaker belongs to the accused side: its name or the words for it ("a security
    official from Kataib Hezbollah") hold a term of the accused actor in the codebook, or share a name with the accused.
    Of several, a denial goes before a statement, then the nearest behind the accusation. A statement need not be about
    the accusation: read it. Blame of a pronoun that nothing resolves is left out. Returns REPLIES, one row an article
    and accused, in text order.
    """
    blamed = blame[~blame["accused"].str.lower().isin(PRONOUNS)]
    places: dict[Any, Any] = articles.set_index("article_id")[["story", "outlet"]].to_dict("index")
    paragraph = dict(zip(sentences["sentence_id"], sentences["paragraph"], strict=True))
    speaking = _sides(attributions[attributions["speaker"] != ""], codebook)
    rejecting = _rejections(blame, attributions, sentences)
    rows = []
    for (article_id, accused), accusations in blamed.groupby(["article_id", "accused"], sort=False):
        first = accusations.iloc[0]
        said = [a for a in speaking.get(str(article_id), []) if _of(str(accused), a)]
        answer = min(said, key=lambda a: _rank(a, rejecting, paragraph, first["paragraph"]), default=None)
        rows.append(
            {
                **places[article_id],
                "article_id": article_id,
                "accused": accused,
                "accusations": len(accusations),
                "accusation_id": first["sentence_id"],
                "paragraph": first["paragraph"],
                **_answer(answer, rejecting, paragraph, first["paragraph"]),
            }
        )
    table = pd.DataFrame(rows, columns=[c for c in REPLIES.columns if c != "elsewhere"])
    return frame(table.assign(elsewhere=_elsewhere(table)), REPLIES)


def _sides(attributions: pd.DataFrame, codebook: Codebook) -> dict[str, list[dict[str, Any]]]:
    """The attributions of each article, with the actors of the codebook that the words for their speaker name."""
    actors = codebook.actors.assign(category=codebook.actors["name"], reason="")
    who = attributions["speaker"] + " ; " + attributions["source"]
    found = lexicons.find(pd.DataFrame({"article_id": attributions["attribution_id"], "text": who}), actors)
    sides = found.groupby("article_id")["category"].agg(set).to_dict()
    table: dict[str, list[dict[str, Any]]] = {}
    for a in attributions.to_dict("records"):
        names = {a["speaker"][s:e] for s, e in words(a["speaker"]) if a["speaker"][s].isupper()}
        row = {str(k): v for k, v in a.items()} | {"sides": sides.get(a["attribution_id"], set()), "names": names}
        table.setdefault(a["article_id"], []).append(row)
    return table


def _of(accused: str, attribution: dict[str, Any]) -> bool:
    """Whether the speaker of an attribution belongs to the accused."""
    names = {accused[s:e] for s, e in words(accused) if accused[s].isupper()}
    return accused in attribution["sides"] or (not attribution["sides"] and bool(names & attribution["names"]))


def _rejections(blame: pd.DataFrame, attributions: pd.DataFrame, sentences: pd.DataFrame) -> set[str]:
    """The attributions that reject: by their cue, or because denied blame stands in their sentence."""
    denied = within(blame[blame["denied"]], sentences, ["sentence_id"])["sentence_id"]
    by_cue = attributions["stance"].eq("denying")
    return set(attributions.loc[by_cue | attributions["sentence_id"].isin(denied), "attribution_id"])


def _rank(answer: dict[str, Any], rejecting: set[str], paragraph: dict[str, int], accusation: int) -> tuple[Any, ...]:
    after = paragraph[answer["sentence_id"]] - accusation
    return answer["attribution_id"] not in rejecting, after < 0, abs(after)


def _answer(
    answer: dict[str, Any] | None, rejecting: set[str], paragraph: dict[str, int], accusation: int
) -> dict[str, Any]:
    if answer is None:
        nobody: dict[str, Any] = dict.fromkeys(["answer_by", "answer_kind", "answer_id", "attribution_id"], "")
        return {"answer": "none", "paragraphs_after": float("nan")} | nobody
    return {
        "answer": "denial" if answer["attribution_id"] in rejecting else "statement",
        "answer_by": answer["speaker"],
        "answer_kind": answer["kind"],
        "answer_id": answer["sentence_id"],
        "attribution_id": answer["attribution_id"],
        "paragraphs_after": paragraph[answer["sentence_id"]] - accusation,
    }


def _elsewhere(table: pd.DataFrame) -> pd.Series:
    """Whether an outlet other than the row's has an answer of the same accused in the same story."""
    answered = table[table["answer"] != "none"].groupby(["story", "accused"])["outlet"].agg(set).to_dict()
    rows = zip(table["story"], table["accused"], table["outlet"], strict=True)
    return pd.Series([bool(answered.get((s, a), set()) - {o}) for s, a, o in rows], index=table.index, dtype=bool)

"""Which articles are not in English. The sentences are our own."""

import json

import pytest

from analysis.corpus import CorpusError, load
from analysis.corpus.language import TELLING, foreign

ENGLISH = "The minister said on Monday that the bridge over the river would be closed until the end of the year. " * 4
OTHERS = {
    "German": "Der Minister sagte am Montag, die Brücke über den Fluss werde bis zum Ende des Jahres geschlossen. ",
    "French": "Le ministre a déclaré lundi que le pont sur le fleuve serait fermé jusqu'à la fin de l'année. ",
    "Spanish": "El ministro dijo el lunes que el puente sobre el río estará cerrado hasta el final del año. ",
    "Hindi": "मंत्री ने सोमवार को कहा कि नदी पर बना पुल साल के अंत तक बंद रहेगा। ",
    "Russian": "Министр сообщил в понедельник, что мост через реку будет закрыт до конца года. ",
}
NAMES = (
    "Kataib Hezbollah and Asaib Ahl al-Haq met Nouri al-Maliki, Hadi al-Amiri and Muqtada al-Sadr in Baghdad, the "
    "office of Mustafa al-Kadhimi said; Abu Ali al-Askari of Kataib Hezbollah and Qais al-Khazali spoke after them. "
)


def corpus(path, *texts):
    rows = [{"article_id": f"a{n}", "outlet": f"Outlet {n}", "text": t} for n, t in enumerate(texts)]
    path.write_text("\n".join(json.dumps(r) for r in rows))
    return path


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_told_and_named(language):
    assert foreign(OTHERS[language] * 5) == (1.0, language)


@pytest.mark.parametrize("text", [ENGLISH, NAMES * 2, ENGLISH.upper(), "", "?!", "12 34 " * 100], ids=lambda t: t[:9])
def test_english_is_english_also_with_foreign_names(text):
    assert foreign(text).share == 0


def test_a_short_text_tells_nothing():
    assert foreign((OTHERS["German"] * 5)[: TELLING - 1]).share == 0


def test_a_quotation_in_another_script_does_not_outweigh_its_article():
    assert foreign(ENGLISH + OTHERS["Russian"] * 3 + ENGLISH * 2).share < 0.5


def test_what_is_not_in_english_is_left_out_and_listed(tmp_path):
    loaded = load(corpus(tmp_path / "c.jsonl", ENGLISH, OTHERS["German"] * 5, ENGLISH + " Again."))
    assert loaded.articles["article_id"].tolist() == ["a0", "a2"]
    (problem,) = loaded.problems[loaded.problems["left_out"]].to_dict("records")
    assert (problem["article_id"], problem["row"]) == ("a1", 2)
    assert "not in English but in German" in problem["problem"]
    assert problem["advice"]


def test_an_article_in_two_languages_is_kept_and_in_doubt(tmp_path):
    loaded = load(corpus(tmp_path / "c.jsonl", ENGLISH * 3 + OTHERS["French"] * 7, ENGLISH))
    assert len(loaded.articles) == 2
    assert loaded.problems["problem"].str.contains("of the article seems to be in French").any()


def test_nothing_in_english_says_so(tmp_path):
    with pytest.raises(CorpusError, match="in Russian"):
        load(corpus(tmp_path / "c.jsonl", OTHERS["Russian"] * 5))

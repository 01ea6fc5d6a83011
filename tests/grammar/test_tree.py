"""Who does what to whom, on trees drawn by hand after the guidelines of Universal Dependencies."""

import pytest

from analysis.grammar import tree as t


def word(tree, text):
    return tree.text.index(text)


def shown(tree, found):
    return None if found is None else tree.text[found]


def test_subject_object_and_their_passive(tree):
    active = tree("Militias/NOUN/nsubj/2 struck/VERB/root/0 the/DET/det/4 house/NOUN/obj/2")
    assert shown(active, t.doer_of(active, 1)) == "Militias"
    assert shown(active, t.patient_of(active, 1)) == "house"
    passive = tree(
        "The/DET/det/2 house/NOUN/nsubj:pass/4 was/AUX/aux:pass/4 attacked/VERB/root/0 by/ADP/case/6"
        " militias/NOUN/obl:agent/4"
    )
    assert shown(passive, t.doer_of(passive, 3)) == "militias"
    assert shown(passive, t.patient_of(passive, 3)) == "house"


def test_a_passive_without_an_agent_names_no_doer(tree):
    one = tree("Two/NUM/nummod/2 guards/NOUN/nsubj:pass/4 were/AUX/aux:pass/4 wounded/VERB/root/0")
    assert t.doer_of(one, 3) is None
    assert shown(one, t.patient_of(one, 3)) == "guards"


def test_the_second_verb_shares_the_subject(tree):
    one = tree("He/PRON/nsubj/2 came/VERB/root/0 and/CCONJ/cc/4 left/VERB/conj/2")
    assert shown(one, t.subject_of(one, 3)) == "He"


def test_a_relative_pronoun_stands_for_the_noun_before_it(tree):
    one = tree("militias/NOUN/nsubj/4 who/PRON/nsubj/3 attacked/VERB/acl:relcl/1 fled/VERB/root/0")
    assert shown(one, t.subject_of(one, 2)) == "militias"
    assert t.antecedent(one, 1) == 0


def test_who_is_asked_to_do_it_is_its_subject(tree):
    one = tree("They/PRON/nsubj/2 asked/VERB/root/0 him/PRON/obj/2 to/PART/mark/5 leave/VERB/xcomp/2")
    assert shown(one, t.subject_of(one, 4)) == "him"


@pytest.mark.parametrize(
    ("line", "verb", "expected"),
    [
        ("He/PRON/nsubj/4 did/AUX/aux/4 not/PART/advmod/4 say/VERB/root/0 so/ADV/advmod/4", "say", True),
        ("No/DET/det/2 group/NOUN/nsubj/3 claimed/VERB/root/0 it/PRON/obj/3", "claimed", True),
        ("He/PRON/nsubj/2 said/VERB/root/0 so/ADV/advmod/2", "said", False),
    ],
)
def test_negation_of_the_clause(tree, line, verb, expected):
    one = tree(line)
    assert t.negated(one, word(one, verb)) is expected


def test_questions_direct_and_embedded(tree):
    direct = tree("Did/AUX/aux/3 Iran/PROPN/nsubj/3 attack/VERB/root/0 ?/PUNCT/punct/3")
    assert t.asked(direct, 2)
    embedded = tree(
        "They/PRON/nsubj/4 did/AUX/aux/4 not/PART/advmod/4 say/VERB/root/0 who/PRON/nsubj/6 attacked/VERB/ccomp/4"
    )
    assert t.asked(embedded, 5)
    assert not t.asked(embedded, 3)


def test_conditions_and_mere_possibility(tree):
    condition = tree("If/SCONJ/mark/3 they/PRON/nsubj/3 attacked/VERB/advcl/5 war/NOUN/nsubj/5 follows/VERB/root/0")
    assert t.hypothetical(condition, 2)
    assert not t.hypothetical(condition, 4)
    possible = tree("They/PRON/nsubj/3 may/AUX/aux/3 attack/VERB/root/0")
    assert t.hypothetical(possible, 2)


def test_a_phrase_leaves_out_what_is_only_set_beside_it(tree):
    one = tree(
        "by/ADP/case/4 the/DET/det/4 security/NOUN/compound/4 chief/NOUN/obl/0 of/ADP/case/6 Iran/PROPN/nmod/4"
        " ,/PUNCT/punct/8 Shamkhani/PROPN/appos/4"
    )
    text = " ".join(one.text)
    assert text[slice(*t.phrase_of(one, 3))] == "the security chief of Iran"
    assert shown(one, t.apposition_of(one, 3)) == "Shamkhani"


def test_trees_of_a_table_count_over_the_article(read):
    *_, words, _ = read("Police came. They left quickly.")
    found = t.trees(words)["a0"]
    assert len(found) == len(words)
    assert found.text == words["text"].tolist()
    assert {h for h in found.head if h >= 0} <= set(range(len(words)))
    assert [found.sentence[found.head[n]] for n in range(len(found)) if found.head[n] >= 0] == [
        found.sentence[n] for n in range(len(found)) if found.head[n] >= 0
    ]
    assert found.text[found.at(found.start[3])] == found.text[3]

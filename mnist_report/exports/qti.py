"""QTI 1.2 in the profile of the Common Cartridge 1.1: questions with one right answer, and feedback for each choice.

The profile is part of the Common Cartridge (https://www.imsglobal.org/cc/index.html): one section, fields of metadata
from a fixed list, `cc.multiple_choice.v0p1` for three choices or more and `cc.true_false.v0p1` for two, whose choices
Moodle knows by the names `true` and `false` only. What else differs between readers decides the rest:

- Only the right answer ends the processing (`continue="No"`), for Instructure's viewer ticks every one that does. Its
  condition comes first, because Open edX's converter takes the conditions up to such a one for right.
- Moodle shows the feedback of any other condition after every answer, where it finds it in a `flow_mat`, so that of the
  wrong ones stands in a `material` alone.
- The description stands in `presentation_material`: of the places that the profile allows, the one that the standard
  has for what all questions have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from ..pages.blocks import Question
from .xml import Element, document, element

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
SCHEMA = "http://www.imsglobal.org/profile/cc/ccv1p1/ccv1p1_qtiasiv1p2p1_v1p0.xsd"
# Without `qmd_assessmenttype`: "Examination", its one value in the profile, makes Canvas grade the questions, which are
# meant for guessing.
SCORE = {"cc_profile": "cc.exam.v0p1", "qmd_scoretype": "Percentage"}
# For practice: any number of attempts, with the solutions.
PRACTICE = {"qmd_feedbackpermitted": "Yes", "qmd_solutionspermitted": "Yes", "cc_maxattempts": "unlimited"}
RIGHT, WRONG = "correct_fb", "general_incorrect_fb"  # names that Canvas uses and recognizes, as CHOICE_fb


@dataclass(frozen=True)
class Item:
    """A question of a quiz."""

    id: str
    """Unique in its quiz."""
    title: str
    """Plain text; its name in an instructor's list."""
    question: Question
    """The question; its own explanation is not used."""
    explanation: str
    """Why the answer is right; HTML."""


def assessment(identifier: str, title: str, description: str, items: Iterable[Item]) -> bytes:
    """Return the file of a quiz; `title` and `description` are plain text."""
    section = element("section", *map(_item, items), ident="root_section")
    described = element("presentation_material", element("flow_mat", _text(f"<p>{escape(description)}</p>")))
    quiz = element("assessment", _metadata(SCORE | PRACTICE), described, section, ident=identifier, title=title)
    return document(element(
        "questestinterop",
        quiz,
        xmlns=NAMESPACE,
        xmlns__xsi="http://www.w3.org/2001/XMLSchema-instance",
        xsi__schemaLocation=f"{NAMESPACE} {SCHEMA}",
    ))


def _metadata(fields: dict[str, str]) -> Element:
    entries = (
        element("qtimetadatafield", element("fieldlabel", label), element("fieldentry", entry))
        for label, entry in fields.items()
    )
    return element("qtimetadata", *entries)


def _item(item: Item) -> Element:
    two = len(item.question.choices) == 2
    names = ["true", "false"] if two else [f"choice_{place}" for place in range(1, len(item.question.choices) + 1)]
    choices = dict(zip(names, item.question.choices, strict=True))
    profile = "cc.true_false.v0p1" if two else "cc.multiple_choice.v0p1"
    linked = {name: _feedback_name(item.question, name, choice) for name, choice in choices.items()}
    return element(
        "item",
        element("itemmetadata", _metadata({"cc_profile": profile, "cc_weighting": "1"})),
        _presentation(item.question.text, choices),
        _processing(linked),
        *(_feedback(name, html) for name, html in _said(item, linked.values()).items()),
        ident=item.id,
        title=item.title,
    )


def _presentation(text: str, choices: dict[str, str]) -> Element:
    labels = (element("response_label", _text(escape(choice)), ident=name) for name, choice in choices.items())
    choice = element("render_choice", *labels)
    return element(
        "presentation",
        _text(f"<p>{escape(text)}</p>"),
        element("response_lid", choice, ident="response1", rcardinality="Single"),
    )


def _feedback_name(question: Question, name: str, choice: str) -> str:
    if choice == question.answer:
        return RIGHT
    return f"{name}_fb" if choice in question.corrections else WRONG


def _said(item: Item, feedbacks: Iterable[str]) -> dict[str, str]:
    """Return what is said after each choice, as HTML, by the names of the feedbacks to the choices."""
    corrections = item.question.corrections
    answer = f"<p><strong>The answer: {escape(item.question.answer)}</strong></p>"
    said = {name: f"{answer}<p>{escape(corrections[choice])}</p>" if choice in corrections else answer
            for choice, name in zip(item.question.choices, feedbacks, strict=True)}
    said[RIGHT] = "<p><strong>Correct.</strong></p>"
    return {name: f"{html}{item.explanation}" for name, html in said.items()}


def _processing(linked: Mapping[str, str]) -> Element:
    """Return the conditions for the choices, given the feedback to each."""
    score = element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    right_first = sorted(linked, key=lambda name: linked[name] != RIGHT)
    conditions = (_condition(name, linked[name]) for name in right_first)
    return element("resprocessing", element("outcomes", score), *conditions)


def _condition(choice: str, feedback: str) -> Element:
    return element(
        "respcondition",
        element("conditionvar", element("varequal", choice, respident="response1")),
        *([element("setvar", "100", action="Set", varname="SCORE")] if feedback == RIGHT else []),
        element("displayfeedback", feedbacktype="Response", linkrefid=feedback),
        **{"continue": "No" if feedback == RIGHT else "Yes"},
    )


def _feedback(name: str, html: str) -> Element:
    return element("itemfeedback", element("flow_mat", _text(html)) if name == RIGHT else _text(html), ident=name)


def _text(html: str) -> Element:
    return element("material", element("mattext", html, texttype="text/html"))

"""QTI 1.2 in the profile of the Common Cartridge: questions with one right answer, and feedback for each choice.

The profile is part of the Common Cartridge (https://www.imsglobal.org/cc/index.html): one section, fields of metadata
from a fixed list, `cc.multiple_choice.v0p1` for three choices or more and `cc.true_false.v0p1` for two. Every
condition ends the processing (`continue="No"`), because Moodle shows the feedback of any other one for all answers. The
condition of the right answer comes first, because Open edX's converter takes the first to be that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from ..pages.blocks import Question
from .xml import Element, document, element

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
SCORE = {"cc_profile": "cc.exam.v0p1", "qmd_assessmenttype": "Examination", "qmd_scoretype": "Percentage"}
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


def assessment(identifier: str, title: str, items: Iterable[Item], schema: str) -> bytes:
    """Return the file of a quiz; `title` is plain text, `schema` the address of the XML schema of the profile."""
    section = element("section", *map(_item, items), ident="root_section")
    quiz = element("assessment", _metadata(SCORE | PRACTICE), section, ident=identifier, title=title)
    return document(element(
        "questestinterop",
        quiz,
        xmlns=NAMESPACE,
        xmlns__xsi="http://www.w3.org/2001/XMLSchema-instance",
        xsi__schemaLocation=f"{NAMESPACE} {schema}",
    ))


def _metadata(fields: dict[str, str]) -> Element:
    entries = (
        element("qtimetadatafield", element("fieldlabel", label), element("fieldentry", entry))
        for label, entry in fields.items()
    )
    return element("qtimetadata", *entries)


def _item(item: Item) -> Element:
    choices = {f"choice_{place}": choice for place, choice in enumerate(item.question.choices, start=1)}
    profile = "cc.true_false.v0p1" if len(choices) == 2 else "cc.multiple_choice.v0p1"
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
    answer, corrections = escape(item.question.answer), item.question.corrections
    solution = f"<p><strong>The answer is: {answer}</strong></p>{item.explanation}"
    said = {name: f"<p>{escape(corrections[choice])}</p>{solution}" if choice in corrections else solution
            for choice, name in zip(item.question.choices, feedbacks, strict=True)}
    return {RIGHT: f"<p><strong>Right: {answer}</strong></p>{item.explanation}"} | (
        {name: html for name, html in said.items() if name != RIGHT})


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
        **{"continue": "No"},
    )


def _feedback(name: str, html: str) -> Element:
    return element("itemfeedback", element("flow_mat", _text(html)), ident=name)


def _text(html: str) -> Element:
    return element("material", element("mattext", html, texttype="text/html"))

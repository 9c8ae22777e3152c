/** "What would you have said?": asked of a misread image before the truth is shown. */
// @ts-check

import { showConfidences } from "../shared/confidence-bars.js";
import { make } from "../shared/elements.js";
import { partsOf } from "../shared/parts-of.js";
import { percent } from "../shared/wording.js";
import { confidenceOf } from "./selection.js";

/**
 * @typedef {import("../shared/mistakes.js").Mistake} Mistake
 *
 * @typedef {object} Question
 * @property {(mistake: Mistake) => void} ask
 * @property {(choice: number) => void} answer A class by its number; nothing where there is none, or an answer already.
 * @property {(index: number) => boolean} answered
 */

/** The answer "I cannot tell". */
const UNSURE = -1;

/**
 * Return a question that has yet to be asked. Answers are kept for this visit: who comes back to an image sees what he said.
 * @param {HTMLElement} element With the parts `asked`, `answers`, `told`, `verdict`, `probabilities`, `tally`.
 * @param {string[]} classNames
 * @param {() => void} onAnswer Called after each answer.
 * @returns {Question}
 */
export function makeQuestion(element, classNames, onAnswer) {
  const part = partsOf(element);
  /** @type {Map<Mistake, number>} */
  const said = new Map();
  /** @type {Mistake | null} */
  let current = null;

  const show = () => {
    if (!current) return;
    const answer = said.get(current);
    part("asked").hidden = answer !== undefined;
    part("told").hidden = answer === undefined;
    part("tally").textContent = tallyOf(said);
    if (answer === undefined) return;
    part("verdict").replaceChildren(...verdictOf(current, answer, classNames));
    showConfidences(part("probabilities"), current.probabilities, classNames);
  };

  const answer = (/** @type {number} */ choice) => {
    if (!current || said.has(current) || choice >= classNames.length) return;
    said.set(current, choice);
    show();
    onAnswer();
    // The button that was pressed is gone; the answer to it is what comes next.
    part("verdict").focus({ preventScroll: true });
  };

  part("answers").append(
    ...classNames.map((name, index) => button(name, () => answer(index))),
    button("I cannot tell", () => answer(UNSURE)),
  );
  return {
    ask: (mistake) => {
      current = mistake;
      show();
    },
    answer,
    answered: (index) => [...said.keys()].some((mistake) => mistake.index === index),
  };
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @returns {HTMLButtonElement}
 */
function button(text, onClick) {
  const made = make("button", { type: "button", textContent: text });
  made.addEventListener("click", onClick);
  return made;
}

/**
 * @param {Mistake} mistake
 * @param {number} answer
 * @param {string[]} classNames
 * @returns {(Node | string)[]}
 */
function verdictOf(mistake, answer, classNames) {
  const [truth, network] = [classNames[mistake.true], classNames[mistake.predicted]];
  const you = answer === UNSURE ? "You could not tell." : `You said ${classNames[answer]}.`;
  const sure = percent(confidenceOf(mistake)).replaceAll(" ", "\u00a0");
  const who = answer === mistake.true ? " You agree with the label." : answer === mistake.predicted ? " You agree with the network." : "";
  return [
    `${you} The label says `, make("strong", {}, truth), ". The network said ", make("strong", {}, network),
    `, ${sure} confident.${who}`,
  ];
}

/**
 * @param {Map<Mistake, number>} said
 * @returns {string}
 */
function tallyOf(said) {
  if (!said.size) return "";
  const answers = [...said];
  const label = answers.filter(([mistake, answer]) => mistake.true === answer).length;
  const network = answers.filter(([mistake, answer]) => mistake.predicted === answer).length;
  const images = said.size === 1 ? "1 image" : `${said.size} images`;
  return `So far you judged ${images}: ${label} as the label has it, ${network} as the network did.`;
}

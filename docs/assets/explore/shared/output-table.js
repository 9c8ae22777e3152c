/** The output layer as the rows of a table: a button, the logit and the probability of each class. */
// @ts-check

import { make } from "./elements.js";
import { areWords, percent, signed } from "./wording.js";

/**
 * @typedef {import("./network.js").Pass} Pass
 *
 * @typedef {object} OutputTable
 * @property {(pass: Pass, read: number) => void} show With the class that the network reads.
 * @property {(unit: number) => void} choose Mark a class as the chosen one; -1 for none.
 */

/**
 * Fill the body of a table with a row for each class.
 * @param {HTMLElement} body
 * @param {string[]} classNames
 * @param {(unit: number) => void} onChoose
 * @returns {OutputTable}
 */
export function makeOutputTable(body, classNames, onChoose) {
  const outputs = classNames.map((name, unit) => makeOutput(name, () => onChoose(unit)));
  body.replaceChildren(...outputs.map(({ row }) => row));
  body.closest("table")?.classList.toggle("words", areWords(classNames));
  return {
    show: ({ logits, probabilities }, read) => {
      outputs.forEach(({ row, logit, probability }, unit) => {
        row.classList.toggle("highest", unit === read);
        row.style.setProperty("--share", String(probabilities[unit]));
        logit.textContent = signed(logits[unit]);
        probability.textContent = percent(probabilities[unit]);
      });
    },
    choose: (unit) => outputs.forEach(({ button }, index) => button.setAttribute("aria-pressed", String(index === unit))),
  };
}

/**
 * @param {string} name
 * @param {() => void} onChoose
 */
function makeOutput(name, onChoose) {
  const button = make("button", { type: "button", textContent: name, ariaLabel: `${name}: take this output apart` });
  button.addEventListener("click", onChoose);
  const [logit, probability] = [make("td", { className: "number" }), make("span", { className: "value" })];
  const bar = make("td", {}, make("div", { className: "bar-cell" }, make("span", { className: "bar" }), probability));
  return { row: make("tr", {}, make("th", { scope: "row" }, button), logit, bar), button, logit, probability };
}

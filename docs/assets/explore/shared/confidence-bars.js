/** The confidences: one labelled bar a class, a table for whoever does not see the bars. */
// @ts-check

import { argmax } from "./argmax.js";
import { make } from "./elements.js";
import { areWords, capital, kindOf, percent } from "./wording.js";

/** @type {WeakMap<HTMLElement, HTMLTableRowElement[]>} */
const rowsOf = new WeakMap();

/**
 * Show probabilities as bars with their values; the highest stands out by weight as well as colour.
 * @param {HTMLElement} element Emptied at first use; its `data-caption` becomes the caption of the table.
 * @param {ArrayLike<number> | null} probabilities One a class, or null while there is no answer.
 * @param {string[]} classNames
 */
export function showConfidences(element, probabilities, classNames) {
  const rows = rowsOf.get(element) ?? makeRows(element, classNames);
  const highest = probabilities ? argmax(probabilities) : -1;
  rows.forEach((row, index) => fill(row, probabilities ? probabilities[index] : null, index === highest));
}

/**
 * @param {HTMLElement} element
 * @param {string[]} classNames
 * @returns {HTMLTableRowElement[]}
 */
function makeRows(element, classNames) {
  const table = make("table", { className: areWords(classNames) ? "confidences words" : "confidences" });
  table.createCaption().textContent = element.dataset.caption ?? `Confidence in each ${kindOf(element)}`;
  const head = table.createTHead().insertRow();
  head.append(make("th", { scope: "col" }, capital(kindOf(element))), make("th", { scope: "col" }, "Confidence"));
  const body = table.createTBody();
  const rows = classNames.map((name) => makeRow(body.insertRow(), name));
  element.replaceChildren(table);
  rowsOf.set(element, rows);
  return rows;
}

/**
 * @param {HTMLTableRowElement} row
 * @param {string} name
 * @returns {HTMLTableRowElement}
 */
function makeRow(row, name) {
  const [bar, value] = [make("span", { className: "bar" }), make("span", { className: "value" })];
  row.append(make("th", { scope: "row" }, name), make("td", {}, bar, value));
  return row;
}

/**
 * @param {HTMLTableRowElement} row
 * @param {number | null} probability
 * @param {boolean} highest
 */
function fill(row, probability, highest) {
  row.classList.toggle("highest", highest);
  row.style.setProperty("--share", String(probability ?? 0));
  const value = /** @type {HTMLElement} */ (row.querySelector(".value"));
  value.textContent = probability === null ? "–" : percent(probability);
}

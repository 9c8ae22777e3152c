// The confidences: one labelled bar a class, a table for whoever does not see the bars.
//
//   showConfidences(element, probabilities, network.classNames);   // null instead of probabilities: no answer yet
// @ts-check

import { areWords, capital, kindOf } from "./wording.js";

/** @type {WeakMap<HTMLElement, HTMLTableRowElement[]>} */
const rowsOf = new WeakMap();

/**
 * Shows probabilities as bars with their values; the highest stands out by weight as well as colour.
 * @param {HTMLElement} element Emptied at first use; its `data-caption` becomes the caption of the table.
 * @param {ArrayLike<number> | null} probabilities One a class, or null while there is no answer.
 * @param {string[]} classNames
 */
export function showConfidences(element, probabilities, classNames) {
  const rows = rowsOf.get(element) ?? makeRows(element, classNames);
  const highest = probabilities ? indexOfHighest(probabilities) : -1;
  rows.forEach((row, index) => fill(row, probabilities ? probabilities[index] : null, index === highest));
}

/**
 * The first of the highest.
 * @param {ArrayLike<number>} values
 * @returns {number}
 */
export function indexOfHighest(values) {
  let highest = 0;
  for (let index = 1; index < values.length; index += 1) if (values[index] > values[highest]) highest = index;
  return highest;
}

/**
 * A probability as the page writes it: never 0 % or 100 % for what is not.
 * @param {number} probability
 * @returns {string}
 */
export function percent(probability) {
  const rounded = (100 * probability).toFixed(1);
  if (probability > 0 && rounded === "0.0") return "under 0.1\u00a0%";
  if (probability < 1 && rounded === "100.0") return "over 99.9\u00a0%";
  return `${rounded}\u00a0%`;
}

/**
 * @param {HTMLElement} element
 * @param {string[]} classNames
 * @returns {HTMLTableRowElement[]}
 */
function makeRows(element, classNames) {
  const table = document.createElement("table");
  table.className = areWords(classNames) ? "confidences words" : "confidences";
  table.createCaption().textContent = element.dataset.caption ?? `Confidence in each ${kindOf(element)}`;
  const head = table.createTHead().insertRow();
  head.append(header("col", capital(kindOf(element))), header("col", "Confidence"));
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
  const bar = document.createElement("span");
  bar.className = "bar";
  const value = document.createElement("span");
  value.className = "value";
  row.append(header("row", name));
  row.insertCell().append(bar, value);
  return row;
}

/**
 * @param {"row" | "col"} scope
 * @param {string} text
 * @returns {HTMLTableCellElement}
 */
function header(scope, text) {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = text;
  return cell;
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

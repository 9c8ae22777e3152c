/** A confusion matrix: a row for each true class, a column for each predicted class. Its cells may be links. */
// @ts-check

import { make } from "./elements.js";
import { counted } from "./wording.js";

/**
 * @typedef {{true: number | null, predicted: number | null}} Cell A class, or null for all of them.
 * @typedef {object} Matrix
 * @property {HTMLTableElement} table
 * @property {(counts: number[][]) => void} fill Write counts into the cells, rows are the true classes.
 * @property {(cell: Cell) => void} mark Say which cell, row or column is chosen, and where the links lead from there.
 */

/**
 * Return an empty confusion matrix.
 * @param {string[]} classNames
 * @param {string} caption
 * @param {(cell: Cell) => string} [linkTo] The address that a cell leads to; without it there are no links.
 * @returns {Matrix}
 */
export function makeMatrix(classNames, caption, linkTo) {
  const table = make("table", { className: "matrix" });
  table.createCaption().textContent = caption;
  const head = table.createTHead().insertRow();
  head.append(make("td", {}, "True"), ...classNames.map((name, index) => header("col", name, index, linkTo)));
  const body = table.createTBody();
  const cells = classNames.map((name, index) => makeRow(body.insertRow(), name, index, classNames.length, linkTo));
  return {
    table,
    fill: (counts) => counts.forEach((row, index) => fillRow(cells[index], row, index, classNames, linkTo)),
    mark: (cell) => linkTo && mark(table, cell, linkTo),
  };
}

/** Which cell a link is for. @type {WeakMap<HTMLAnchorElement, Cell>} */
const cellOf = new WeakMap();

/**
 * @param {Cell} cell
 * @param {string} text
 * @param {string} words What a screen reader says, the text included.
 * @param {string} address
 * @returns {HTMLAnchorElement}
 */
function makeLink(cell, text, words, address) {
  const link = make("a", { href: address, ariaLabel: words, textContent: text });
  cellOf.set(link, cell);
  return link;
}

/**
 * @param {HTMLTableRowElement} row
 * @param {string} name
 * @param {number} index
 * @param {number} classes
 * @param {((cell: Cell) => string) | undefined} linkTo
 * @returns {HTMLTableCellElement[]}
 */
function makeRow(row, name, index, classes, linkTo) {
  row.append(header("row", name, index, linkTo));
  return Array.from({ length: classes }, () => row.insertCell());
}

/**
 * @param {"row" | "col"} scope
 * @param {string} name
 * @param {number} index
 * @param {((cell: Cell) => string) | undefined} linkTo
 * @returns {HTMLTableCellElement}
 */
function header(scope, name, index, linkTo) {
  if (!linkTo) return make("th", { scope }, name);
  const whole = scope === "row" ? { true: index, predicted: null } : { true: null, predicted: index };
  const words = scope === "row" ? `${name}: all images of ${name} that the network got wrong` : `${name}: all images wrongly taken for ${name}`;
  return make("th", { scope, ariaLabel: name }, makeLink(whole, name, words, linkTo(whole)));
}

/**
 * Only mistakes are links. A cell has the tint that it has in the figure and in the report.
 * @param {HTMLTableCellElement[]} cells
 * @param {number[]} counts
 * @param {number} index
 * @param {string[]} classNames
 * @param {((cell: Cell) => string) | undefined} linkTo
 */
function fillRow(cells, counts, index, classNames, linkTo) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  counts.forEach((count, predicted) => {
    const cell = cells[predicted];
    const right = predicted === index;
    cell.className = right ? "right" : count ? "" : "zero";
    cell.style.setProperty("--share", String(right ? 1 : depth(count / Math.max(1, total))));
    const words = `${counted(count)}: ${classNames[index]} taken for ${classNames[predicted]}`;
    const here = { true: index, predicted };
    const link = linkTo && count && !right ? makeLink(here, counted(count), words, linkTo(here)) : counted(count);
    cell.replaceChildren(link);
  });
}

/**
 * Return how deep the tint of mistakes is, 0 to 1: the cube root of their share of the row, which tells the few percent
 * that a trained network takes for another class from none; from a tenth of the row on it is the deepest.
 * @param {number} share 0 to 1.
 * @returns {number}
 */
function depth(share) {
  return Math.cbrt(Math.min(1, 10 * share));
}

/**
 * @param {HTMLTableElement} table
 * @param {Cell} chosen
 * @param {(cell: Cell) => string} linkTo
 */
function mark(table, chosen, linkTo) {
  for (const link of table.querySelectorAll("a")) {
    const cell = /** @type {Cell} */ (cellOf.get(link));
    link.href = linkTo(cell);
    if (cell.true === chosen.true && cell.predicted === chosen.predicted) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

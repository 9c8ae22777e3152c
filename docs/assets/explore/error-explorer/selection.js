/**
 * What the error explorer shows, as the fragment of its address: `true-4-predicted-9&shuffled-17&image-247`.
 * Each part may be missing, `all` stands for none of them; classes and images go by their numbers.
 */
// @ts-check

import { drawn } from "../shared/lot.js";

/**
 * @typedef {import("../shared/mistakes.js").Mistake} Mistake
 * @typedef {"most-sure" | "least-sure" | "test-order" | "shuffled"} Order
 * @typedef {object} Selection
 * @property {number | null} true The class that the images are of; null for every class.
 * @property {number | null} predicted The class that they were taken for; null for every class.
 * @property {Order} order
 * @property {number} seed Which of the shuffled orders, if it is one.
 * @property {number | null} image Number of the test image that is looked at; null for the first of the list.
 */

/** @type {Selection} */
export const EVERYTHING = { true: null, predicted: null, order: "most-sure", seed: 0, image: null };

/** @type {Order[]} */
const ORDERS = ["most-sure", "least-sure", "test-order"];

/**
 * Return the selection of a fragment; null if it says nothing of a selection, as that of a heading does.
 * @param {string} fragment Without the `#`.
 * @param {number} classes How many there are; a class that is none of them stands for every class.
 * @returns {Selection | null}
 */
export function selectionOf(fragment, classes) {
  if (!fragment) return EVERYTHING;
  const read = fragment.split("&").map((part) => partOf(part, classes)).filter((part) => part !== null);
  return read.length ? Object.assign({}, EVERYTHING, ...read) : null;
}

/**
 * Return the fragment of a selection.
 * @param {Selection} selection
 * @returns {string} Without the `#`.
 */
export function fragmentOf({ true: of, predicted, order, seed, image }) {
  const cell = [of !== null && `true-${of}`, predicted !== null && `predicted-${predicted}`].filter(Boolean).join("-");
  const shown = order === "shuffled" ? `shuffled-${seed}` : order !== "most-sure" && order;
  return [cell, shown, image !== null && `image-${image}`].filter(Boolean).join("&") || "all";
}

/**
 * @param {string} part
 * @param {number} classes
 * @returns {Partial<Selection> | null}
 */
function partOf(part, classes) {
  if (part === "all") return {};
  const order = ORDERS.find((name) => name === part);
  if (order) return { order };
  const shuffled = part.match(/^shuffled-(\d{1,9})$/);
  if (shuffled) return { order: "shuffled", seed: Number(shuffled[1]) };
  const image = part.match(/^image-(\d+)$/);
  if (image) return { image: Number(image[1]) };
  const cell = part.match(/^(?:true-(\d+))?-?(?:predicted-(\d+))?$/);
  return cell && (cell[1] || cell[2]) ? { true: classOf(cell[1], classes), predicted: classOf(cell[2], classes) } : null;
}

/**
 * @param {string | undefined} digits
 * @param {number} classes
 * @returns {number | null}
 */
function classOf(digits, classes) {
  return Number(digits) < classes ? Number(digits) : null;
}

/**
 * Return how sure the network was of its wrong answer.
 * @param {Mistake} mistake
 * @returns {number}
 */
export function confidenceOf({ probabilities }) {
  return Math.max(...probabilities);
}

/** @type {Record<Order, (one: Mistake, other: Mistake, seed: number) => number>} */
const BEFORE = {
  "most-sure": (one, other) => confidenceOf(other) - confidenceOf(one),
  "least-sure": (one, other) => confidenceOf(one) - confidenceOf(other),
  "test-order": (one, other) => one.index - other.index,
  shuffled: (one, other, seed) => drawn(one.index, seed) - drawn(other.index, seed),
};

/**
 * Return the mistakes that a selection asks for, in its order.
 * @param {Mistake[]} mistakes
 * @param {Selection} selection
 * @returns {Mistake[]}
 */
export function selected(mistakes, { true: of, predicted, order, seed }) {
  const fits = (/** @type {Mistake} */ mistake) =>
    (of === null || mistake.true === of) && (predicted === null || mistake.predicted === predicted);
  return mistakes.filter(fits).sort((one, other) => BEFORE[order](one, other, seed));
}

/**
 * Return in words what a selection asks for.
 * @param {Selection} selection
 * @param {number} count How many mistakes it chooses.
 * @param {string[]} names Of the classes.
 * @returns {string}
 */
export function summaryOf({ true: of, predicted }, count, names) {
  const images = count === 1 ? "1 image" : `${count} images`;
  const truth = of === null ? "" : ` of ${names[of]}`;
  if (predicted === null) return `${images}${truth} that the network got wrong`;
  return `${images}${truth}${truth ? "" : " wrongly"} taken for ${names[predicted]}`;
}

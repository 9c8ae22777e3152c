// What the error explorer shows, as the fragment of its address: `true-4-predicted-9&shuffled-17&image-247`.
// Each part may be missing, `all` stands for none of them; classes and images go by their numbers.
// @ts-check

/**
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
 * Reads a fragment; null if it says nothing of a selection, as that of a heading does.
 * @param {string} fragment Without the `#`.
 * @returns {Selection | null}
 */
export function selectionOf(fragment) {
  if (!fragment) return EVERYTHING;
  const read = fragment.split("&").map(partOf).filter((part) => part !== null);
  return read.length ? Object.assign({}, EVERYTHING, ...read) : null;
}

/**
 * @param {Selection} selection
 * @returns {string}
 */
export function fragmentOf({ true: of, predicted, order, seed, image }) {
  const cell = [of !== null && `true-${of}`, predicted !== null && `predicted-${predicted}`].filter(Boolean).join("-");
  const shown = order === "shuffled" ? `shuffled-${seed}` : order !== "most-sure" && order;
  return [cell, shown, image !== null && `image-${image}`].filter(Boolean).join("&") || "all";
}

/**
 * @param {string} part
 * @returns {Partial<Selection> | null}
 */
function partOf(part) {
  if (part === "all") return {};
  const order = ORDERS.find((name) => name === part);
  if (order) return { order };
  const shuffled = part.match(/^shuffled-(\d{1,9})$/);
  if (shuffled) return { order: "shuffled", seed: Number(shuffled[1]) };
  const image = part.match(/^image-(\d+)$/);
  if (image) return { image: Number(image[1]) };
  const cell = part.match(/^(?:true-(\d+))?-?(?:predicted-(\d+))?$/);
  return cell && (cell[1] || cell[2]) ? { true: numberOf(cell[1]), predicted: numberOf(cell[2]) } : null;
}

/**
 * @param {string | undefined} digits
 * @returns {number | null}
 */
function numberOf(digits) {
  return digits === undefined ? null : Number(digits);
}

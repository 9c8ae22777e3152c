// How the pages say it: the classes, each by itself and any of them ("digit" in a course on digits), and numbers.
// @ts-check

/**
 * @param {Element} element Anything within an explore page, whose root says it as `data-kind`.
 * @returns {string}
 */
export function kindOf(element) {
  return /** @type {HTMLElement | null} */ (element.closest("[data-kind]"))?.dataset.kind ?? "class";
}

/**
 * Whether any class name is so long that it needs the room of words.
 * @param {string[]} names
 * @returns {boolean}
 */
export function areWords(names) {
  return names.some((name) => name.length > 2);
}

/**
 * The words as a sentence or a table begins.
 * @param {string} words
 * @returns {string}
 */
export function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * A number with its sign and three decimals; zero has none.
 * @param {number} value
 * @returns {string}
 */
export function signed(value) {
  const text = Math.abs(value).toFixed(3);
  return Number(text) === 0 ? "0.000" : `${value < 0 ? "−" : "+"}${text}`;
}

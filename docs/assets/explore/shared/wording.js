/** How the pages word the classes ("digit" in a course on digits), and write numbers. */
// @ts-check

/**
 * Return what a class is called.
 * @param {Element} element Anything within an explore page, whose root says it as `data-kind`.
 * @returns {string}
 */
export function kindOf(element) {
  return /** @type {HTMLElement | null} */ (element.closest("[data-kind]"))?.dataset.kind ?? "class";
}

/**
 * Tell whether any class name is so long that it needs the room of words.
 * @param {string[]} names
 * @returns {boolean}
 */
export function areWords(names) {
  return names.some((name) => name.length > 2);
}

/**
 * Return words as a sentence or a table begins.
 * @param {string} words
 * @returns {string}
 */
export function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Return the name of a class within a sentence: a digit has its article.
 * @param {string} name
 * @returns {string} `a 4`, `an 8`, `Ankle boot`.
 */
export function called(name) {
  return /^\d$/.test(name) ? `${name === "8" ? "an" : "a"} ${name}` : name;
}

/**
 * Write a count as the text of the pages does, "1,118".
 * @param {number} count
 * @returns {string}
 */
export function counted(count) {
  return count.toLocaleString("en");
}

/**
 * Write a probability in percent: never 0 % or 100 % for what is not.
 * @param {number} probability 0 to 1.
 * @returns {string}
 */
export function percent(probability) {
  const rounded = (100 * probability).toFixed(1);
  if (probability > 0 && rounded === "0.0") return "under 0.1\u00a0%";
  if (probability < 1 && rounded === "100.0") return "over 99.9\u00a0%";
  return `${rounded}\u00a0%`;
}

/**
 * Write a number with its sign and three decimals; zero has none.
 * @param {number} value
 * @returns {string}
 */
export function signed(value) {
  const text = Math.abs(value).toFixed(3);
  return Number(text) === 0 ? "0.000" : `${value < 0 ? "−" : "+"}${text}`;
}

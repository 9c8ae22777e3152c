// What the classes are called: each by itself, and any of them ("digit" in a course on digits).
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

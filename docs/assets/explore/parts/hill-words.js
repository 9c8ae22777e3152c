/** The numbers of the hill in words. */
// @ts-check

/**
 * @param {number} value
 * @returns {string} With three significant digits.
 */
export function written(value) {
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}

/**
 * @param {unknown[]} trail
 * @returns {string}
 */
export function steps(trail) {
  return trail.length === 2 ? "1 step" : `${trail.length - 1} steps`;
}

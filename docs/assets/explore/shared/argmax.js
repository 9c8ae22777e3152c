/** Where the highest of some values stands. */
// @ts-check

/**
 * Return the index of the highest value, the first if several are as high.
 * @param {ArrayLike<number>} values
 * @returns {number}
 */
export function argmax(values) {
  let highest = 0;
  for (let index = 1; index < values.length; index += 1) if (values[index] > values[highest]) highest = index;
  return highest;
}

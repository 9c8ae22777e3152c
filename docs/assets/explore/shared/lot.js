/** Chance that can be had again: numbers that a seed decides. */
// @ts-check

/**
 * Return a number as if drawn by lot, the same on every machine: the end of MurmurHash3 (Appleby, 2011) mixes the bits.
 * @param {number} index
 * @param {number} seed
 * @returns {number} From 0 to 2³² - 1.
 */
export function drawn(index, seed) {
  let bits = Math.imul(seed + 1, 0x9e3779b1) ^ index;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Random numbers that are the same again from the same seed: Mulberry32 (Tommy Ettinger, 2017, public domain). */
// @ts-check

/**
 * Return a function that returns the next number, 0 or more and below 1.
 * @param {number} seed A whole number, 0 to 2 ** 32 - 1.
 * @returns {() => number}
 */
export function uniform(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Return the numbers 0 to count - 1, shuffled (Fisher and Yates, from the end).
 * @param {number} count
 * @param {() => number} draw
 * @returns {Uint32Array}
 */
export function shuffled(count, draw) {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(draw() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

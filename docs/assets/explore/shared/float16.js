/** Numbers in half precision (IEEE 754-2008, binary16), which few browsers can read yet. */
// @ts-check

/**
 * Return the numbers of a file of float16, little endian whatever the machine's own order is. Nothing is rounded.
 * @param {ArrayBuffer} content
 * @returns {Float32Array}
 */
export function fromFloat16(content) {
  const view = new DataView(content);
  return Float32Array.from({ length: content.byteLength / 2 }, (_, index) => float16(view.getUint16(2 * index, true)));
}

/**
 * @param {number} bits One bit of sign, five of the exponent, ten of the fraction.
 * @returns {number}
 */
function float16(bits) {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent ? sign * (1024 + fraction) * 2 ** (exponent - 25) : sign * fraction * 2 ** -24;
}

/** The pixels of small images that all lie in one picture, row by row (mnist_report/results/browser/png.py, `sprite`). */
// @ts-check

/** Bytes of the signature and the first chunk of a PNG. */
const HEADER = 33;

/**
 * Return the pixels of every tile, 0 (paper) to 255 (ink). Reads the one kind of PNG that the site publishes (grey, 8 bits, no
 * filter, one chunk of data) by itself, because a browser that guards against tracking alters what it hands out of a
 * picture that it has decoded.
 * @param {Uint8Array<ArrayBuffer>} png
 * @param {[number, number]} shape Height and width of a tile.
 * @returns {Promise<Uint8Array[]>}
 */
export async function imagesOf(png, [tall, wide]) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height, packed] = [view.getUint32(16), view.getUint32(20), view.getUint32(HEADER)];
  const rows = await inflate(png.subarray(HEADER + 8, HEADER + 8 + packed));
  const across = width / wide;
  return Array.from({ length: across * (height / tall) }, (_, tile) => {
    const [left, top] = [(tile % across) * wide, Math.floor(tile / across) * tall];
    // Each row begins with a byte that names its filter.
    const at = (/** @type {number} */ i) => (top + Math.floor(i / wide)) * (width + 1) + 1 + left + (i % wide);
    return Uint8Array.from({ length: tall * wide }, (_, i) => rows[at(i)]);
  });
}

/**
 * @param {Uint8Array<ArrayBuffer>} packed In the format of zlib.
 * @returns {Promise<Uint8Array>}
 */
async function inflate(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

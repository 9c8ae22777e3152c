/** Pixels on a canvas. */
// @ts-check

/**
 * Paint pixels onto a canvas that has one for each.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} pixels Row by row, 0 (paper) to 255 (ink).
 */
export function showPixels(canvas, pixels) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(canvas.width, canvas.height);
  pixels.forEach((pixel, index) => image.data.set([pixel, pixel, pixel, 255], 4 * index));
  context.putImageData(image, 0, 0);
}

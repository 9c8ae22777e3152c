/** The relief of a surface: its colours, and the lines and points that lie on them. */
// @ts-check

/**
 * @typedef {import("./surface.js").Point} Point In percent from the upper left corner.
 * @typedef {import("./surface.js").Surface} Surface
 */

/** Viridis, from the smallest loss to the largest, in light and dark alike, as in pictures. */
const COLOURS = [
  [68, 1, 84], [72, 26, 108], [71, 47, 125], [65, 68, 135], [57, 86, 140], [49, 104, 142], [42, 120, 142], [35, 136, 142],
  [31, 152, 139], [34, 168, 132], [53, 183, 121], [84, 197, 104], [122, 209, 81], [165, 219, 54], [210, 226, 27], [253, 231, 37],
];

/**
 * Paint the logarithm of the loss in bands of one colour. Each has a dark edge, as the lines of equal height on a map.
 * @param {HTMLCanvasElement} canvas Square.
 * @param {Surface} surface
 */
export function paint(canvas, surface) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const size = canvas.width;
  const image = context.createImageData(size, size);
  const [low, high] = [Math.log(surface.lowest), Math.log(surface.highest)];
  const bands = Array.from({ length: size * size }, (_, i) => {
    const { loss } = surface.at(surface.seenAt([(100 * (i % size)) / size, (100 * Math.floor(i / size)) / size]));
    return Math.max(0, Math.min(COLOURS.length - 1, Math.floor((COLOURS.length * (Math.log(loss) - low)) / (high - low || 1))));
  });
  bands.forEach((band, i) => {
    const isEdge = band !== (bands[i + size] ?? band) || ((i + 1) % size && band !== bands[i + 1]);
    image.data.set([...COLOURS[band].map((part) => (isEdge ? 0.6 : 1) * part), 255], 4 * i);
  });
  context.putImageData(image, 0, 0);
}

/**
 * Return a line through points, broad and dark under narrow and light, so that it is seen on every colour.
 * @param {Point[]} points
 * @param {string} kind
 * @returns {SVGElement[]}
 */
export function line(points, kind) {
  return ["under", "over"].map((layer) => node("polyline", { class: `${kind} ${layer}`, points: points.join(" ") }));
}

/**
 * @param {Point} centre
 * @param {string} kind
 * @returns {SVGElement}
 */
export function dot([cx, cy], kind) {
  return node("circle", { class: kind, cx, cy, r: 1 });
}

/**
 * Return a name beside a point, on the side that has the room.
 * @param {Point} point
 * @param {string} name
 * @returns {SVGElement}
 */
export function label([x, y], name) {
  const made = node("text", { x: x + (x > 70 ? -2 : 2), y: y - 2, "text-anchor": x > 70 ? "end" : "start" });
  made.textContent = name;
  return made;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @returns {SVGElement}
 */
function node(name, attributes) {
  const made = /** @type {SVGElement} */ (document.createElementNS("http://www.w3.org/2000/svg", name));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

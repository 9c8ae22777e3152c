/** A line chart: series of values over the epochs, drawn as far as the run had come. */
// @ts-check

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {"train" | "val" | "test"} kind Says how its line and its marks look.
 * @property {(number | null)[]} values One an epoch, the start first; null where nothing was measured.
 *
 * @typedef {object} Sketch
 * @property {number} from Lower end of the scale.
 * @property {number} to Upper end of the scale.
 * @property {(value: number) => string} unit How a value of the scale is written.
 * @property {Series[]} series
 *
 * @typedef {object} Chart
 * @property {SVGSVGElement} picture
 * @property {(epoch: number) => void} reach Draw the series as far as an epoch.
 */

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [320, 190];
const [LEFT, RIGHT, TOP, BOTTOM] = [46, 10, 12, 26];
const RADIUS = 3.5;

/**
 * Return a chart, for the eye alone: the page has its values in words and in a table.
 * @param {Sketch} sketch
 * @returns {Chart}
 */
export function makeChart(sketch) {
  const epochs = sketch.series[0].values.length - 1;
  const x = (/** @type {number} */ epoch) => LEFT + ((WIDTH - LEFT - RIGHT) * epoch) / Math.max(1, epochs);
  const y = (/** @type {number} */ value) =>
    HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * (value - sketch.from)) / (sketch.to - sketch.from || 1);
  const picture = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true", class: "chart" });
  const now = node("line", { class: "now", y1: TOP, y2: HEIGHT - BOTTOM });
  const curves = node("g");
  picture.append(...scale(sketch, x, y, epochs), now, curves);
  const reach = (/** @type {number} */ epoch) => {
    now.setAttribute("x1", String(x(epoch)));
    now.setAttribute("x2", String(x(epoch)));
    curves.replaceChildren(...sketch.series.flatMap((series) => [
      ...line(series, x, y, epochs, "ahead"), ...line(series, x, y, epoch, ""), ...marks(series, x, y, epoch),
    ]));
  };
  return { picture: /** @type {SVGSVGElement} */ (picture), reach };
}

/**
 * @param {Sketch} sketch
 * @param {(epoch: number) => number} x
 * @param {(value: number) => number} y
 * @param {number} epochs
 * @returns {SVGElement[]}
 */
function scale({ from, to, unit }, x, y, epochs) {
  const levels = [from, (from + to) / 2, to];
  const step = Math.ceil(epochs / 10) || 1;
  const numbers = Array.from({ length: Math.floor(epochs / step) + 1 }, (_, index) => index * step);
  return [
    ...levels.map((level) => node("line", { class: "level", x1: LEFT, x2: WIDTH - RIGHT, y1: y(level), y2: y(level) })),
    ...levels.map((level) => text(unit(level), { x: LEFT - 6, y: y(level) + 4, "text-anchor": "end" })),
    ...numbers.map((epoch) => text(epoch ? String(epoch) : "start", { x: x(epoch), y: HEIGHT - 8, "text-anchor": epoch ? "middle" : "start" })),
  ];
}

/**
 * @param {Series} series
 * @param {(epoch: number) => number} x
 * @param {(value: number) => number} y
 * @param {number} epoch
 * @param {string} manner
 * @returns {SVGElement[]}
 */
function line({ values, kind }, x, y, epoch, manner) {
  const points = measured(values, epoch).map(([at, value]) => `${x(at)},${y(value)}`);
  return points.length > 1 ? [node("polyline", { class: `${kind} ${manner}`, points: points.join(" ") })] : [];
}

/**
 * @param {Series} series
 * @param {(epoch: number) => number} x
 * @param {(value: number) => number} y
 * @param {number} epoch
 * @returns {SVGElement[]}
 */
function marks({ values, kind }, x, y, epoch) {
  return measured(values, epoch).map(([at, value]) => mark(kind, x(at), y(value)));
}

/**
 * A circle, a square or a triangle: the series differ by shape as well as by colour.
 * @param {Series["kind"]} kind
 * @param {number} x
 * @param {number} y
 * @returns {SVGElement}
 */
function mark(kind, x, y) {
  if (kind === "train") return node("circle", { class: kind, cx: x, cy: y, r: RADIUS });
  if (kind === "val") return node("rect", { class: kind, x: x - RADIUS, y: y - RADIUS, width: 2 * RADIUS, height: 2 * RADIUS });
  return node("path", { class: kind, d: `M${x} ${y - 1.3 * RADIUS}l${1.2 * RADIUS} ${2.2 * RADIUS}h${-2.4 * RADIUS}z` });
}

/**
 * @param {(number | null)[]} values
 * @param {number} last
 * @returns {[number, number][]}
 */
function measured(values, last) {
  return values.slice(0, last + 1).flatMap((value, epoch) => (value === null ? [] : [/** @type {[number, number]} */ ([epoch, value])]));
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} [attributes]
 * @returns {SVGElement}
 */
function node(name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/**
 * @param {string} content
 * @param {Record<string, string | number>} attributes
 * @returns {SVGElement}
 */
function text(content, attributes) {
  const made = node("text", attributes);
  made.textContent = content;
  return made;
}

/** A line chart of a training: series of values over its steps on a logarithmic axis, drawn as far as the run had come. */
// @ts-check

import { node, text } from "../shared/svg.js";

/**
 * @typedef {object} Series
 * @property {string} name Stands at the end of its line.
 * @property {"train" | "val" | "test"} kind Says how its line and its marks look.
 * @property {(number | null)[]} values One a moment, the start first; null where nothing was measured.
 *
 * @typedef {object} Sketch
 * @property {number[]} steps The step of each moment, ascending from 0.
 * @property {number} from Lower end of the scale.
 * @property {number} to Upper end of the scale.
 * @property {(value: number) => string} unit How a value of the scale is written.
 * @property {Series[]} series
 * @property {[number, number]} [size] Width and height in pixels.
 *
 * @typedef {object} Chart
 * @property {SVGSVGElement} picture
 * @property {(place: number) => void} reach Draw the series as far as a moment, or a place between two.
 *
 * @typedef {(value: number) => number} Scale From a value, or the number of a moment, to pixels.
 */

const [LEFT, RIGHT, TOP, BOTTOM] = [46, 78, 12, 24];
const RADIUS = 3;

/** Pixels between the middles of two names at the ends of lines, at least. */
const APART = 14;

/** Pixels between the middles of two numbers under the axis, at least. */
const WIDEST = 40;

/**
 * Return a chart, for the eye alone: the page has its values in words and in a table.
 * @param {Sketch} sketch
 * @returns {Chart}
 */
export function makeChart(sketch) {
  const [width, height] = sketch.size ?? [400, 190];
  const { steps } = sketch;
  const along = (/** @type {number} */ step) => LEFT + ((width - LEFT - RIGHT) * Math.log1p(step)) / Math.log1p(steps[steps.length - 1]);
  const x = (/** @type {number} */ place) => between(along(steps[Math.floor(place)]), along(steps[Math.ceil(place)]), place % 1);
  const y = (/** @type {number} */ value) =>
    height - BOTTOM - ((height - TOP - BOTTOM) * (value - sketch.from)) / (sketch.to - sketch.from || 1);
  const picture = node("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", class: "chart" });
  const now = node("line", { class: "now", y1: TOP, y2: height - BOTTOM });
  const curves = node("g");
  picture.append(...scale(sketch, along, y, [width, height]), ...names(sketch, y, width), now, curves);
  let drawn = -1;
  const reach = (/** @type {number} */ place) => {
    now.setAttribute("x1", String(x(place)));
    now.setAttribute("x2", String(x(place)));
    if (Math.floor(place) === drawn) return;
    drawn = Math.floor(place);
    curves.replaceChildren(...sketch.series.flatMap((series) => [
      ...line(series, x, y, steps.length, "ahead"), ...line(series, x, y, drawn, ""), ...marks(series, x, y, drawn),
    ]));
  };
  return { picture: /** @type {SVGSVGElement} */ (picture), reach };
}

/**
 * @param {number} from
 * @param {number} to
 * @param {number} share 0 to 1.
 * @returns {number}
 */
export function between(from, to, share) {
  return from + share * (to - from);
}

/**
 * @param {Sketch} sketch
 * @param {Scale} along
 * @param {Scale} y
 * @param {[number, number]} size
 * @returns {SVGElement[]}
 */
function scale({ from, to, unit, steps }, along, y, [width, height]) {
  const levels = [from, between(from, to, 0.5), to];
  return [
    ...levels.map((level) => node("line", { class: "level", x1: LEFT, x2: width - RIGHT, y1: y(level), y2: y(level) })),
    ...levels.map((level) => text(unit(level), { x: LEFT - 6, y: y(level) + 4, "text-anchor": "end" })),
    ...numbered(steps, along).map((step) => text(step.toLocaleString("en"), { x: along(step), y: height - 6, "text-anchor": "middle" })),
  ];
}

/**
 * The steps that have room for their number, the first and the last before all others.
 * @param {number[]} steps
 * @param {Scale} along
 * @returns {number[]}
 */
function numbered(steps, along) {
  const last = steps[steps.length - 1];
  let end = -Infinity;
  return steps.filter((step) => {
    if (step !== last && (along(step) < end + WIDEST || along(last) < along(step) + WIDEST)) return false;
    end = along(step);
    return true;
  });
}

/**
 * The name of each series, beside the end of its line, none over another and none below the axis.
 * @param {Sketch} sketch
 * @param {Scale} y
 * @param {number} width
 * @returns {SVGElement[]}
 */
function names({ series, from: lowest }, y, width) {
  const ends = series.map(({ name, kind, values }) => ({ name, kind, at: y(values.filter((value) => value !== null).at(-1) ?? 0) }));
  let below = y(lowest) + APART;
  return ends.sort((one, other) => other.at - one.at).map(({ name, kind, at }) => {
    below = Math.min(at, below - APART);
    return text(name, { class: `name ${kind}`, x: width - RIGHT + 8, y: below + 4 });
  });
}

/**
 * @param {Series} series
 * @param {Scale} x
 * @param {Scale} y
 * @param {number} moment
 * @param {string} manner
 * @returns {SVGElement[]}
 */
function line({ values, kind }, x, y, moment, manner) {
  const points = measured(values, moment).map(([at, value]) => `${x(at)},${y(value)}`);
  return points.length > 1 ? [node("polyline", { class: `${kind} ${manner}`, points: points.join(" ") })] : [];
}

/**
 * @param {Series} series
 * @param {Scale} x
 * @param {Scale} y
 * @param {number} moment
 * @returns {SVGElement[]}
 */
function marks({ values, kind }, x, y, moment) {
  return measured(values, moment).map(([at, value]) => mark(kind, x(at), y(value)));
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
  return values.slice(0, last + 1).flatMap((value, moment) => (value === null ? [] : [/** @type {[number, number]} */ ([moment, value])]));
}

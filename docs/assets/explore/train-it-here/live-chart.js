/** A chart that grows while a network learns: one line for the training images, one for those held out. */
// @ts-check

import { node, text } from "../shared/svg.js";

/**
 * @typedef {object} Lines
 * @property {number[]} at Passes, rising from 0, where the values were measured.
 * @property {number[]} train
 * @property {number[]} validation
 *
 * @typedef {object} Scale
 * @property {string} title
 * @property {(highest: number) => number} top The upper end, by the highest value there is.
 * @property {(value: number) => string} unit How a value is written.
 * @property {{value: number, name: string}} [level] A value to compare with.
 */

const [WIDTH, HEIGHT] = [360, 176];
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 96, 36, 24];
/** Ends of the axis of passes. */
const ENDS = [3, 10, 30, 100, 300, 1000, 3000, 10000];
/** Least distance of two labels. */
const LINE = 15;

/**
 * Return a picture and the function that draws lines in it, for the eye alone: the page says the values in words.
 * @param {Scale} scale
 * @returns {{picture: SVGSVGElement, show: (lines: Lines) => void}}
 */
export function makeLiveChart(scale) {
  const picture = /** @type {SVGSVGElement} */ (node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true", class: "live-chart" }));
  const show = (/** @type {Lines} */ lines) => picture.replaceChildren(...drawn(scale, lines));
  show({ at: [], train: [], validation: [] });
  return { picture, show };
}

/**
 * @param {Scale} scale
 * @param {Lines} lines
 * @returns {SVGElement[]}
 */
function drawn({ title, top, unit, level }, { at, train, validation }) {
  const last = at.at(-1) ?? 0;
  const end = ENDS.find((each) => each >= last) ?? last;
  const highest = top(Math.max(0, ...[...train, ...validation].filter(Number.isFinite)));
  const x = (/** @type {number} */ pass) => LEFT + ((WIDTH - LEFT - RIGHT) * pass) / end;
  const y = (/** @type {number} */ value) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * Math.min(value, highest)) / highest;
  const levels = [0, highest / 2, highest];
  return [
    text(title, { x: 0, y: 12, class: "title" }),
    ...levels.map((value) => node("line", { class: "level", x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) })),
    ...levels.map((value) => text(unit(value), { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" })),
    ...[0, end].map((pass) => text(pass ? `pass ${pass}` : "start", { x: x(pass), y: HEIGHT - 8, "text-anchor": pass ? "end" : "start" })),
    ...(level ? compared(level, x(0), x(end), y(level.value)) : []),
    ...line("train", at.map(x), train.map(y)),
    ...line("validation", at.map(x), validation.map(y)),
    ...(at.length ? named(x(last), [
      { kind: "train", name: `training ${unit(/** @type {number} */ (train.at(-1)))}`, y: y(/** @type {number} */ (train.at(-1))) },
      { kind: "validation", name: `validation ${unit(/** @type {number} */ (validation.at(-1)))}`, y: y(/** @type {number} */ (validation.at(-1))) },
    ]) : []),
  ];
}

/**
 * @param {{value: number, name: string}} level
 * @param {number} from
 * @param {number} to
 * @param {number} y
 * @returns {SVGElement[]}
 */
function compared({ name }, from, to, y) {
  return [node("line", { class: "compared", x1: from, x2: to, y1: y, y2: y }), text(name, { x: from + 4, y: y - 5, class: "compared" })];
}

/**
 * @param {string} kind
 * @param {number[]} xs
 * @param {number[]} ys
 * @returns {SVGElement[]}
 */
function line(kind, xs, ys) {
  const points = xs.flatMap((x, index) => (Number.isFinite(ys[index]) ? [`${x.toFixed(1)},${ys[index].toFixed(1)}`] : []));
  return points.length > 1 ? [node("polyline", { class: kind, points: points.join(" ") })] : [];
}

/**
 * Names at the ends of the lines, moved apart where they would lie over one another.
 * @param {number} x
 * @param {{kind: string, name: string, y: number}[]} ends
 * @returns {SVGElement[]}
 */
function named(x, ends) {
  const [upper, lower] = ends.filter(({ y }) => Number.isFinite(y)).sort((one, other) => one.y - other.y);
  if (!upper) return [];
  const middle = lower ? Math.min((upper.y + lower.y) / 2, HEIGHT - BOTTOM - LINE / 2) : 0;
  const apart = lower && lower.y - upper.y < LINE;
  const place = (/** @type {typeof upper} */ end, /** @type {number} */ side) => (apart ? middle + (side * LINE) / 2 : end.y) + 4;
  const label = (/** @type {typeof upper} */ end, /** @type {number} */ side) => text(end.name, { x: x + 8, y: place(end, side), class: end.kind });
  const dots = [upper, ...(lower ? [lower] : [])].map(({ kind, y }) => kind === "train"
    ? node("circle", { class: kind, cx: x, cy: y, r: 3.5 })
    : node("rect", { class: kind, x: x - 3.5, y: y - 3.5, width: 7, height: 7 }));
  return [...dots, label(upper, -1), ...(lower ? [label(lower, 1)] : [])];
}

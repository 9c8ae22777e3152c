/** A line with fewer points, so that the address that holds it stays short. */
// @ts-check

import { distanceToSegment } from "./drawing.js";

/**
 * Leave out the points at which a line hardly bends (Douglas and Peucker, 1973).
 * @param {number[]} points x, y, x, y, …, in units.
 * @param {number} tolerance Units that the line may move.
 * @returns {number[]}
 */
export function simplified(points, tolerance = 2) {
  const last = points.length / 2 - 1;
  const kept = new Set([0, last]);
  const open = [[0, last]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    const [farthest, distance] = farthestFrom(points, from, to);
    if (distance <= tolerance) continue;
    kept.add(farthest);
    open.push([from, farthest], [farthest, to]);
  }
  return [...kept].sort((a, b) => a - b).flatMap((index) => [points[2 * index], points[2 * index + 1]]);
}

/**
 * @param {number[]} points
 * @param {number} from
 * @param {number} to
 * @returns {[number, number]} Which point between the two is farthest from the line through them, and how far.
 */
function farthestFrom(points, from, to) {
  let farthest = from;
  let longest = 0;
  for (let index = from + 1; index < to; index += 1) {
    const distance = distanceToSegment(points[2 * index], points[2 * index + 1], points, from, to);
    if (distance > longest) [farthest, longest] = [index, distance];
  }
  return [farthest, longest];
}

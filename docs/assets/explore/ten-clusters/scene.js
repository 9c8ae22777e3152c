/** What is painted into the plane: marks, names of classes, the way of one image, and an image enlarged. */
// @ts-check

import { make } from "../shared/elements.js";
import { showPixels } from "../shared/pixels.js";
import { colourOf } from "./marks.js";

/**
 * @typedef {object} Scene
 * @property {CanvasRenderingContext2D} context In CSS pixels.
 * @property {number} side Of the plane, in CSS pixels.
 * @property {number} size Of a mark.
 * @property {{ink: string, paper: string, wrong: string, accent: string, tone: string, font: string}} look
 * @property {import("./clusters.js").Clusters} clusters
 * @property {import("./marks.js").Marks} marks
 * @property {Float32Array} places Where the images are now.
 * @property {Float32Array} rings How much of a ring each has, 0 to 1.
 * @property {(places: ArrayLike<number>, image: number) => [number, number]} at CSS pixels from the upper left corner.
 * @property {(image: number) => boolean} standsOut
 */

/** CSS pixels: an enlarged image, and its distance from its place. */
const [LENS, AWAY] = [84, 22];

/** Distance of two centres in CSS pixels, as a multiple of the size of a name, from which both are written. */
const [CLOSE, APART] = [0.85, 1.15];

/** How opaque what does not stand out is, and how much less so rings are where all images have one. */
const [FAINT, CROWDED] = [0.13, 0.75];

/**
 * Paint the images, those that stand out last, and under them a ring for each that is misread.
 * @param {Scene} scene
 */
export function paintMarks(scene) {
  const images = [...scene.clusters.labels.keys()];
  for (const standsOut of [false, true]) {
    const painted = images.filter((image) => scene.standsOut(image) === standsOut);
    const opacity = standsOut ? 1 : FAINT;
    paintRings(scene, painted, opacity);
    scene.context.globalAlpha = opacity;
    for (const image of painted) scene.marks.draw(scene.context, image, ...scene.at(scene.places, image), scene.size);
  }
  scene.context.globalAlpha = 1;
}

/**
 * Paint the rings, the fainter the more there are: before training nearly all images have one.
 * @param {Scene} scene
 * @param {number[]} images
 * @param {number} opacity
 */
function paintRings({ context, rings, places, at, size, look }, images, opacity) {
  const share = rings.reduce((sum, part) => sum + part, 0) / rings.length;
  for (const image of images) {
    if (!rings[image]) continue;
    context.globalAlpha = opacity * rings[image] * (1 - CROWDED * share);
    ring(context, ...at(places, image), size * 0.62, look.wrong, 1.25);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} colour
 * @param {number} width
 */
function ring(context, x, y, radius, colour, width) {
  Object.assign(context, { strokeStyle: colour, lineWidth: width });
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}

/**
 * Write the name of each class at the centre of its images, as soon as the centres are apart.
 * @param {Scene} scene
 */
export function paintNames(scene) {
  const { context, side, look, clusters } = scene;
  const size = Math.max(20, side / 20);
  const centres = centresOf(scene);
  Object.assign(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round", strokeStyle: look.paper });
  for (const [kind, [x, y]] of centres) {
    const others = [...centres].filter(([other]) => other !== kind);
    const nearest = Math.min(...others.map(([, [left, top]]) => Math.hypot(left - x, top - y)));
    const name = clusters.class_names[kind];
    const clear = Math.min(1, Math.max(0, (nearest / size - CLOSE) / (APART - CLOSE)));
    context.globalAlpha = clear;
    context.font = `700 ${name.length > 2 ? size * 0.55 : size}px ${look.font}`;
    context.lineWidth = size / 4;
    context.strokeText(name, x, y);
    context.fillStyle = look.ink;
    context.fillText(name, x, y);
  }
  context.globalAlpha = 1;
}

/**
 * @param {Scene} scene
 * @returns {Map<number, [number, number]>} The centre of each class that stands out, in CSS pixels.
 */
function centresOf({ clusters, places, at, standsOut }) {
  /** @type {Map<number, number[]>} */
  const sums = new Map();
  clusters.labels.forEach((kind, image) => {
    if (!standsOut(image)) return;
    const [x, y, count] = sums.get(kind) ?? [0, 0, 0];
    const [left, top] = at(places, image);
    sums.set(kind, [x + left, y + top, count + 1]);
  });
  return new Map([...sums].map(([kind, [x, y, count]]) => [kind, [x / count, y / count]]));
}

/**
 * Paint the way of an image through all moments, and a ring where it is now.
 * @param {Scene} scene
 * @param {number} image
 */
export function paintWay({ context, clusters, marks, places, at, size, look }, image) {
  Object.assign(context, { strokeStyle: look.accent, fillStyle: look.accent, lineWidth: 1.5 });
  const stations = clusters.moments.map((moment) => at(moment.places, image));
  context.beginPath();
  for (const [x, y] of stations) context.lineTo(x, y);
  context.stroke();
  for (const [x, y] of stations) {
    context.beginPath();
    context.arc(x, y, 2.5, 0, 2 * Math.PI);
    context.fill();
  }
  const [x, y] = at(places, image);
  context.fillStyle = look.paper;
  context.beginPath();
  context.arc(x, y, size * 0.85, 0, 2 * Math.PI);
  context.fill();
  marks.draw(context, image, x, y, size);
  ring(context, x, y, size * 0.75, look.accent, 2.5);
}

/**
 * Paint an image enlarged, beside its place, on the side that has the room.
 * @param {Scene} scene
 * @param {number} image
 */
export function paintLens({ context, clusters, places, at, side, look }, image) {
  const [height, width] = clusters.image_shape;
  const picture = make("canvas", { width, height });
  showPixels(picture, clusters.images[image]);
  const [x, y] = at(places, image);
  const left = x > side / 2 ? x - AWAY - LENS : x + AWAY;
  const top = Math.min(side - LENS - 3, Math.max(3, y - LENS / 2));
  Object.assign(context, { fillStyle: look.paper, imageSmoothingEnabled: false });
  context.fillRect(left - 3, top - 3, LENS + 6, LENS + 6);
  context.drawImage(picture, left, top, LENS, LENS);
  Object.assign(context, { strokeStyle: colourOf(clusters.labels[image], look.tone), lineWidth: 2, imageSmoothingEnabled: true });
  context.strokeRect(left - 2, top - 2, LENS + 4, LENS + 4);
}

/** The plane: every image as a mark, moving from where it was at one moment to where it is at the next. */
// @ts-check

import { makeMarks } from "./marks.js";
import { paintLens, paintMarks, paintNames, paintWay } from "./scene.js";

/**
 * @typedef {import("./clusters.js").Clusters} Clusters
 * @typedef {import("./scene.js").Scene} Scene
 */

/** Milliseconds from moment to moment. */
const PASSAGE = 900;

/** CSS pixels: a mark in a plane of `SIDE`, and the room for marks at the edge. */
const [MARK, SIDE, MARGIN] = [17, 560, 14];

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** The images on a canvas, painted again when something changes, and for as long as they are on their way. */
export class Plane {
  #moment = 0;
  /** @type {number | null} */
  #image = null;
  /** @type {number | null} */
  #pointed = null;
  /** @type {number | null} */
  #kind = null;
  #begun = -Infinity;
  #frame = 0;
  /** @type {Scene | null} What depends on the size of the canvas and on the colours of the page. */
  #scene = null;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Clusters} clusters
   */
  constructor(canvas, clusters) {
    this.canvas = canvas;
    this.clusters = clusters;
    this.box = boxOf(clusters);
    this.side = SIDE;
    const count = clusters.indices.length;
    this.places = new Float32Array(2 * count);
    this.from = new Float32Array(2 * count);
    this.rings = new Float32Array(count);
    this.ringsFrom = new Float32Array(count);
    new ResizeObserver(() => this.#renew()).observe(canvas);
    new MutationObserver(() => this.#renew()).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#renew());
  }

  /**
   * Show a moment, by and by, unless it is the one that is shown, or the reader wants nothing to move.
   * @param {number} moment
   * @param {number | null} image The chosen one.
   * @param {number | null} kind The class that stands out.
   */
  show(moment, image, kind) {
    const first = this.#begun === -Infinity;
    if (first || moment !== this.#moment) {
      this.from.set(this.places);
      this.ringsFrom.set(this.rings);
      this.#begun = first || STILL.matches ? 0 : performance.now();
    }
    [this.#moment, this.#image, this.#kind] = [moment, image, kind];
    this.#ask();
  }

  /**
   * Enlarge an image for as long as a pointer is at it.
   * @param {number | null} image
   */
  point(image) {
    if (image === this.#pointed) return;
    this.#pointed = image;
    this.#ask();
  }

  /**
   * Return the image nearest to a place in the window, of those that stand out; null if none is within reach.
   * @param {{clientX: number, clientY: number}} place
   * @param {number} reach CSS pixels.
   * @returns {number | null}
   */
  imageAt({ clientX, clientY }, reach) {
    const { left, top } = this.canvas.getBoundingClientRect();
    const distance = (/** @type {number} */ image) => {
      const [x, y] = this.#at(this.places, image);
      return Math.hypot(left + x - clientX, top + y - clientY);
    };
    const images = [...this.clusters.labels.keys()].filter((image) => this.#standsOut(image));
    const nearest = images.reduce((best, image) => (distance(image) < distance(best) ? image : best), images[0]);
    return nearest !== undefined && distance(nearest) <= reach ? nearest : null;
  }

  #renew() {
    this.#scene = null;
    this.#ask();
  }

  #ask() {
    this.#frame ||= requestAnimationFrame((now) => {
      this.#frame = 0;
      this.#draw(now);
    });
  }

  /** @param {number} now */
  #draw(now) {
    this.#scene ??= this.#prepared();
    const passed = Math.min(1, Math.max(0, (now - this.#begun) / PASSAGE));
    this.#move(passed * passed * (3 - 2 * passed));
    const scene = this.#scene;
    scene.context.clearRect(0, 0, scene.side, scene.side);
    paintMarks(scene);
    paintNames(scene);
    if (this.#image !== null) paintWay(scene, this.#image);
    if (this.#pointed !== null) paintLens(scene, this.#pointed);
    if (passed < 1) this.#ask();
  }

  /** @returns {Scene} */
  #prepared() {
    const style = getComputedStyle(this.canvas);
    const [ink, paper, wrong, accent, tone] = ["--ink", "--paper", "--wrong", "--accent", "--tone"].map((name) => style.getPropertyValue(name).trim());
    const [side, density] = [this.canvas.clientWidth, devicePixelRatio || 1];
    this.side = side;
    this.canvas.width = this.canvas.height = Math.round(side * density);
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    context.scale(density, density);
    const { clusters, places, rings } = this;
    return {
      context, side, clusters, places, rings,
      size: MARK * Math.min(1.15, Math.max(0.8, side / SIDE)),
      look: { ink, paper, wrong, accent, tone, font: style.fontFamily },
      marks: makeMarks(clusters.images, clusters.image_shape, clusters.labels, tone),
      at: (of, image) => this.#at(of, image),
      standsOut: (image) => this.#standsOut(image),
    };
  }

  /** @param {number} share Of the way to the moment, 0 to 1. */
  #move(share) {
    const { places, answers } = this.clusters.moments[this.#moment];
    places.forEach((place, at) => { this.places[at] = this.from[at] + share * (place - this.from[at]); });
    this.clusters.labels.forEach((label, image) => {
      const ring = Number(answers[image] !== label);
      this.rings[image] = this.ringsFrom[image] + share * (ring - this.ringsFrom[image]);
    });
  }

  /**
   * @param {ArrayLike<number>} places
   * @param {number} image
   * @returns {[number, number]} CSS pixels from the upper left corner.
   */
  #at(places, image) {
    const unit = (this.side - 2 * MARGIN) / this.box.side;
    return [
      MARGIN + (places[2 * image] - this.box.left) * unit,
      this.side - MARGIN - (places[2 * image + 1] - this.box.bottom) * unit,
    ];
  }

  /** @param {number} image */
  #standsOut(image) {
    return this.#kind === null || this.clusters.labels[image] === this.#kind;
  }
}

/**
 * @param {Clusters} clusters
 * @returns {{left: number, bottom: number, side: number}} The square that holds all images at all moments.
 */
function boxOf({ moments }) {
  const [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  const box = { left, right, bottom, top };
  for (const { places } of moments) {
    places.forEach((place, at) => {
      const [low, high] = at % 2 ? /** @type {const} */ (["bottom", "top"]) : /** @type {const} */ (["left", "right"]);
      box[low] = Math.min(box[low], place);
      box[high] = Math.max(box[high], place);
    });
  }
  const side = Math.max(box.right - box.left, box.top - box.bottom) || 1;
  return { left: (box.left + box.right - side) / 2, bottom: (box.bottom + box.top - side) / 2, side };
}

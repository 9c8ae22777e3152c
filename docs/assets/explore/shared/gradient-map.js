/** The gradient of a lead over the ink of an image: as a picture, in words, and as a table. */
// @ts-check

import { divergingText } from "./colour-scale.js";
import { make } from "./elements.js";
import { called, capital, signed } from "./wording.js";

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {import("./gradient.js").Asked} Asked
 */

/** Along the side of a pixel, in those of the canvas. */
const CELL = 12;
/** Pixels that the table lists. */
const LISTED = 10;
const PLACES = [
  "at the upper left", "at the top", "at the upper right", "on the left", "in the middle", "on the right",
  "at the lower left", "at the bottom", "at the lower right",
];

/** Show a gradient as colours, the ink as dots over them. */
export class GradientMap {
  /** What is to be seen. */
  words = "";
  /** @type {Float32Array} */
  #image = new Float32Array();
  /** @type {Float64Array} */
  #gradient = new Float64Array();
  #names = ["", ""];

  /**
   * @param {Network} network
   * @param {string} light What a bright pixel is called: "ink", or "light".
   */
  constructor({ classNames, imageShape: [height, width] }, light) {
    this.classNames = classNames;
    this.light = light;
    this.width = width;
    this.canvas = make("canvas", { className: "why-map", width: width * CELL, height: height * CELL });
    this.canvas.setAttribute("role", "img");
    this.ends = [make("span"), make("span")];
    const ramp = make("span", { className: "ramp" });
    this.told = make("p", { className: "why-told" });
    this.pointed = make("p", { className: "why-pointed aside" });
    this.rows = make("tbody");
    const head = ["Row", "Column", capital(light), "Gradient", `More ${light} speaks for`].map((name) => make("th", { scope: "col" }, name));
    const table = make("table", { className: "why-pixels" }, make("thead", {}, make("tr", {}, ...head)), this.rows);
    this.element = make(
      "div", {}, this.canvas, make("p", { className: "why-scale" }, this.ends[0], ramp, this.ends[1]), this.pointed, this.told,
      make("details", { className: "why-table" }, make("summary", {}, `The ${LISTED} strongest pixels`), table),
    );
    for (const type of /** @type {const} */ (["pointermove", "pointerdown"])) this.canvas.addEventListener(type, (event) => this.#point(event));
    this.canvas.addEventListener("pointerleave", () => this.#point(null));
  }

  /**
   * Show the gradient for an image.
   * @param {Float32Array} image
   * @param {Float64Array} gradient
   * @param {Asked} asked
   */
  show(image, gradient, { answer, rival }) {
    this.#image = image;
    this.#gradient = gradient;
    this.#names = [called(this.classNames[answer]), called(this.classNames[rival])];
    const [one, other] = this.#names;
    const [up, down] = [1, -1].map((sign) => strongestPlace(gradient, this.width, sign));
    const clauses = [up && `more ${this.light} ${up} would speak most for ${one}`, down && `more ${this.light} ${down} ${up ? "" : "would speak "}most for ${other}`].filter(Boolean);
    this.words = clauses.length ? `${capital(clauses.join(", "))}.` : `A little more ${this.light} changes nothing here.`;
    this.told.textContent = `${this.words} The dots are the ${this.light} that is there.`;
    this.ends[0].textContent = `for ${other}`;
    this.ends[1].textContent = `for ${one}`;
    this.canvas.ariaLabel = `The gradient as colours over the ${this.light}: red where more ${this.light} would speak for ${one}, blue where for ${other}`;
    this.#paint();
    this.#list();
    this.#point(null);
  }

  #paint() {
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    const limit = Math.max(...this.#gradient.map(Math.abs)) || 1;
    this.#gradient.forEach((slope, index) => {
      const [x, y] = [(index % this.width) * CELL, Math.floor(index / this.width) * CELL];
      context.fillStyle = divergingText(slope / limit);
      context.fillRect(x, y, CELL, CELL);
      context.fillStyle = "#000";
      context.beginPath();
      context.arc(x + CELL / 2, y + CELL / 2, (CELL / 2) * Math.sqrt(this.#image[index]), 0, 2 * Math.PI);
      context.fill();
    });
  }

  #list() {
    const order = Array.from(this.#gradient.keys()).sort((a, b) => Math.abs(this.#gradient[b]) - Math.abs(this.#gradient[a]));
    this.rows.replaceChildren(...order.slice(0, LISTED).map((index) => {
      const [row, column] = this.#place(index);
      const cells = [row, column, this.#ink(index), signed(this.#gradient[index]), this.#speaksFor(index)];
      return make("tr", {}, ...cells.map((cell) => make("td", {}, String(cell))));
    }));
  }

  /**
   * Say what is under the pointer.
   * @param {PointerEvent | null} event
   */
  #point(event) {
    const box = this.canvas.getBoundingClientRect();
    const [column, row] = event ? [
      Math.floor(((event.clientX - box.left) / box.width) * this.width),
      Math.floor(((event.clientY - box.top) / box.height) * (this.#gradient.length / this.width)),
    ] : [-1, -1];
    const index = row * this.width + column;
    this.pointed.textContent = index >= 0 && index < this.#gradient.length && column < this.width
      ? `Row ${row + 1}, column ${column + 1}: ${this.light} ${this.#ink(index)}, gradient ${signed(this.#gradient[index])}, for ${this.#speaksFor(index)}.`
      : "Point at a pixel to read its gradient.";
  }

  /** @param {number} index */
  #place(index) {
    return [Math.floor(index / this.width) + 1, (index % this.width) + 1];
  }

  /** @param {number} index */
  #ink(index) {
    return `${Math.round(100 * this.#image[index])}\u00a0%`;
  }

  /** @param {number} index */
  #speaksFor(index) {
    return this.#gradient[index] === 0 ? "neither" : this.#names[this.#gradient[index] > 0 ? 0 : 1];
  }
}

/**
 * Return where in the middle of an image, where nearly all ink lies, most of a gradient of one sign is; "" if it has none.
 * @param {Float64Array} gradient
 * @param {number} width Of the image.
 * @param {number} sign 1 or -1.
 * @returns {string} One of nine places.
 */
function strongestPlace(gradient, width, sign) {
  const sums = new Float64Array(PLACES.length);
  const [margin, third] = [width / 7, (width * 5) / 21]; // the middle 20 of 28 pixels
  gradient.forEach((slope, index) => {
    const [row, column] = [Math.floor(index / width), index % width].map((at) => Math.floor((at + 0.5 - margin) / third));
    if (row >= 0 && row < 3 && column >= 0 && column < 3) sums[3 * row + column] += Math.max(sign * slope, 0);
  });
  const most = Math.max(...sums);
  return most > 0 ? PLACES[sums.indexOf(most)] : "";
}

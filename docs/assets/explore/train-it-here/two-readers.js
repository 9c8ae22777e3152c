/** Two readers of one drawing: the network that was trained here, and that of the course. */
// @ts-check

import { argmax } from "../shared/argmax.js";
import { showDrawing } from "../shared/canvas.js";
import { showConfidences } from "../shared/confidence-bars.js";
import { BLANK, isBlank } from "../shared/drawing.js";
import { announce } from "../shared/live-region.js";
import { loadNetwork } from "../shared/network.js";
import { Pen } from "../shared/pen.js";
import { showPixels } from "../shared/pixels.js";
import { inputOf, pixelsOf } from "../shared/preprocessing.js";
import { loadOrExplain } from "../shared/retry.js";
import { percent } from "../shared/wording.js";

/**
 * @typedef {import("../shared/drawing.js").Drawing} Drawing
 * @typedef {import("../shared/network.js").Network} Network
 */

/** Width of the pen, in units of the paper. */
const WIDTH = 85;

/** The paper, and the answers of both to what is on it. */
export class TwoReaders {
  /** @type {Drawing} */
  #drawing = BLANK;
  /** @type {Uint8Array} */
  #pixels = new Uint8Array();
  /** @type {Network | null} */
  #own = null;
  /** @type {Network | null} */
  #course = null;
  #asked = false;

  /**
   * @param {(name: string) => HTMLElement} part
   * @param {string} model Address of the folder of the course's network.
   * @param {string[]} names What the classes are called.
   * @param {number} side Pixels along the side of an image.
   */
  constructor(part, model, names, side) {
    this.part = part;
    this.model = model;
    this.names = names;
    this.side = side;
    this.paper = /** @type {HTMLCanvasElement} */ (part("paper"));
    new Pen(this.paper, () => WIDTH, {
      drawn: (stroke) => this.#show({ ...this.#drawing, strokes: [...this.#drawing.strokes, stroke] }),
      ended: (stroke) => this.#take({ ...this.#drawing, strokes: [...this.#drawing.strokes, stroke] }),
      vanished: () => this.#show(this.#drawing),
    });
    part("clear").addEventListener("click", () => this.#take(BLANK));
    part("undo").addEventListener("click", () => this.#take({ ...this.#drawing, strokes: this.#drawing.strokes.slice(0, -1) }));
    this.#show(BLANK);
  }

  /**
   * Let the network that is trained here answer with the weights that it has now.
   * @param {Network | null} network Null before training.
   */
  learn(network) {
    this.#own = network;
    this.#answer("own", network);
  }

  /**
   * Put pixels on the paper.
   * @param {Uint8Array} base 0 (paper) to 255 (ink).
   */
  take(base) {
    this.#take({ base, strokes: [] });
  }

  /** @param {Drawing} drawing */
  #take(drawing) {
    this.#drawing = drawing;
    this.#show(drawing);
    const words = [this.#answer("own", this.#own), this.#answer("course", this.#course)].filter(Boolean);
    announce(words.join(" ") || "The paper is blank.");
  }

  /** @param {Drawing} drawing What to show, if it is not finished yet. */
  #show(drawing) {
    this.#pixels = isBlank(drawing) ? new Uint8Array(this.side ** 2) : pixelsOf(drawing, this.side);
    showDrawing(this.paper, drawing, this.side);
    showPixels(/** @type {HTMLCanvasElement} */ (this.part("seen")), this.#pixels);
    this.part("hint").hidden = !isBlank(drawing);
    this.#answer("own", this.#own);
    this.#answer("course", this.#course);
    if (!isBlank(drawing) && !this.#asked) void this.#call();
  }

  /** The network of the course comes when there is something to read. */
  async #call() {
    this.#asked = true;
    this.#course = await loadOrExplain(this.part("course-failure"), (again) => loadNetwork(this.model, again));
    this.#answer("course", this.#course);
  }

  /**
   * @param {"own" | "course"} whose
   * @param {Network | null} network
   * @returns {string} The answer in words.
   */
  #answer(whose, network) {
    const blank = !this.#pixels.some((pixel) => pixel > 0);
    const probabilities = network && !blank ? network.run(inputOf(this.#pixels)).probabilities : null;
    const best = probabilities ? argmax(probabilities) : -1;
    this.part(`${whose}-answer`).textContent = probabilities ? this.names[best] : "–";
    showConfidences(this.part(`${whose}-bars`), probabilities, this.names);
    if (!probabilities) return "";
    return `${whose === "own" ? "Your network" : "The network of the course"} says ${this.names[best]}, with a confidence of ${percent(probabilities[best])}.`;
  }
}

/** The pen: what mouse, finger or pen do on the paper, as strokes. */
// @ts-check

import { PAPER } from "./drawing.js";
import { simplified } from "./simplify.js";

/**
 * @typedef {import("./drawing.js").Stroke} Stroke
 *
 * @typedef {object} Paper What becomes of a stroke.
 * @property {(stroke: Stroke) => void} drawn Called with the stroke as far as it has come, at most once a frame.
 * @property {(stroke: Stroke) => void} ended Called with the whole stroke.
 * @property {() => void} vanished Called instead, if it was called off or never came to an end.
 */

/**
 * Draw strokes. One pointer draws at a time, a pen before a hand, and none that was lost on the way keeps the next one
 * from drawing.
 */
export class Pen {
  /** @type {Stroke | null} */
  #stroke = null;
  /** The pointer that draws it. */
  #pointer = { id: -1, type: "" };
  /** Whether another pointer has come and gone since this one last moved. */
  #doubted = false;
  #frame = 0;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => number} width Of the pen, in units.
   * @param {Paper} paper
   */
  constructor(canvas, width, paper) {
    this.canvas = canvas;
    this.width = width;
    this.paper = paper;
    canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    canvas.addEventListener("pointermove", (event) => this.#extend(event));
    canvas.addEventListener("pointerup", (event) => this.#end(event));
    for (const name of /** @type {const} */ (["pointercancel", "lostpointercapture"])) {
      canvas.addEventListener(name, ({ pointerId }) => pointerId === this.#pointer.id && this.#vanish());
    }
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    if (event.button !== 0 || (this.#stroke && !this.#givesWayTo(event))) return;
    this.#vanish();
    this.#pointer = { id: event.pointerId, type: event.pointerType };
    this.#doubted = false;
    this.#stroke = { width: this.width(), points: this.#positionOf(event) };
    this.#hold(event.pointerId);
    this.paper.drawn(this.#stroke);
  }

  /**
   * A further finger is no pen, nor is the hand beside a pen. A first one of the same kind is: there cannot be two, so
   * the end of the one before was lost. So it was if others come and go while the one that draws keeps still.
   * @param {PointerEvent} event
   */
  #givesWayTo({ pointerId, pointerType, isPrimary }) {
    const { id, type } = this.#pointer;
    const isHand = pointerType === "touch" && (type !== "touch" || !isPrimary);
    return pointerId === id || !isHand || this.#doubted;
  }

  /** @param {number} pointer */
  #hold(pointer) {
    try {
      this.canvas.setPointerCapture(pointer);
    } catch {
      // It has been lifted already; its end follows, or the next one takes over.
    }
  }

  /** @param {PointerEvent} event */
  #extend(event) {
    if (!this.#stroke || event.pointerId !== this.#pointer.id) return;
    const hovers = event.pointerType !== "touch" && event.buttons === 0;
    if (hovers) return this.#vanish();
    this.#doubted = false;
    const passed = event.getCoalescedEvents?.() ?? [];
    const points = (passed.length ? passed : [event]).flatMap((each) => this.#positionOf(each));
    this.#stroke = { ...this.#stroke, points: [...this.#stroke.points, ...points] };
    this.#frame ||= requestAnimationFrame(() => this.#show());
  }

  #show() {
    this.#frame = 0;
    if (this.#stroke) this.paper.drawn(this.#stroke);
  }

  /** @param {PointerEvent} event */
  #end(event) {
    if (event.pointerId !== this.#pointer.id) {
      this.#doubted = true;
      return;
    }
    const stroke = this.#letGo();
    if (stroke) this.paper.ended({ ...stroke, points: simplified(stroke.points) });
  }

  #vanish() {
    if (this.#letGo()) this.paper.vanished();
  }

  #letGo() {
    const stroke = this.#stroke;
    this.#stroke = null;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    return stroke;
  }

  /**
   * @param {PointerEvent} event
   * @returns {[number, number]} Whole units from the corner of the paper, never off it.
   */
  #positionOf({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const across = (clientX - left - this.canvas.clientLeft) / width;
    const down = (clientY - top - this.canvas.clientTop) / height;
    const [x, y] = [across, down].map((share) => Math.round(Math.min(Math.max(share, 0), 1) * PAPER));
    return [x, y];
  }
}

/** Draw: paper for a pen, and beside it what the network sees and says, which loads at the first touch. */
// @ts-check

import { fromBase64 } from "../shared/base64.js";
import { showDrawing } from "../shared/canvas.js";
import { BLANK } from "../shared/drawing.js";
import { make } from "../shared/elements.js";
import { Pen } from "../shared/pen.js";
import { showPixels } from "../shared/pixels.js";

/** Width of the pen, in units of the paper. */
const WIDTH = 85;

/**
 * @typedef {import("../shared/drawing.js").Drawing} Drawing
 * @typedef {import("./draw-reader.js").Reader} Reader
 */

/**
 * Fill the part; with `data.bars` it has a bar for each class, with `data.pixels` it shows a test image and what the run
 * said of it until somebody draws.
 * @param {import("../start.js").Place} place
 */
export async function start({ live, still, failure, load, data }) {
  const [side, size] = [Number(data.side), Number(data.paper)];
  const paper = make("canvas", { className: "draw-paper", width: size, height: size, role: "img" });
  paper.ariaLabel = "Paper: draw here with mouse, finger or pen. With the keyboard, take a test image.";
  const hint = make("p", { className: "draw-hint", ariaHidden: "true" }, `Draw ${data.item} here`);
  const seen = make("canvas", { className: "pixels", width: side, height: side, role: "img" });
  seen.ariaLabel = `The drawing as ${side} by ${side} grey pixels`;
  const answer = make("p", {}, "The network says nothing yet.");
  const bars = make("div");
  const undo = make("button", { type: "button" }, "Undo");
  const clear = make("button", { type: "button" }, "Clear");
  const example = make("button", { type: "button" }, "Take a test image");

  /** @type {Drawing[]} The last is on the paper. */
  let steps = [BLANK];
  /** @type {Promise<Reader> | undefined} */
  let reader;
  const read = () => {
    reader ??= load("draw-reader").then(({ makeReader }) =>
      makeReader({ seen, answer, bars: "bars" in data ? bars : null, failure, side, names: JSON.parse(data.classNames ?? "[]") }));
    return reader;
  };
  const show = (/** @type {Drawing} */ drawing) => {
    showDrawing(paper, drawing, side);
    hint.hidden = drawing !== BLANK;
    undo.ariaDisabled = String(steps.length === 1);
    if (reader || drawing !== BLANK) void read().then((loaded) => loaded.show(drawing));
  };
  const go = (/** @type {Drawing[]} */ next) => show((steps = next)[steps.length - 1]);
  const now = () => steps[steps.length - 1];
  const withStroke = (/** @type {import("../shared/drawing.js").Stroke} */ stroke) => ({ ...now(), strokes: [...now().strokes, stroke] });

  new Pen(paper, () => WIDTH, {
    drawn: (stroke) => show(withStroke(stroke)),
    ended: (stroke) => go([...steps, withStroke(stroke)]),
    vanished: () => show(now()),
  });
  undo.addEventListener("click", () => go(steps.length > 1 ? steps.slice(0, -1) : steps));
  clear.addEventListener("click", () => now() === BLANK || go([...steps, BLANK]));
  example.addEventListener("click", async () => {
    const base = await (await read()).nextExample();
    go([...steps, { base, strokes: [] }]);
  });
  const tools = make("div", { className: "part-tools" }, undo, clear, example);
  const reading = make("div", { className: "draw-reading" }, make("figure", {}, seen, make("figcaption", {}, "What the network sees")), answer);
  live.append(make("div", { className: "part-columns" }, make("div", {}, make("div", { className: "draw-box" }, paper, hint), tools), make("div", {}, reading, bars)));
  show(BLANK);
  if (data.pixels && still) {
    const base = fromBase64(data.pixels);
    showDrawing(paper, { base, strokes: [] }, side);
    showPixels(seen, base);
    answer.replaceChildren(...copyOf(still, ".draw-answer").childNodes);
    bars.replaceChildren(copyOf(still, ".confidences"));
  }
}

/**
 * @param {Element} element
 * @param {string} selector
 */
function copyOf(element, selector) {
  return /** @type {Element} */ (element.querySelector(selector)).cloneNode(true);
}

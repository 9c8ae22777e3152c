/** Time machine: a slider over the moments of the training, with accuracy, loss and the weights of some neurons at each. */
// @ts-check

import { paintWeights } from "../shared/colour-scale.js";
import { make } from "../shared/elements.js";
import { loadFilm, momentNamed, whereIs } from "../shared/film.js";
import { FilmPlayer } from "../shared/film-player.js";
import { makeChart } from "../shared/line-chart.js";
import { loadOrExplain } from "../shared/retry.js";
import { capital } from "../shared/wording.js";

const EXPLORE = new URL("../../../explore/", import.meta.url).href;

/** The first neurons, which are in one file. */
const NEURONS = 5;

/**
 * Fill the part; `data.state` may name a moment, "epoch-0" or "step-30".
 * @param {import("../start.js").Place} place
 */
export async function start({ live, failure, data }) {
  const film = await loadOrExplain(failure, (again) => loadFilm(EXPLORE, again, NEURONS));
  const { moments, loaded, image_shape: [height, width], limit } = film;
  const last = moments.length - 1;
  const charts = [chartOf(moments, "accuracy"), chartOf(moments, "loss")];
  const slider = make("input", { type: "range", min: "0", max: String(last) });
  const play = make("button", { type: "button", textContent: "Play" });
  const where = make("p");
  const kernels = Array.from({ length: loaded }, () => make("canvas", { className: "pixels", width, height, role: "img" }));
  const player = new FilmPlayer({
    last,
    arrive: (moment) => {
      const { val_accuracy: accuracy, val_loss: loss } = moments[moment];
      slider.value = String(moment);
      where.textContent = `${capital(whereIs(film, moments[moment]))}. Validation accuracy ${(100 * accuracy).toFixed(2)} %, loss ${loss.toFixed(4)}`;
      slider.setAttribute("aria-valuetext", where.textContent);
    },
    flow: (place) => {
      for (const { reach } of charts) reach(place);
      kernels.forEach((canvas, neuron) => paintWeights(canvas, film.weightsOf(place, neuron), limit));
    },
    playing: (isPlaying) => { play.textContent = isPlaying ? "Pause" : "Play"; },
  });
  kernels.forEach((canvas, neuron) => { canvas.ariaLabel = `Weights of neuron ${neuron}`; });
  slider.addEventListener("input", () => player.go(Number(slider.value)));
  play.addEventListener("click", () => player.toggle());
  const figures = charts.map(({ picture }, index) => make("figure", {}, make("figcaption", {}, index ? "Loss" : "Accuracy"), picture));
  live.append(
    make("div", { className: "film-control" }, play, make("label", {}, "Moment", slider)), where,
    make("div", { className: "charts" }, ...figures),
    make("div", { className: "kernels" }, ...kernels),
    make("p", {}, "Above: the weights of the first neurons. The steps on the axes are logarithmic."),
  );
  player.go(momentNamed(moments, data.state ?? "") ?? last, true);
}

/**
 * @param {import("../shared/film.js").Frame[]} moments
 * @param {"accuracy" | "loss"} name
 */
function chartOf(moments, name) {
  const column = (/** @type {"accuracy" | "loss" | "val_accuracy" | "val_loss"} */ key) => moments.map((frame) => frame[key] ?? null);
  const [train, val] = [column(name), column(`val_${name}`)];
  const isLoss = name === "loss";
  return makeChart({
    steps: moments.map(({ step }) => step),
    from: 0,
    to: isLoss ? Math.ceil(10 * Math.max(...[...train, ...val].map((value) => value ?? 0))) / 10 : 1,
    unit: (value) => isLoss ? String(Number(value.toFixed(2))) : `${100 * value} %`,
    series: [{ name: "training", kind: "train", values: train }, { name: "validation", kind: "val", values: val }],
    size: [340, 160],
  });
}

/** Time machine: a slider over the epochs, with accuracy, loss and the weights of the first neurons as they were. */
// @ts-check

import { paintWeights } from "../shared/colour-scale.js";
import { make } from "../shared/elements.js";
import { loadFilm } from "../shared/film.js";
import { makeChart } from "../shared/line-chart.js";
import { loadOrExplain } from "../shared/retry.js";

const EXPLORE = new URL("../../../explore/", import.meta.url).href;

/**
 * Fill the part; `data.state` may name an epoch, "epoch-0".
 * @param {import("../start.js").Place} place
 */
export async function start({ live, failure, data }) {
  const film = await loadOrExplain(failure, (again) => loadFilm(EXPLORE, again));
  const { epochs, neurons, image_shape: [height, width], weights: { limit } } = film;
  const last = epochs.length - 1;
  const charts = [chartOf(epochs, "accuracy"), chartOf(epochs, "loss")];
  const slider = make("input", { type: "range", min: "0", max: String(last) });
  slider.value = /\d+$/.exec(data.state ?? "")?.[0] ?? String(last);
  const where = make("p");
  const kernels = Array.from({ length: neurons }, () => make("canvas", { className: "pixels", width, height, role: "img" }));

  const show = () => {
    const epoch = Number(slider.value);
    const { val_accuracy: accuracy, val_loss: loss } = epochs[epoch];
    const measured = accuracy === undefined || loss === undefined ? "nothing is measured yet" : `validation accuracy ${(100 * accuracy).toFixed(2)} %, loss ${loss.toFixed(4)}`;
    where.textContent = `${epoch ? `After epoch ${epoch} of ${last}` : "Before training"}: ${measured}`;
    slider.setAttribute("aria-valuetext", where.textContent);
    for (const { reach } of charts) reach(epoch);
    kernels.forEach((canvas, neuron) => {
      canvas.ariaLabel = `Weights of neuron ${neuron}`;
      paintWeights(canvas, film.weightsOf(epoch, neuron), limit);
    });
  };
  slider.addEventListener("input", show);
  const figures = charts.map(({ picture }, index) => make("figure", {}, make("figcaption", {}, index ? "Loss" : "Accuracy"), picture));
  live.append(
    make("label", {}, "Epoch", slider), where,
    make("div", { className: "charts" }, ...figures),
    make("p", {}, "Circles: training. Squares: validation. Below: the weights of the first neurons."),
    make("div", { className: "kernels" }, ...kernels),
  );
  show();
}

/**
 * The curves begin after the first epoch: what an untrained network does would leave them no room.
 * @param {import("../shared/film.js").Frame[]} epochs
 * @param {"accuracy" | "loss"} name
 */
function chartOf(epochs, name) {
  const column = (/** @type {"accuracy" | "loss" | "val_accuracy" | "val_loss"} */ key) => epochs.map((frame) => frame[key] ?? null);
  const [train, val] = [column(name), column(`val_${name}`)];
  const values = [...train, ...val].filter((value) => value !== null);
  const isLoss = name === "loss";
  return makeChart({
    from: isLoss ? 0 : Math.floor(20 * Math.min(...values)) / 20,
    to: isLoss ? Math.ceil(10 * Math.max(...values)) / 10 : 1,
    unit: (value) => isLoss ? String(Number(value.toFixed(2))) : `${Number((100 * value).toFixed(1))} %`,
    series: [{ name: "training", kind: "train", values: train }, { name: "validation", kind: "val", values: val }],
  });
}

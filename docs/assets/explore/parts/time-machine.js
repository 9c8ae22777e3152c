/** Time machine: a slider over the training, with its accuracy as columns and the weights of some neurons. */
// @ts-check

import { paintWeights } from "../shared/colour-scale.js";
import { make } from "../shared/elements.js";
import { loadFilm, whereIs } from "../shared/film.js";
import { FilmPlayer } from "../shared/film-player.js";
import { loadOrExplain } from "../shared/retry.js";

const EXPLORE = new URL("../../../explore/", import.meta.url).href;

/** As many as one file has. */
const NEURONS = 5;

/** Numbers below the columns, at most. */
const MOST = 13;

/**
 * Fill the part; `data.state` may name a moment, "epoch-0" or "step-30".
 * @param {import("../start.js").Place} place
 */
export async function start({ live, failure, data }) {
  const film = await loadOrExplain(failure, (again) => loadFilm(EXPLORE, again, NEURONS));
  const { moments, loaded, image_shape: [height, width] } = film;
  const last = moments.length - 1;
  const slider = make("input", { type: "range", min: "0", max: String(last), ariaLabel: "Moment of the training" });
  const play = make("button", { type: "button", className: "film-play" });
  const moved = make("input", { type: "checkbox" });
  const where = make("p", { className: "film-where" });
  const columns = moments.map((frame, index) => columnOf(frame, index % Math.ceil(moments.length / MOST) === 0));
  const kernels = Array.from({ length: loaded }, () => make("canvas", { className: "pixels", width, height, role: "img" }));
  const player = new FilmPlayer({
    last,
    arrive: (moment) => {
      const { val_accuracy: accuracy, val_loss: loss } = moments[moment];
      slider.value = String(moment);
      where.textContent = `${whereIs(film, moments[moment])}. Validation accuracy ${(100 * accuracy).toFixed(2)} %, loss ${loss.toFixed(4)}`;
      slider.setAttribute("aria-valuetext", where.textContent);
      columns.forEach((column, index) => column.classList.toggle("ahead", index > moment));
    },
    flow: (place) => kernels.forEach((canvas, neuron) => {
      canvas.ariaLabel = `${moved.checked ? "Change of the weights" : "Weights"} of neuron ${neuron}`;
      if (moved.checked) paintWeights(canvas, film.changeOf(place, neuron), moments[Math.round(place) || 1].limit);
      else paintWeights(canvas, film.weightsOf(place, neuron), film.limit);
    }),
    playing: (isPlaying) => { play.textContent = isPlaying ? "Pause" : "Play"; },
  });
  slider.addEventListener("input", () => player.go(Number(slider.value)));
  play.addEventListener("click", () => player.toggle());
  moved.addEventListener("change", () => player.go(player.moment, true));
  const track = make("div", {}, make("div", { className: "film-columns", ariaHidden: "true" }, ...columns), slider);
  live.append(
    make("div", { className: "film-control" }, play, track), where,
    make("div", { className: "kernels" }, ...kernels),
    make("label", {}, moved, "Show how far they have moved since the start"),
  );
  const asked = moments.findIndex(({ name }) => name === data.state);
  player.go(asked < 0 ? last : asked, true);
}

/**
 * @param {import("../shared/film.js").Frame} frame
 * @param {boolean} isNamed Whether its step stands below it.
 * @returns {HTMLElement} As high as its validation accuracy.
 */
function columnOf({ step, val_accuracy: accuracy }, isNamed) {
  const bar = make("span");
  bar.style.height = `${100 * accuracy}%`;
  return make("div", {}, make("div", {}, bar), isNamed ? step.toLocaleString("en") : "\u00a0");
}

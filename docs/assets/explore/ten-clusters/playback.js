/** Going through the moments of the training: by a slider, by buttons for one back and one on, and as a film. */
// @ts-check

/**
 * @typedef {object} Controls The elements of the control.
 * @property {HTMLInputElement} slider
 * @property {HTMLElement} back
 * @property {HTMLElement} forward
 * @property {HTMLElement} play
 *
 * @typedef {object} Playback
 * @property {(moment: number, name: string) => void} mark Show where in the training the page is; "after epoch 2".
 * @property {() => void} pause
 */

/**
 * Return the control of a training with the moments 0 to `last`. It calls `go` with each moment that it is asked for.
 * @param {Controls} controls
 * @param {{last: number, pace: number, go: (moment: number) => void}} film `pace` is milliseconds from moment to moment.
 * @returns {Playback}
 */
export function makePlayback({ slider, back, forward, play }, { last, pace, go }) {
  let [moment, timer] = [0, 0];

  const pause = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const ask = (/** @type {number} */ wanted) => {
    pause();
    go(Math.max(0, Math.min(last, wanted)));
  };
  const step = (/** @type {number} */ wanted) => {
    go(wanted);
    if (wanted === last) pause();
  };
  const begin = () => {
    play.textContent = "Pause";
    timer = window.setInterval(() => step(moment + 1), pace);
    step(moment === last ? 0 : moment + 1);
  };

  slider.max = String(last);
  slider.addEventListener("input", () => ask(Number(slider.value)));
  back.addEventListener("click", () => ask(moment - 1));
  forward.addEventListener("click", () => ask(moment + 1));
  play.addEventListener("click", () => (timer ? pause() : begin()));
  const mark = (/** @type {number} */ shown, /** @type {string} */ name) => {
    moment = shown;
    slider.value = String(shown);
    slider.setAttribute("aria-valuetext", name);
    back.setAttribute("aria-disabled", String(shown === 0));
    forward.setAttribute("aria-disabled", String(shown === last));
  };
  return { mark, pause };
}

// Presents the sections of this page as slides, with reveal.js, and their notes in a second window: `S`.
// @ts-check

const { Reveal } = /** @type {any} */ (window);
const deck = new Reveal();
const speaking = new URLSearchParams(location.search).has("speaker");
/** On a disk no two files are of one origin. */
const receiver = location.protocol === "file:" ? "*" : location.origin;

/** @type {Window | null} */
let other = speaking ? opener : null;

/** A slide as large as a wall's, or on a phone as the phone, so that its text is not scaled down. */
function size() {
  const narrow = matchMedia("(max-width: 700px)").matches;
  return narrow ? { width: 480, height: Math.max(480, Math.round((480 * innerHeight) / innerWidth)) } : { width: 1280, height: 720 };
}

function tellSlide() {
  other?.postMessage({ slide: deck.getCurrentSlide().id }, receiver);
}

/** @param {MessageEvent} message */
function follow({ source, data }) {
  const slide = source && source === other ? document.getElementById(data?.slide) : null;
  if (!slide || slide === deck.getCurrentSlide()) return;
  const { h, v } = deck.getIndices(slide);
  deck.slide(h, v);
}

function openNotes() {
  if (!speaking) other = open(`?speaker${location.hash}`, "speaker", "width=1200,height=700");
}

document.documentElement.classList.toggle("speaking", speaking);
deck.initialize({
  ...size(),
  margin: 0,
  maxScale: 3,
  display: "flex",
  center: false,
  hash: true,
  slideNumber: "c/t",
  transition: "none",
  backgroundTransition: "none",
  controlsTutorial: false,
  scrollActivationWidth: null,
  postMessage: false,
  showNotes: speaking,
});
deck.addKeyBinding({ keyCode: 83, key: "S", description: "Notes, in a second window" }, openNotes);
deck.on("slidechanged", tellSlide);
addEventListener("message", follow);
addEventListener("resize", () => deck.configure(size()));

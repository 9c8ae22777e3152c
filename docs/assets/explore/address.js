// What the page shows, kept in the fragment of its address, so that a link shows another person the same.
//
//   keepInAddress("image-247");                                  // or "" for none
//   onAddress((fragment) => ...);                                // at once, and whenever the reader goes elsewhere
// @ts-check

/** Milliseconds after the last scroll: Material, which writes the heading in sight into the address, takes 250. */
const SETTLED = 500;

/** @type {string | null} */
let kept = null;
let settling = 0;

/**
 * Puts a fragment into the address without a new entry in the history, and keeps it there.
 * @param {string} fragment Without the `#`.
 */
export function keepInAddress(fragment) {
  kept = fragment;
  const address = location.pathname + location.search + (fragment && `#${fragment}`);
  if (address !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", address);
}

/**
 * Hands over the fragment, now and whenever the reader follows a link within the page or edits the address.
 * @param {(fragment: string) => void} read
 */
export function onAddress(read) {
  addEventListener("hashchange", () => {
    kept = null;
    read(location.hash.slice(1));
  });
  read(location.hash.slice(1));
}

// While the reader scrolls, Material replaces the fragment by that of a heading, which fires no hashchange.
addEventListener("scroll", () => {
  clearTimeout(settling);
  settling = window.setTimeout(() => {
    if (kept !== null) keepInAddress(kept);
  }, SETTLED);
}, { passive: true });

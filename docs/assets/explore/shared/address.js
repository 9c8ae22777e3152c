/**
 * What the page shows, kept in the fragment of its address, so that a link shows another person the same.
 */
// @ts-check

/** @type {string | null} */
let kept = null;
// Material writes the heading in sight into the address while the reader scrolls; what is kept has precedence.
const replaceState = history.replaceState.bind(history);
history.replaceState = (state, unused, url) => replaceState(state, unused, kept === null ? url : withFragment(kept, url));

/**
 * Put a fragment into the address without a new entry in the history, and keep it there.
 * @param {string} fragment Without the `#`; "" for none.
 */
export function keepInAddress(fragment) {
  kept = fragment;
  const address = withFragment(fragment, location.href);
  if (address !== location.href) replaceState(history.state, "", address);
}

/**
 * Call `read` with the fragment, now and whenever the reader follows a link within the page or edits the address.
 * @param {(fragment: string) => void} read
 */
export function onAddress(read) {
  addEventListener("hashchange", () => {
    kept = null;
    read(location.hash.slice(1));
  });
  read(location.hash.slice(1));
}

/**
 * @param {string} fragment
 * @param {string | URL | null | undefined} url
 * @returns {string} The address with this fragment, or with none if it is empty.
 */
function withFragment(fragment, url) {
  const [address] = new URL(url ?? location.href, location.href).href.split("#");
  return fragment ? `${address}#${fragment}` : address;
}

// What a page fetches besides the network. Each function raises an Error whose message is for the reader.
//
//   const record = await fetchRecord("../errors.json", again);
//   const bytes = await fetchBytes("../errors.png", record.sprite, again);
// @ts-check

import { crc32 } from "./network.js";

/** @typedef {{bytes: number, crc32: string}} Expected What a file must be like, so that a damaged copy is found. */

const MISSING = "The data of this page could not be downloaded.";
const DAMAGED = "The data of this page arrived incomplete or damaged.";

/**
 * A JSON file.
 * @param {string} address
 * @param {boolean} again Whether to go past the browser's cache, which may hold a damaged copy.
 * @returns {Promise<any>}
 */
export async function fetchRecord(address, again) {
  const response = await download(address, again);
  return response.json().catch(() => fail(DAMAGED));
}

/**
 * A binary file, checked.
 * @param {string} address
 * @param {Expected} expected
 * @param {boolean} again
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function fetchBytes(address, expected, again) {
  const response = await download(address, again);
  const bytes = new Uint8Array(await response.arrayBuffer().catch(() => fail(DAMAGED)));
  return bytes.length === expected.bytes && crc32(bytes) === expected.crc32 ? bytes : fail(DAMAGED);
}

/**
 * @param {string} address
 * @param {boolean} again
 * @returns {Promise<Response>}
 */
async function download(address, again) {
  const response = await fetch(address, { cache: again ? "reload" : "no-cache" }).catch(() => fail(MISSING));
  return response.ok ? response : fail(MISSING);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  throw new Error(message);
}

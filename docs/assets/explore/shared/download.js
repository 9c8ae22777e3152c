/** The files that a page fetches, each checked when it has arrived. */
// @ts-check

import { crc32 } from "./crc32.js";

/** @typedef {{bytes: number, crc32: string}} Expected What a file must be like, so that a damaged copy is found. */

const DATA = "The data of this page";

/**
 * Return what a JSON file holds. Throws an Error whose message is for the reader.
 * @param {string} address
 * @param {boolean} again Whether to go past the browser's cache, which may hold a damaged copy.
 * @param {string} [what] What the file holds, as the message begins.
 * @returns {Promise<any>}
 */
export async function fetchRecord(address, again, what = DATA) {
  const response = await download(address, again, what);
  return response.json().catch(() => refuse(what));
}

/**
 * Return the bytes of a file. Throws an Error whose message is for the reader, also when they are not as expected.
 * @param {string} address
 * @param {Expected} expected
 * @param {boolean} again Whether to go past the browser's cache, which may hold a damaged copy.
 * @param {string} [what] What the file holds, as the message begins.
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function fetchBytes(address, expected, again, what = DATA) {
  const response = await download(address, again, what);
  const bytes = new Uint8Array(await response.arrayBuffer().catch(() => refuse(what)));
  return bytes.length === expected.bytes && crc32(bytes) === expected.crc32 ? bytes : refuse(what);
}

/**
 * @param {string} address
 * @param {boolean} again
 * @param {string} what
 * @returns {Promise<Response>}
 */
async function download(address, again, what) {
  const response = await fetch(address, { cache: again ? "reload" : "no-cache" }).catch(() => null);
  if (!response?.ok) throw new Error(`${what} could not be downloaded.`);
  return response;
}

/**
 * @param {string} what
 * @returns {never}
 */
function refuse(what) {
  throw new Error(`${what} arrived incomplete or damaged.`);
}

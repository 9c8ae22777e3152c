/** Bytes as text and back: base64 with the alphabet that an address may hold (RFC 4648, section 5). */
// @ts-check

/**
 * Return bytes as text, without padding.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toBase64(bytes) {
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Return the bytes of a text in this alphabet or the usual one. Throws a DOMException for any other text.
 * @param {string} text
 * @returns {Uint8Array}
 */
export function fromBase64(text) {
  const characters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

/** The checksum of zlib and PNG (ISO/IEC 15948, annex D). */
// @ts-check

const CRC_OF_BYTE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/**
 * Return the checksum as eight hexadecimal digits.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) crc = CRC_OF_BYTE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (~crc >>> 0).toString(16).padStart(8, "0");
}

// SPDX-License-Identifier: Apache-2.0

/** What a plain zip can hold: 2^16 - 1 files, and places below 4 GB. */
export const MOST_FILES = 65535, MOST_BYTES = 0xffffffff;

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

/** CRC-32 of a file, read piece by piece. */
async function crc(file) {
  let sum = 0xffffffff;
  for (let reader = file.stream().getReader(), piece = await reader.read(); !piece.done; piece = await reader.read()) {
    for (const byte of piece.value) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

function numbers(...pairs) {
  const view = new DataView(new ArrayBuffer(pairs.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of pairs) {
    if (size === 2) view.setUint16(at, value, true); else view.setUint32(at, value, true);
    at += size;
  }
  return view.buffer;
}

/**
 * A zip of files as they are, since images hardly get smaller. It is a blob that refers to the files, so memory does not
 * grow with them.
 * @param entries {path, file} each
 * @param read is told how many bytes have been read
 */
export async function zip(entries, read) {
  const parts = [], central = [];
  let offset = 0, done = 0;
  for (const { path, file } of entries) {
    const name = new TextEncoder().encode(path);
    // Stored, names in UTF-8, of 1 January 1980.
    const about = [[2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x21], [4, await crc(file)], [4, file.size], [4, file.size], [2, name.length], [2, 0]];
    const head = numbers([4, 0x04034b50], ...about);
    parts.push(head, name, file);
    central.push(numbers([4, 0x02014b50], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
    offset += head.byteLength + name.length + file.size;
    done += file.size;
    read(done);
  }
  const list = new Blob(central);
  return new Blob([...parts, list, numbers([4, 0x06054b50], [2, 0], [2, 0], [2, entries.length], [2, entries.length], [4, list.size], [4, offset], [2, 0])], { type: 'application/zip' });
}

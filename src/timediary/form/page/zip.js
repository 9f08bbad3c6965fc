// Reads and writes zip archives (APPNOTE.TXT 6.3.10), as far as a workbook needs it: no encryption, no Zip64.

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const STORED = 0;
const DEFLATED = 8;
const UTF8_NAMES = 0x0800;
const FIRST_DAY = 0x0021; // 1 January 1980, the first date an archive can state

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

async function through(stream, bytes) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

const inflated = (entry) =>
  entry.method === STORED ? entry.data : through(new DecompressionStream("deflate-raw"), entry.data);

async function packed(name, content) {
  const data = await through(new CompressionStream("deflate-raw"), content);
  return { name, method: DEFLATED, crc: crc32(content), size: content.length, data };
}

// The entries of an archive, in its order, still compressed: {name, method, crc, size, data}.
function readZip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) throw new Error("This is not a zip archive.");
  const entries = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== CENTRAL_HEADER) throw new Error("The archive is damaged.");
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      size: view.getUint32(at + 24, true),
      data: bytes.subarray(start, start + view.getUint32(at + 20, true)),
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

// What the headers of an entry, local and central, have in common.
function commonHeader(entry, nameLength) {
  const header = new DataView(new ArrayBuffer(26));
  header.setUint16(0, 20, true);
  header.setUint16(2, UTF8_NAMES, true);
  header.setUint16(4, entry.method, true);
  header.setUint16(8, FIRST_DAY, true);
  header.setUint32(10, entry.crc, true);
  header.setUint32(14, entry.data.length, true);
  header.setUint32(18, entry.size, true);
  header.setUint16(22, nameLength, true);
  return new Uint8Array(header.buffer);
}

function numbers(...pairs) {
  const view = new DataView(new ArrayBuffer(pairs.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of pairs) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

function writeZip(entries) {
  const parts = [];
  const directory = [];
  let length = 0;
  for (const entry of entries) {
    const name = new TextEncoder().encode(entry.name);
    const common = commonHeader(entry, name.length);
    parts.push(numbers([4, LOCAL_HEADER]), common, name, entry.data);
    directory.push(numbers([4, CENTRAL_HEADER], [2, 20]), common, numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, length]), name);
    length += 30 + name.length + entry.data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = entries.length;
  const end = numbers([4, END_OF_DIRECTORY], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, length], [2, 0]);
  return new Blob([...parts, ...directory, end]);
}

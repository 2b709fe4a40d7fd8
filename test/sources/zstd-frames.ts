const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** Frame header without size or checksum; window of 128 KiB. */
const HEADER = [0x00, 0x38];
const LARGEST_BLOCK = 128 * 1024;

function blockHeader(isLast: boolean, type: 0 | 1, size: number): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((isLast ? 1 : 0) | (type << 1) | (size << 3), 0, 3);
  return header;
}

/** A frame that holds its content as it is, which needs no compressor. */
export function storedFrame(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const parts: Buffer[] = [Buffer.from([...MAGIC, ...HEADER])];
  let start = 0;
  do {
    const block = bytes.subarray(start, start + LARGEST_BLOCK);
    start += block.length;
    parts.push(blockHeader(start >= bytes.length, 0, block.length), block);
  } while (start < bytes.length);
  return Buffer.concat(parts);
}

/** A frame of so many times 128 KiB of one byte, in four bytes for each. */
export function bombFrame(blocks: number): Buffer {
  const parts: Buffer[] = [Buffer.from([...MAGIC, ...HEADER])];
  for (let n = 1; n <= blocks; n++) {
    parts.push(blockHeader(n === blocks, 1, LARGEST_BLOCK), Buffer.from("a"));
  }
  return Buffer.concat(parts);
}

export function skippableFrame(content: string): Buffer {
  const head = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  head.writeUInt32LE(Buffer.byteLength(content), 4);
  return Buffer.concat([head, Buffer.from(content)]);
}

/** As the collector's file exporter writes it. */
export function lengthPrefixed(...records: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    records.flatMap((record) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(record.length);
      return [length, record];
    }),
  );
}

export const LINES = Array.from({ length: 300 }, (_, i) =>
  JSON.stringify({ i, text: `step ${(i * 7919) % 1000}` }),
).join("\n");

/** `LINES` as the reference compressor packs them (python zstandard 0.25, level 3, checksum, no content size). */
export const PACKED_LINES = Buffer.from(
  [
    "KLUv/QRYrRwA1mxVFKCpWgz4VDz5/7vf3d29E++kX61WXgBZAEUANnMTonJKLRMSIo7cSJFQiVh8EUGGHEccJEyiJoaOWvvsuudw",
    "v7eYRBknD6WVZMq5B0+t7wmLkBJpboaKpKbCwj7PAUOBQQFgwXAIMCBAODAMGBASCBAMAocBQ4FBITJEZWt5cD5EHJSDJ4eaw9DB",
    "qIN2ONxBOzrx/g5xFkdyMjeddVdWZnMWpnZabRMWYo8dqIyKqsTqqyqy5IoohU6ohoYoijQ6ozoaEunnEGMxJCMz0xxqrIYCsTzT",
    "tW2e6m4ojiRZmqfqFmGLHaZsiqikaqvDeaobhuJIlqV5qruhOJJkaZ6qS4QociI1QiRSscXhPNUNQ3Eky9I8Vd0ICwattu/dP5bn",
    "ma7t+/1jWZ7p2rbv/T+WZ5qu7Xv3j+V5pmv7fv84lme6tu17/4/lmaZr+/aP5Xmma/v3jwOCVaiSKPP1fwMSDorgEekDErgBJTUI",
    "AYPWD+fUpdNFBOVKgw5Ph8Gfq7pGv6Urq+z7TVHH10eYdG2rwQNLQ8DNSbpkdDnHaNHFZXDL4uNO1xjM8mIU9PdnkOnrMga6HtPi",
    "gaMhsOsGXfLPdZXPGrOf+UpOq0bBj7F0qZ6rdpMrdtkU9PdnkOnrMjkXMFcuV0TKJUoucFwH4gKHKxBcg28JeAusW1FuiW4r2oqz",
    "dRmcrX5l640t7VrDb5oH79+d2zRsszyzbll2sCwyZU2SZYIs8VgLxiIXq5FYj2E5CIs8WATW8yu1/crqq5Ve2XlVtauLrixzRY+r",
    "7VZqtrLWKqPVzCqxwazGNaubrHKsjvdkbDg7847TmKfiTbVSdWKp0qRajapKVM1QfYCq/allTz061cCptE2lpipTVZupNKYuLpWz",
    "1JQr9axGqYv+pC46krrQitRFB1IXWo/KYo5y/LSqlotbx0b95+x3/WLifcnCGyzei8TrJcebg93v8jR2wUzQQOjC3rIiNLzs9d4H",
    "QVCn66Csxnv0rOFqfEWcmAeD7OWAv7bvTa60u+PdUGDsUxnR655R9jzSbC87KRDshMINkrfiIIIkTe2/qjnElWwLyvvESG8N/MJL",
    "xMh8iHDXDrruG+HCX536DeWFyQnbldaIX82utt8RQp2vmj2EZDAsGioi04zOdgj1e9jbDg6xASFk6IQLj0hBOsGssEmWIAXBbMDH",
    "AJMFnHLgFNY6MOWBKQ9MOWCe8gYBB3cCagUX0yf4",
  ].join(""),
  "base64",
);

const opaque = 0xff000000 | 0;

/** Turns planes of red, green and blue bytes into RGBA. */
export function rgbaOfPlanes(planes: Uint8Array): Uint8Array {
  const pixels = planes.length / 3;
  const out = new Uint32Array(pixels);
  for (let i = 0; i < pixels; i += 1) {
    out[i] = planes[i]! | (planes[pixels + i]! << 8) | (planes[2 * pixels + i]! << 16) | opaque;
  }
  return new Uint8Array(out.buffer);
}

/**
 * Turns cells `[height, width, 3, 4, 4]` of bytes (colour, row, column) into RGBA `[4 · height, 4 · width, 4]`. Four
 * columns are read together as one little-endian word.
 */
export function rgbaOfCells(cells: Uint8Array, height: number, width: number): Uint8Array {
  const words = new Int32Array(cells.buffer, cells.byteOffset, cells.length / 4);
  const out = new Int32Array(height * width * 16);
  for (let y = 0; y < height; y += 1) {
    for (let row = 0; row < 4; row += 1) {
      let to = (y * 4 + row) * width * 4;
      let from = y * width * 12 + row;
      for (let x = 0; x < width; x += 1) {
        const red = words[from]!;
        const green = words[from + 4]!;
        const blue = words[from + 8]!;
        out[to] = (red & 0xff) | ((green & 0xff) << 8) | ((blue & 0xff) << 16) | opaque;
        out[to + 1] = ((red >>> 8) & 0xff) | (green & 0xff00) | ((blue & 0xff00) << 8) | opaque;
        out[to + 2] = ((red >>> 16) & 0xff) | ((green >>> 8) & 0xff00) | (blue & 0xff0000) | opaque;
        out[to + 3] = (red >>> 24) | ((green >>> 16) & 0xff00) | ((blue >>> 8) & 0xff0000) | opaque;
        to += 4;
        from += 12;
      }
    }
  }
  return new Uint8Array(out.buffer);
}

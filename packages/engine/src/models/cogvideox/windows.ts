/** Cutting a frame into windows of rows of one height, so that one graph computes all of them and wide frames need little memory. */

/** Rows `from … to` of a frame, computed from the window that begins at `start`. */
export interface RowWindow {
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Windows of `height` rows that cover a frame. The last begins earlier where the height does not divide the frame.
 * @param halo rows at an inner edge of a window that are not right, because a layer sees rows beyond it
 */
export function windowsOf(rows: number, height: number, halo: number): RowWindow[] {
  if (height >= rows) return [{ start: 0, from: 0, to: rows }];
  const windows: RowWindow[] = [];
  for (let from = 0; from < rows; ) {
    const start = Math.min(Math.max(0, from - halo), rows - height);
    const end = start + height;
    const to = end === rows ? rows : end - halo;
    windows.push({ start, from, to });
    from = to;
  }
  return windows;
}

/** Height of windows of about `bytes`, a multiple of `step` and at least four steps; the whole frame where it is lower. */
export function windowHeight(rows: number, rowBytes: number, bytes: number, step: number): number {
  const height = step * Math.max(4, Math.floor(bytes / rowBytes / step));
  return Math.min(rows, height);
}

/** The place to which a key moves in a grid; undefined where it stays. */
export function movedTo(key: string, at: number, columns: number, total: number): number | undefined {
  const to = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    // From the row above the last one to the last tile, where nothing is straight below.
    ArrowDown:
      at + columns < total || Math.floor(at / columns) === Math.floor((total - 1) / columns) ? at + columns : total - 1,
    Home: 0,
    End: total - 1,
  }[key];
  return to === undefined || to < 0 || to >= total ? undefined : to;
}

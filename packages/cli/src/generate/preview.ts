/** An image as lines of text: each character is an upper half block in the colour of one pixel, on that of the pixel below. */
export async function previewLines(jpeg: Uint8Array, columns: number): Promise<string[]> {
  const { decodePicture, resample } = await import('@akezora/engine');
  const picture = await decodePicture(jpeg);
  const shape = picture.height / picture.width;
  const width = Math.max(8, Math.round(Math.min(columns, 24 / shape)));
  const rows = Math.max(2, Math.round((width * shape) / 2));
  const { data } = resample(picture, width, rows * 2, { fit: 'fill' });
  const colour = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    return `${data[at]};${data[at + 1]};${data[at + 2]}`;
  };
  return Array.from({ length: rows }, (_, row) => {
    let line = '';
    for (let x = 0; x < width; x++) line += `\x1b[38;2;${colour(x, row * 2)};48;2;${colour(x, row * 2 + 1)}m▀`;
    return `${line}\x1b[0m`;
  });
}

/** The frame that a video shows, in its own size. */
export function frameCanvas(video: HTMLVideoElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return canvas;
}

/** The frame that a video shows, as a PNG in its own size. @throws Error while nothing of it is loaded. */
export function framePicture(video: HTMLVideoElement): Promise<Blob> {
  const canvas = frameCanvas(video);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('the frame is not loaded')) : resolve(blob)),
      'image/png',
    ),
  );
}

/** Whether this page can put pictures on the clipboard: browsers allow it on secure pages only. */
export const copiesPictures = (): boolean =>
  typeof ClipboardItem !== 'undefined' && typeof navigator.clipboard?.write === 'function';

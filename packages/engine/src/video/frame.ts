/**
 * One picture of a video: RGBA, 8 bits a channel, rows from the top, `data.length === width * height * 4`. A frame may be made as
 * I420 (`planar-frame.ts`); `data` is converted then when it is first read.
 */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** Seconds from the start of the clip. */
  readonly at: number;
}

import { frameCanvas } from '../util/frame-picture.ts';

/** The last live picture of a job, and its time in the clip. */
export interface LiveEnd {
  readonly picture: HTMLCanvasElement;
  /** Seconds. */
  readonly at: number;
}

/** Jobs whose last picture is kept for the moment in which their clip takes the place of the live stream. */
const mostKept = 4;

const ends = new Map<string, LiveEnd>();

/** Keeps what a video shows as the last live picture of a job. */
export function keepLiveEnd(job: string, video: HTMLVideoElement): void {
  ends.delete(job);
  ends.set(job, { picture: frameCanvas(video), at: video.currentTime });
  for (const oldest of ends.keys()) if (ends.size > mostKept) ends.delete(oldest);
}

/** The last live picture of a job; undefined where none was seen. */
export const liveEndOf = (job: string): LiveEnd | undefined => ends.get(job);

/** Forgets the last live picture of a job. */
export const dropLiveEnd = (job: string): void => void ends.delete(job);

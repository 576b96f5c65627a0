import type { Frame } from '../../../video/frame.ts';
import { i420Of, planarFrame, release } from '../../../video/planar-frame.ts';
import { resample } from '../../../video/resample.ts';
import type { ConditioningPicture } from './conditioning-video.ts';

/** Lays a conditioning picture over a generated frame, which is used up. */
export function overlay(generated: Frame, { frame, opacity }: ConditioningPicture): Frame {
  const [under, over] = [i420Of(generated), i420Of(frame)];
  const { width, height } = frame;
  if (under !== undefined && over !== undefined && under.length === over.length) {
    const planes = laid(under, over, opacity);
    const { at } = generated;
    release(generated);
    return planarFrame(width, height, planes, at);
  }
  const { data } = resample(generated, width, height);
  return { data: laid(data, frame.data, opacity), width, height, at: generated.at };
}

const laid = (under: Uint8Array, over: Uint8Array, opacity: number): Uint8Array =>
  under.map((value, i) => Math.round(value + (over[i]! - value) * opacity));

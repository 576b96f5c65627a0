import { type ClipFacts, upgradeFacts, upgradePlan, upgradeRequest } from '@akezora/contract';
import type { Clip, ClipDetail, Job, PublicClip } from '@akezora/contract/api';
import type { QueuePlace } from '../../jobs/estimate.ts';
import { seedOf } from '../../library/clips.ts';
import type { ClipLink } from '../../library/shares.ts';
import type { ClipRow, JobRow } from '../../platform/store/tables.ts';

const moment = (date: Date): string => date.toISOString();
const maybeMoment = (date: Date | null): string | null => (date === null ? null : date.toISOString());
const fromNow = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

/** A job as its owner sees it. */
export function jobView(row: JobRow, place: QueuePlace | undefined): Job {
  return {
    id: row.id,
    groupId: row.group_id,
    state: row.state,
    class: row.class as Job['class'],
    origin: row.origin as Job['origin'],
    model: row.model,
    prompt: row.prompt,
    request: upgradeRequest(row.request) as Job['request'],
    plan: upgradePlan(row.plan) as Job['plan'],
    progress: row.progress,
    ahead: row.state === 'queued' ? (place?.ahead ?? 0) : null,
    expectedStart:
      row.state === 'queued' && place !== undefined ? fromNow(place.startsInMs) : maybeMoment(row.started_at),
    expectedEnd: place === undefined ? null : fromNow(place.endsInMs),
    attempt: row.attempt,
    cancelRequested: row.cancel_requested,
    error: row.error,
    clipId: row.clip_id,
    preview: row.state === 'running' && row.preview_frame !== null ? previewPath(row.id, row.preview_frame) : null,
    createdAt: moment(row.created_at),
    startedAt: maybeMoment(row.started_at),
    finishedAt: maybeMoment(row.finished_at),
  };
}

/** Address of a running job's preview; the version makes each picture its own address. */
export const previewPath = (job: string, version: number): string => `/api/jobs/${job}/preview?v=${version}`;

function urlsOf(row: ClipRow, token?: string) {
  const suffix = token === undefined ? '' : `?token=${token}`;
  const base = `/api/clips/${row.id}`;
  return {
    video: `${base}/video${suffix}`,
    thumbnail: `${base}/thumbnail${suffix}`,
    sprites: row.files.spriteIndex === undefined ? null : `${base}/sprites${suffix}`,
  };
}

/** A clip as its owner sees it, with its link if it has one. */
export function clipView(row: ClipRow, link?: ClipLink): Clip {
  return {
    id: row.id,
    jobId: row.job_id,
    groupId: row.group_id,
    parentId: row.parent_id,
    origin: row.origin as Clip['origin'],
    title: row.title,
    prompt: row.prompt,
    model: row.model,
    seed: seedOf(row),
    width: row.width,
    height: row.height,
    fps: row.fps,
    seconds: row.seconds,
    frames: row.frames,
    bytes: Number(row.bytes),
    checksum: row.checksum,
    mime: row.mime,
    folderId: row.folder_id,
    favourite: row.favourite,
    tags: row.tags,
    visibility: row.visibility as Clip['visibility'],
    shareUrl: link?.url ?? null,
    urls: urlsOf(row),
    sprites: row.files.spriteIndex ?? null,
    createdAt: moment(row.created_at),
    deletedAt: maybeMoment(row.deleted_at),
    expiresAt: maybeMoment(row.expires_at),
  };
}

/** Facts in the current form: clips of earlier versions may hold options by their old names. */
const factsView = ({ facts }: ClipRow): ClipFacts | null => facts && (upgradeFacts(facts) as ClipFacts);

/** A clip with its facts and measures. */
export const clipDetailView = (row: ClipRow, link?: ClipLink): ClipDetail => ({
  ...clipView(row, link),
  share: link?.share ?? null,
  facts: factsView(row),
  measures: row.measures,
  said: row.said,
  sources: row.source_ids,
});

/** A clip as everyone may see it; with a share link, the URLs of its files include the link's token. */
export function publicClipView(row: ClipRow, token?: string): PublicClip {
  const { id, title, prompt, model, seed, width, height, fps, seconds, frames, bytes, mime, sprites, createdAt } =
    clipView(row);
  const urls = urlsOf(row, token);
  const about = {
    id,
    title,
    prompt,
    model,
    seed,
    width,
    height,
    fps,
    seconds,
    frames,
    bytes,
    mime,
    urls,
    sprites,
    createdAt,
  };
  return { ...about, facts: factsView(row) };
}

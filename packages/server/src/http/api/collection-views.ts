import { upgradeRequest } from '@akezora/contract';
import type { Actor, Folder, Preset, Storyboard } from '@akezora/contract/api';
import type { CountedFolder } from '../../library/folders.ts';
import type { ActorRow, PresetRow, StoryboardRow } from '../../platform/store/tables.ts';

/** A folder as its owner sees it. */
export const folderView = ({ id, name, clips, created_at }: CountedFolder): Folder => ({
  id,
  name,
  clips: Number(clips),
  createdAt: created_at.toISOString(),
});

/** A preset as its owner sees it. */
export const presetView = ({ id, name, request, created_at }: PresetRow): Preset => ({
  id,
  name,
  request: upgradeRequest(request) as Preset['request'],
  createdAt: created_at.toISOString(),
});

/** A storyboard as its owner sees it. */
export const storyboardView = ({ id, name, data, created_at, updated_at }: StoryboardRow): Storyboard => ({
  id,
  name,
  data: data as Storyboard['data'],
  createdAt: created_at.toISOString(),
  updatedAt: updated_at.toISOString(),
});

/** An actor as its owner sees it. */
export const actorView = (row: ActorRow): Actor => ({
  id: row.id,
  name: row.name,
  clipId: row.clip_id,
  uploadId: row.upload_id,
  region: row.region,
  faces: row.faces,
  feet: row.feet,
  scale: row.scale,
  kind: row.kind,
  picture: row.faces === null ? null : `/api/actors/${row.id}/picture`,
  thumbnail: thumbnailOf(row),
  createdAt: row.created_at.toISOString(),
});

function thumbnailOf({ clip_id, upload_id }: ActorRow): string | null {
  if (clip_id !== null) return `/api/clips/${clip_id}/thumbnail`;
  return upload_id === null ? null : `/api/uploads/${upload_id}/thumbnail`;
}

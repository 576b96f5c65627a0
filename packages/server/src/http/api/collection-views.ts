import type { Character, Folder, Preset, Storyboard } from '@akezora/contract/api';
import type { CountedFolder } from '../../library/folders.ts';
import type { CharacterRow, PresetRow, StoryboardRow } from '../../platform/store/tables.ts';

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
  request: request as Preset['request'],
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

/** A character as its owner sees it. */
export const characterView = (row: CharacterRow): Character => ({
  id: row.id,
  name: row.name,
  clipId: row.clip_id,
  uploadId: row.upload_id,
  region: row.region,
  thumbnail: thumbnailOf(row),
  createdAt: row.created_at.toISOString(),
});

function thumbnailOf({ clip_id, upload_id }: CharacterRow): string | null {
  if (clip_id !== null) return `/api/clips/${clip_id}/thumbnail`;
  return upload_id === null ? null : `/api/uploads/${upload_id}/thumbnail`;
}

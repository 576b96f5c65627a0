import type { Secrets } from '../platform/secrets.ts';

/** Days for which the thumbnail of a notification can be fetched. */
const passDays = 7;

const purposeOf = (clip: string): string => `thumbnail:${clip}`;

/**
 * Path of a clip's thumbnail with a pass in it: who has the address sees this one picture for a week, whether the clip is shared or not,
 * and nothing else. Notifications carry it, because the services that show them fetch it without signing in.
 */
export function thumbnailPath(secrets: Secrets, clip: string, now = Date.now()): string {
  const pass = secrets.seal(String(now + passDays * 86_400_000), purposeOf(clip));
  return `/api/clips/${encodeURIComponent(clip)}/thumbnail?token=${encodeURIComponent(pass)}`;
}

/** Whether a token is a pass for the thumbnail of this clip that has not ended. */
export function opensThumbnail(secrets: Secrets, clip: string, token: string, now = Date.now()): boolean {
  try {
    return Number(secrets.open(token, purposeOf(clip))) > now;
  } catch {
    return false;
  }
}

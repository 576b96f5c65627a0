import { homedir, hostname, tmpdir, userInfo } from 'node:os';

const secrets: readonly [RegExp, string][] = [
  // User info and queries of URLs: both may hold secrets.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'`<>]*@/gi, '$1'],
  [/\b(https?:\/\/[^\s?#"'`<>]*)\?[^\s"'`<>]*/gi, '$1?…'],
  [/\bwhsec_[A-Za-z0-9+/=_-]+/g, 'whsec_…'],
  [/\bak-[A-Za-z0-9_-]{8,}/g, 'ak-…'],
  [/\b(hf|sk|xox[a-z]|gh[a-z])[_-][A-Za-z0-9_-]{8,}/g, '$1_…'],
  [/\$argon2[a-z]*\$\S+/g, '$argon2…'],
  [/\bsealed:1:\S+/g, 'sealed:…'],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, '$1 …'],
  [
    /\b(password|passwd|secret|token|authorization|cookie|api[_-]?key)(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&]+)/gi,
    '$1$2…',
  ],
];

/** Absolute paths of this machine: at least one folder, so that a route such as `/api` stays. */
const paths =
  /(?<![\w/:.<])(?:file:\/\/)?(?:[A-Za-z]:[\\/]|\\\\|\/(?=(?:home|root|tmp|var|usr|etc|opt|srv|mnt|media|data|work|proc|dev|run|private|Users|Volumes|nix|app|workspace|snap|boot|sys|lib|bin|sbin)(?:\/|\b)))[^\s"'`,;:)\]}>|]*/g;

/**
 * A text without secrets: no user info or query of a URL, no key, token, password or hash. A second wall; nothing should
 * put them there.
 */
const cleanText = (text: string): string =>
  secrets.reduce((clean, [pattern, put]) => clean.replace(pattern, put), text);

/** Places of this machine, longest first, which must not leave it. */
function places(): string[] {
  const { username } = (() => {
    try {
      return userInfo();
    } catch {
      // A container's user without a name.
      return { username: '' };
    }
  })();
  return [homedir(), tmpdir(), process.cwd(), hostname(), username].filter((place) => place.length > 3);
}

/** A text without secrets and without paths and names of this machine, for answers to others. */
export function cleanForOthers(text: string): string {
  const clean = cleanText(text).replace(paths, '…');
  return places().reduce((out, place) => out.replaceAll(place, '…'), clean);
}

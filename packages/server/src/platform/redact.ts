import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '@akezora/contract/root';

/** Secrets that are recognised by their form, safe to replace inside a line of JSON. */
const shapes: readonly [RegExp, string][] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'`<>\\]+@/gi, '$1'],
  [/\bwhsec_[A-Za-z0-9+/=_-]+/g, 'whsec_…'],
  [/\bak-[A-Za-z0-9_-]{8,}/g, 'ak-…'],
  [/\b(hf|sk|xox[a-z]|gh[a-z])([_-])[A-Za-z0-9_-]{16,}/g, '$1$2…'],
  [/\$argon2[a-z]*\$[^\s"\\]+/g, '$argon2…'],
  [/\bsealed:1:[A-Za-z0-9:_-]+/g, 'sealed:…'],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, '$1 …'],
];

/** Secrets that are recognised by what stands before them. */
const named: readonly [RegExp, string][] = [
  [/\b((?:https?|wss?|postgres(?:ql)?):\/\/[^\s?#"'`<>]*)\?[^\s"'`<>]*/gi, '$1?…'],
  [
    /\b(password|passwd|secret|token|authorization|cookie|api[_-]?key)(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&]+)/gi,
    '$1$2…',
  ],
];

const replaceAll = (text: string, patterns: readonly [RegExp, string][]): string =>
  patterns.reduce((clean, [pattern, put]) => clean.replace(pattern, put), text);

/** A line of the log without anything that has the form of a secret: a second wall, nothing should put it there. */
export const cleanLine = (line: string): string => replaceAll(line, shapes);

/** A text without secrets: no user info or query of a URL, no key, token, password or hash. */
export const cleanText = (text: string): string => replaceAll(cleanLine(text), named);

/** A URL as it may be shown: without user info, query and fragment. What is no URL is not shown. */
export function cleanUrl(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
  } catch {
    return '…';
  }
}

/** Absolute paths: of a known top folder, of a drive, or of a share. A route such as `/api/jobs` stays. */
const paths =
  /(?<![\w/:.<>\\])(?:file:\/\/)?(?:[A-Za-z]:[\\/]|\\\\|\/(?=(?:home|root|tmp|var|usr|etc|opt|srv|mnt|media|data|work|proc|dev|run|private|Users|Volumes|nix|app|workspace|snap|boot|sys|lib|lib64|bin|sbin)(?:\/|\b)))[^\s"'`,;:()[\]{}<>|]*/g;

/** The last part of a path. */
const lastOf = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== '') ?? '…';

/** Folder of the program: a checkout's or an installed package's. */
const program = fileURLToPath(packageRoot).replace(/[\\/]$/, '');

/** Folders and names of this machine. */
function placesHere(): { folders: string[]; names: string[] } {
  const username = (() => {
    try {
      return userInfo().username;
    } catch {
      // A user of a container, without a name.
      return '';
    }
  })();
  const folders = [homedir(), tmpdir(), process.cwd(), program].filter((folder) => folder.length > 1);
  return { folders, names: [hostname(), username].filter((name) => name !== '' && name !== 'localhost') };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A text without secrets and without the folders of this process: paths below them become file names. */
export function cleanPlaces(text: string): string {
  const { folders } = placesHere();
  const inside = new RegExp(`(?<![\\w/])(?:${folders.map(escaped).join('|')})(?:[\\\\/][^\\s"'\`,;:()<>|]*)?`, 'g');
  return cleanText(text).replace(inside, lastOf);
}

/** A text without secrets, paths and names of this machine: paths become file names. For answers, records and logs. */
export function cleanForOthers(text: string): string {
  const { names } = placesHere();
  const clean = cleanPlaces(text).replace(paths, lastOf);
  return names.reduce(
    (out, name) => out.replace(new RegExp(`(?<![\\w.-])${escaped(name)}(?![\\w-])`, 'g'), '…'),
    clean,
  );
}

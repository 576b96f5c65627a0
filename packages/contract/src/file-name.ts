/**
 * Characters that file systems refuse (Windows the most), control characters, halves of characters, and marks that turn the direction of
 * writing, behind which an ending can hide.
 */
const refused = /[\\/:*?"<>|\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Names that Windows keeps for devices, whatever ending they have: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/i;

/** Most characters of a name; of four bytes each they fit into the 255 bytes of most file systems. */
const longest = 60;

/**
 * Words of people (a title, a prompt) as the name of a file that every file system takes.
 * @param extension without the dot
 * @param otherwise the name where no word is left
 */
export function fileNameOf(words: string, extension: string, otherwise: string): string {
  const cut = [...words.replace(refused, ' ').trim()].slice(0, longest).join('');
  // Windows drops dots and spaces at the end; a dot at the start hides a file elsewhere.
  const name = cut.replace(/^[\s.]+|[\s.]+$/gu, '');
  return `${devices.test(name) ? '_' : ''}${name || otherwise}.${extension}`;
}

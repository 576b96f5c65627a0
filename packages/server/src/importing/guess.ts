const ending = /\.[a-z0-9]{2,5}$/i;
/** Date and time before the words, as cameras and browsers write them. */
const stamp = /^(?:\d{4}-?\d{2}-?\d{2})(?:[ _T-]?\d{2}[:.-]?\d{2}(?:[:.-]?\d{2})?)?[ _-]+/;
/** Counters and ids after the words: ` (2)`, `-1`, `_003`, hashes and long ids. */
const counter = /(?:[ _-]*\(\d{1,4}\)|[ _-]+\d{1,4}|[ _-]+(?=[a-z]*\d)[0-9a-z]{16,}|[ _-]+[0-9a-f]{8,})$/i;
/** A name without words: `video_68a1…`, a UUID, `IMG_0001`, `clip12`. */
const idOnly =
  /^(?:(?:video|clip|img|vid|mov|dsc|file|output|untitled|gen|sora)[ _-]?)?(?:[0-9a-f]{8}-[0-9a-f-]{20,}|(?=[a-z]*\d)[0-9a-z]{12,}|[\d _-]*)$/i;

/** Guesses a prompt from a file name: `a_fox_in_the_snow-2.mp4` → `a fox in the snow`; empty when it has no words. */
export function promptFromName(name: string): string {
  let words = (name.split('/').at(-1) ?? '').replace(ending, '').replace(stamp, '');
  if (idOnly.test(words)) return '';
  for (let before = ''; before !== words; ) {
    before = words;
    words = words.replace(counter, '');
  }
  if (idOnly.test(words)) return '';
  return words
    .replace(/[_]+|(?<=\S)-+(?=\S)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

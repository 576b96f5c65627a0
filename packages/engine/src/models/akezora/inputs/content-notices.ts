import { type Language, type Notice, nameOf } from '@akezora/contract';
import { notices } from '../notices.ts';
import type { ConditionContent } from './condition-content.ts';

/** The name of a file without its folders. */
const nameOfFile = (path: string): string => path.split(/[\\/]/).at(-1)!;

/** Notices with the content that was recognised in each condition. */
export function contentNotices(contents: readonly ConditionContent[]): Notice[] {
  return contents.map(({ file, field, foreign, hold, brief }) => {
    const name = nameOfFile(file);
    if (hold !== undefined) return notices.foreignPicture(field, name, hold);
    if (foreign) return notices.foreignClip(field, name);
    const ids = [brief.place, brief.time, brief.weather, ...brief.subjects.map((subject) => subject.name)];
    const names = (language: Language) => ids.flatMap((id) => (id === null ? [] : [nameOf(id, language)]));
    return notices.readFromPicture(field, name, { en: names('en'), ja: names('ja') });
  });
}

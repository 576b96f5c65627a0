/**
 * Words that ask for nothing by themselves: they need not be understood, and are never named. Besides the grammar, verbs that
 * only carry a sentence (`is seen`, `takes a bath`, `filled with`), and words of pace, since cameras are slow by default.
 */
const english = `
a an the this that these those each other it its his her their them they he she as if so just then while and or but with without of
in on at to from by for into over under above past through across along around behind up down out off away is are was were be being been has have had
seen using takes take starts start creates filled surrounded reveal something everywhere there where which who
background style view shot world landscape slow slowly only like itself him s once upon time
`;
const japanese = ['中', '上', '方', '様子', '風', '背景', 'ゆっくり'];

/** Function words, in lower case. */
export const functionWords: ReadonlySet<string> = new Set([...english.split(/\s+/).filter(Boolean), ...japanese]);

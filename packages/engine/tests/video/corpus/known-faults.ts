/** Files that do not hold yet, by the part of the reader that is to mend them. A file that holds again is taken off the list. */
export const knownFaults: Readonly<Record<'colour' | 'shape' | 'time', readonly string[]>> = {
  colour: [],
  shape: [],
  time: [],
};

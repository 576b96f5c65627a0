/** Colours that pictures of the art have by themselves, as one sees them: a wish for one of them needs no tint. */
const byItself: Readonly<Record<string, readonly string[]>> = {
  pink: ['pig', 'flamingo', 'octopus'],
  red: ['fire engine', 'lobster', 'red apple'],
  yellow: ['taxi', 'oncoming taxi', 'baby chick', 'giraffe'],
  green: ['dragon', 'turtle', 'frog', 'crocodile', 'T-Rex', 'tractor', 'snake'],
  blue: ['whale', 'spouting whale', 'dolphin'],
  orange: ['cat', 'fox', 'tiger'],
  grey: ['elephant', 'wolf', 'shark', 'mouse', 'rat', 'seal'],
  brown: ['deer', 'monkey', 'bear', 'camel'],
  black: ['black cat', 'crow'],
  white: ['snowman', 'snowman without snow', 'polar bear', 'swan', 'ghost'],
};

/** Whether the picture of a name has a colour without any tint. */
export const hasByItself = (name: string, colour: string): boolean => byItself[colour]?.includes(name) ?? false;

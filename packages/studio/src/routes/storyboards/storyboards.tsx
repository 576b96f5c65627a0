export function Storyboards() {
  return null;
}

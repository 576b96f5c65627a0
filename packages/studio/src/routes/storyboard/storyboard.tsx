export function StoryboardPage() {
  return null;
}

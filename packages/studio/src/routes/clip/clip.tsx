export function ClipPage() {
  return null;
}

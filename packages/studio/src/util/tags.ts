/** The tags in a text, each once: separated by commas, Western or Japanese. */
export const splitTags = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,、]/)
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];

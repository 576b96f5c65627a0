import type { ClipRow } from '../platform/store/tables.ts';
import { fileName } from './rows.ts';

/**
 * The card of a data set (`README.md`). It declares two configurations, the videos with their table and the Parquet file with
 * all facts, so that Hugging Face's `datasets` does not mix them.
 */
export function datasetCard(clips: readonly ClipRow[]): string {
  const models = [...new Set(clips.map((clip) => clip.model))].sort();
  const endings = [...new Set(clips.map((clip) => fileName(clip).split('.').at(-1)))].sort();
  // Not their credentials, which lie beside some.
  const videos = endings.map((ending) => `  - videos/*.${ending}`).join('\n');
  const seconds = clips.reduce((sum, clip) => sum + clip.seconds, 0);
  return `---
task_categories:
- text-to-video
tags:
- video
- akezora
configs:
- config_name: default
  data_files:
  - metadata.csv
${videos}
- config_name: facts
  data_files: parquet/clips.parquet
---

# Clips

${clips.length} clips, ${Math.round(seconds)} seconds, made by ${models.join(', ') || '—'}.

- \`videos/\`: the clips, and as \`.c2pa\` the content credentials of formats that hold none; \`metadata.csv\`: one row a clip, with its prompt
- \`parquet/clips.parquet\`: the same with everything that makes a clip again
- \`facts/\`: the same as JSON, one file a clip
`;
}

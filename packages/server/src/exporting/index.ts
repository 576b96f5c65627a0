export { datasetEntries } from './entries.ts';
export { hubToken, pushDataset } from './push.ts';

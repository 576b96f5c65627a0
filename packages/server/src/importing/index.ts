export { folderFiles, type ImportFile, oneFile } from './files.ts';
export { promptFromName } from './guess.ts';
export { type Imported, importClips, removeBrokenImports } from './import.ts';
export { zipFiles } from './unzip.ts';

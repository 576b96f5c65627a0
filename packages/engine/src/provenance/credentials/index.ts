/** Content credentials (C2PA) of clips and pictures: their keys, signing and reading. */

export type { Ingredient } from './manifest.ts';
export type { CredentialsReport, CredentialsState, ReportedIngredient } from './report.ts';
export { credentialsBeside } from './sidecar.ts';
export { largestSigned, type SignOptions, type SignResult, signFile } from './sign.ts';
export {
  describeSigner,
  loadSigner,
  renewSigner,
  type SignerDescription,
  signingFolder,
  trustRoot,
  useSigner,
} from './signing-keys.ts';
export { readCredentials } from './verify.ts';

export { isPublicAddress } from './addresses.ts';
export { checkUrl, fetchToFile, type GuardOptions, postGuarded } from './guarded-fetch.ts';

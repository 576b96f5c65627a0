export * from './accounts.ts';
export * from './guard.ts';
export * from './principal.ts';
export * from './who.ts';

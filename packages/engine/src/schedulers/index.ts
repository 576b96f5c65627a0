export * from './flow-match-euler.ts';
export * from './linear-quadratic.ts';

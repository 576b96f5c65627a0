export * from './models.ts';
export * from './pulls.ts';

import type { Opening } from '../../src/access/sessions.ts';

/** Times of sessions in tests: those of the defaults. */
export const times = { longest: 2_592_000, idle: 604_800 };

/** A sign-in by password, from nowhere. */
export const opening: Opening = { method: 'password', network: '203.0.113.7', device: 'Firefox, Linux', rules: times };

import type { Job } from '@akezora/contract/api';
import { expect, it } from 'vitest';
import { groupsOf } from '../../../src/routes/home/groups.ts';

const job = (id: string, groupId: string | null) => ({ id, groupId }) as Job;

it('groups jobs by submission, the latest first and the variants of each in their order', () => {
  const jobs = [job('6', null), job('5', 'b'), job('4', 'b'), job('3', null), job('2', 'a'), job('1', 'a')];
  expect(groupsOf(jobs).map((group) => group.map(({ id }) => id))).toEqual([['6'], ['4', '5'], ['3'], ['1', '2']]);
  expect(groupsOf([])).toEqual([]);
});

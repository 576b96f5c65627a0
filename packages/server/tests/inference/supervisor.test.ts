import { afterAll, describe, expect, it } from 'vitest';
import { Supervisor } from '../../src/inference/supervisor.ts';
import { testEngine } from '../support/server.ts';

describe('an inference child', () => {
  const supervisor = new Supervisor({ engine: testEngine, device: 'cpu', idleMs: 1 });
  afterAll(() => supervisor.close());

  it('that is stopped when idle loses no call that arrives at that moment', async () => {
    for (let pause = 0; pause < 12; pause += 1) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      expect((await supervisor.call('models', {})).length).toBeGreaterThan(0);
    }
  });

  it('has exited, with all earlier ones, once its supervisor is closed', async () => {
    const second = new Supervisor({ engine: testEngine, device: 'cpu', idleMs: 1 });
    const pids: (number | undefined)[] = [];
    for (let i = 0; i < 2; i += 1) {
      const answer = second.call('models', {});
      pids.push(second.pid);
      await answer;
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await second.close();
    for (const pid of pids) expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
    await expect(second.call('models', {})).rejects.toMatchObject({ code: 'server_stopping' });
  });
});

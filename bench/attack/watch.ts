/** The other thread of `measure.ts`: polls a server and, for comparison, an idle process, until it is told to stop. */
import { spawn } from 'node:child_process';
import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const idle = spawn(
  process.execPath,
  [
    '-e',
    `require('http').createServer((q, s) => s.end()).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`,
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const idlePort = Number(await new Promise((resolve) => idle.stdout.once('data', resolve)));

const once = (port: number, agent: Agent): Promise<number> =>
  new Promise((resolve) => {
    const began = performance.now();
    const done = () => resolve(performance.now() - began);
    get({ host: '127.0.0.1', port, path: '/healthz', agent }, (answer) => answer.resume().once('end', done)).on(
      'error',
      done,
    );
  });

const stands = { worst: 0, control: 0, polls: 0 };
let stopped = false;

async function poll(port: number, keep: (milliseconds: number) => void): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await once(port, agent);
  while (!stopped) {
    keep(await once(port, agent));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  agent.destroy();
}

parentPort?.once('message', () => {
  stopped = true;
});
const both = Promise.all([
  poll(workerData as number, (milliseconds) => {
    stands.worst = Math.max(stands.worst, milliseconds);
    stands.polls += 1;
  }),
  poll(idlePort, (milliseconds) => {
    stands.control = Math.max(stands.control, milliseconds);
  }),
]);
parentPort?.postMessage('ready');
await both;
idle.kill();
parentPort?.postMessage(stands);

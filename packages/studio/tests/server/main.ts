import { fill } from './routes.ts';
import { startDevServer } from './server.ts';

// `node packages/studio/tests/server/main.ts [clips] [port]`: the studio's build against a memory, for working on pages.
const [clips = '12', port = '7861'] = process.argv.slice(2);
const server = await startDevServer({ jobMs: 8000, port: Number(port) });
fill(server.state, Number(clips));
console.log(server.url);

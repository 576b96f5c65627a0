import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Context } from 'hono';
import type { ServerOptions } from '../config/settings.ts';
import { incomingOf } from './connection.ts';
import { networkOf } from './network.ts';

/** Address without scope and port, IPv4 in IPv6 as IPv4; undefined when it is none. */
function plainAddress(text: string): string | undefined {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? (/^[\d.]+:\d+$/.test(text) ? text.replace(/:\d+$/, '') : text);
  const address = bare.replace(/%.*$/, '').toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1] ?? address;
  return isIP(mapped) === 0 ? undefined : mapped;
}

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

function isTrusted(trusted: ServerOptions['trustProxy'], address: string | undefined): boolean {
  if (typeof trusted === 'boolean' || address === undefined) return trusted === true;
  const list = lists.get(trusted) ?? listOf(trusted);
  lists.set(trusted, list);
  return list.check(address, familyOf(address));
}

const lists = new WeakMap<readonly string[], BlockList>();

function listOf(trusted: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of trusted) {
    const [start = '', bits] = entry.split('/');
    if (bits === undefined) list.addAddress(start, familyOf(start));
    else list.addSubnet(start, Number(bits), familyOf(start));
  }
  return list;
}

/**
 * The address of a client. With a trusted proxy it is the right-most element of `X-Forwarded-For` that is not itself a
 * trusted proxy, since everything left of it is only what the client says; the connection's own address without one.
 * `local` without a socket.
 */
export function clientAddress(context: Context, { trustProxy }: Pick<ServerOptions, 'trustProxy'>): string {
  const peer = plainAddress(incomingOf(context)?.socket.remoteAddress ?? '');
  if (trustProxy === false || !isTrusted(trustProxy, peer)) return peer ?? 'local';
  const elements = (context.req.header('x-forwarded-for') ?? '').split(',').map((element) => element.trim());
  let nearest = peer;
  for (const element of elements.reverse()) {
    const address = plainAddress(element);
    // A proxy that hides the address, or an element that is no address: what is known so far is the best.
    if (address === undefined) break;
    nearest = address;
    if (trustProxy === true || !isTrusted(trustProxy, address)) break;
  }
  return nearest ?? 'local';
}

const networks = new WeakMap<Request, string>();

/** The network of a client, which budgets count by; found once for each request. */
export function networkOfRequest(context: Context, options: Pick<ServerOptions, 'trustProxy'>): string {
  const network = networks.get(context.req.raw) ?? networkOf(clientAddress(context, options));
  networks.set(context.req.raw, network);
  return network;
}

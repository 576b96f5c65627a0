/** Chooses a server for each job: the least busy one that has answered lately. */
export interface Balancer {
  /** @param preferred server that has the job already: taken although it is busy or rests */
  take(preferred?: string): { readonly url: string; done(answered: boolean): void };
}

/** Milliseconds for which a server that did not answer is skipped. */
const restMs = 15_000;

/** Creates a balancer over server addresses. */
export function createBalancer(urls: readonly string[], now: () => number = Date.now): Balancer {
  const servers = urls.map((url) => ({ url: url.replace(/\/$/, ''), busy: 0, restsUntil: 0, last: 0 }));
  let turn = 0;
  return {
    take: (preferred) => {
      const time = now();
      const awake = servers.filter((server) => server.restsUntil <= time);
      const candidates = awake.length > 0 ? awake : servers;
      const had = servers.find((server) => server.url === preferred);
      const byLoad = [...candidates].sort((a, b) => a.busy - b.busy || a.restsUntil - b.restsUntil || a.last - b.last);
      const chosen = had ?? byLoad[0];
      if (chosen === undefined) throw new TypeError('an upstream needs at least one address');
      chosen.busy += 1;
      turn += 1;
      chosen.last = turn;
      return {
        url: chosen.url,
        done: (answered) => {
          chosen.busy -= 1;
          chosen.restsUntil = answered ? 0 : now() + restMs;
        },
      };
    },
  };
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../support/server.ts';
import { type Person, someoneElse, startPeople } from './matrix/people.ts';
import { type Sample, sampledNames, sampleOf } from './matrix/requests.ts';
import { type Rule, rules, subjects, wordsOf } from './matrix/rules.ts';
import { allRoutes, ask, variantsOf, type WalkedRoute, type Whose } from './matrix/walk.ts';

const routes = allRoutes();
const ruleOf = (name: string): Rule | undefined => rules.find((rule) => rule.routes.includes(name));
const wanted = (name: string, whose: Whose): Record<string, string> => {
  const outcome = ruleOf(name)?.[whose];
  const words = outcome === undefined ? [] : wordsOf(outcome);
  return Object.fromEntries(subjects.map((subject, index) => [subject, words[index] ?? 'no rule']));
};

describe('the matrix of access', () => {
  it('has one row for every route, and a rule for every kind of owner', () => {
    const named = rules.flatMap((rule) => rule.routes);
    const help =
      'add the route to tests/access/matrix/rules.ts, and its request to requests.ts if it has a body or names a thing';
    expect(
      routes.map(({ name }) => name).filter((name) => !named.includes(name)),
      help,
    ).toEqual([]);
    const known = new Set(routes.map(({ name }) => name));
    const gone = [...named, ...sampledNames()].filter((name) => !known.has(name));
    expect(gone, 'these routes are gone: remove their rows').toEqual([]);
    expect(named.length, 'a route has two rows').toBe(new Set(named).size);
    for (const { name } of routes) {
      const given = Object.keys(ruleOf(name) ?? {}).filter((key) => key !== 'routes');
      expect([name, ...given]).toEqual([name, ...variantsOf(name)]);
    }
  });

  describe('on running servers', () => {
    let people: Person[] = [];
    let tests: TestServer[] = [];
    const others = new Map<TestServer, string>();
    beforeAll(async () => {
      ({ people, tests } = await startPeople());
      for (const test of tests) others.set(test, await someoneElse(test));
    }, 180_000);
    afterAll(() => Promise.all(tests.map((test) => test.remove())));

    const walk = async (route: WalkedRoute, whose: Whose) => {
      const got = await Promise.all(
        people.map(async (one) => [one.subject, await ask(route, one, others.get(one.test) ?? '', whose)]),
      );
      return { route: route.name, whose, ...Object.fromEntries(got) };
    };

    it('is what every route answers to everyone, for their own things and those of others', async () => {
      const tried = routes.flatMap((route) => variantsOf(route.name).map((whose) => ({ route, whose })));
      const isLast = ({ last, endsSession }: Sample) => last === true || endsSession === true;
      const last = tried.filter(({ route }) => isLast(sampleOf(route.name)));
      const first = tried.filter((one) => !last.includes(one));
      const got: object[] = [];
      // Several at once, except those that change what others answer.
      for (let at = 0; at < first.length; at += 8) {
        got.push(...(await Promise.all(first.slice(at, at + 8).map(({ route, whose }) => walk(route, whose)))));
      }
      for (const { route, whose } of last) got.push(await walk(route, whose));
      const rows = [...first, ...last].map(({ route, whose }) => ({
        route: route.name,
        whose,
        ...wanted(route.name, whose),
      }));
      const differ = got.flatMap((row, index) =>
        JSON.stringify(row) === JSON.stringify(rows[index]) ? [] : [{ got: row, written: rows[index] }],
      );
      expect(differ, 'the server and tests/access/matrix/rules.ts differ').toEqual([]);
    }, 180_000);
  });
});

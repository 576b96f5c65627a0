import { type Category, categories } from '../categories.ts';
import { classify } from './classifier/classify.ts';
import { patternOf } from './pattern.ts';
import { rulesOf } from './rules/index.ts';
import type { Rule } from './rules/rule.ts';
import { viewsOf } from './views.ts';

/** What a rule found in a text. */
export interface Finding {
  readonly category: Category;
  /** Stable name of the rule. */
  readonly rule: string;
  /** The words that met it, as they were read. */
  readonly evidence: string;
}

interface CompiledRule {
  readonly rule: Rule;
  readonly groups: readonly RegExp[];
  readonly unless: RegExp | undefined;
}

interface CompiledCategory {
  readonly category: Category;
  readonly harmless: RegExp;
  readonly rules: readonly CompiledRule[];
}

/** Stands for a harmless phrase: it is as long, so that distances stay. */
const blank = '\ue000';
const defaultDistance = 60;

const compile = (category: Category): CompiledCategory => ({
  category,
  harmless: patternOf(rulesOf[category].harmless),
  rules: rulesOf[category].rules.map((rule) => ({
    rule,
    groups: rule.all.map(patternOf),
    unless: rule.unless && patternOf(rule.unless),
  })),
});

let compiled: readonly CompiledCategory[] | undefined;

/**
 * What the rules find in a text, at most one finding a rule, and what the classifier finds in categories of which no rule is met
 * (`CATEGORY.classifier`). A text of the length of a prompt takes milliseconds.
 */
export function findInText(text: string): Finding[] {
  const found = findByRules(text);
  const met = new Set(found.map(({ category }) => category));
  const classified = classify(text).filter(({ category }) => !met.has(category));
  return [
    ...found,
    ...classified.map(({ category, evidence }) => ({ category, rule: `${category}.classifier`, evidence })),
  ];
}

/** What the rules alone find in a text. */
export function findByRules(text: string): Finding[] {
  compiled ??= categories.map(compile);
  const found = new Map<string, Finding>();
  for (const view of viewsOf(text)) {
    for (const { category, harmless, rules } of compiled) {
      const rest = view.replace(harmless, (phrase) => blank.repeat(phrase.length));
      for (const { rule, groups, unless } of rules) {
        if (found.has(rule.id)) continue;
        const evidence = near(rest, groups, rule.within ?? defaultDistance);
        if (evidence === undefined || (unless !== undefined && view.search(unless) >= 0)) continue;
        found.set(rule.id, { category, rule: rule.id, evidence });
      }
    }
  }
  return [...found.values()];
}

/** Something of every group, at most `within` characters apart: the words that were found. */
function near(text: string, groups: readonly RegExp[], within: number): string | undefined {
  const [first, ...others] = groups;
  if (first === undefined) return undefined;
  const rests = others.map((group) => [...text.matchAll(group)]);
  if (rests.some((matches) => matches.length === 0)) return undefined;
  for (const match of text.matchAll(first)) {
    const start = match.index;
    const end = start + match[0].length;
    const partners = rests.map((matches) =>
      matches.find(
        ({ index, 0: word }) =>
          index - end <= within &&
          start - (index + word.length) <= within &&
          (index >= end || index + word.length <= start),
      ),
    );
    if (partners.every((partner) => partner !== undefined))
      return [match[0], ...partners.map((partner) => partner[0])].join(' … ');
  }
  return undefined;
}

/** What props can be: each rule says what is wrong with a value, or gives it in the form that it is declared with. */
import { maxPort } from '../kafka/ports.ts';

/** What a rule finds. */
export interface Outcome {
  /** In words, with the value, what is allowed and the fix. */
  readonly problems: readonly string[];
  readonly value?: unknown;
}

/** Looks at the value that is called `at`. */
export type Rule = (value: unknown, at: string) => Outcome;

/** Rules of what must be there, with what is needed in words. */
export const required = new Map<Rule, string>();

/** Marks a rule: there is no default. */
export function needed(rule: Rule, words: string): Rule {
  const same: Rule = (value, at) => rule(value, at);
  required.set(same, words);
  return same;
}

/** What fits, and what does in words. */
function rule(fits: (value: unknown) => boolean, words: string): Rule {
  return (value, at) =>
    fits(value)
      ? { problems: [], value }
      : { problems: [`${at} ${shown(value)} is not possible; use ${words}`] };
}

/** A number; whether it is a possible one is looked at where more is known. */
export const aNumber = rule((value) => typeof value === 'number', 'a number, without quotes');

/** @param max @default none */
export function wholeNumber(min: number, max?: number): Rule {
  return rule(
    (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= (max ?? Infinity),
    `a whole number from ${min} ${max === undefined ? 'up' : `to ${max}`}`,
  );
}

/** A size or time, or -1 for no limit. */
export function limitFrom(min: number): Rule {
  return rule(
    (value) => Number.isSafeInteger(value) && (Number(value) >= min || value === -1),
    `a whole number from ${min} up, or -1 for no limit`,
  );
}

export const aPort = wholeNumber(1, maxPort);

/** Numbers of nodes are Java's `int`, of which Kafka takes none below 0. */
export const highestNodeNumber = 2_147_483_647;

export const aNodeNumber = wholeNumber(0, highestNodeNumber);

/** Of a JVM that does anything at all. */
export const heapMb = wholeNumber(16, 1_048_576);

/** A text of any kind. */
export const aText = rule((value) => typeof value === 'string', 'a text');

/** A text that stands in one line of a file, such as an image's name. */
export const aWord = rule(
  (value) => typeof value === 'string' && value.trim() !== '' && !/\p{Cc}/u.test(value),
  'a text of one line',
);

export const yesOrNo = rule((value) => typeof value === 'boolean', 'true or false, without quotes');

/** For what is there or not. */
export const always = rule((value) => value === true, 'true, or leave it out');

export const aFunction = rule((value) => typeof value === 'function', 'a function');

export function oneOf(names: readonly string[]): Rule {
  return rule((value) => typeof value === 'string' && names.includes(value), names.join(' or '));
}

/** An object made by one of these. */
export function madeBy(kinds: readonly (abstract new (...args: never[]) => unknown)[]): Rule {
  const names = kinds.map(({ name }) => `a ${name}`).join(' or ');
  return rule((value) => kinds.some((kind) => value instanceof kind), names);
}

/** An object with a method of this name. */
export function withMethod(method: string, words: string): Rule {
  return rule(
    (value) =>
      typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function',
    words,
  );
}

export function listOf(each: Rule, words: string): Rule {
  return (value, at) => {
    if (!Array.isArray(value)) return { problems: [`${at} ${shown(value)} is no list; use [${words}, …]`] };
    return together(value.map((one, index) => each(one, `${at}[${index}]`)));
  };
}

/** An object of these; what else it holds is a problem. */
export function shapeOf(rules: Readonly<Record<string, Rule>>): Rule {
  return (value, at) => {
    const names = Object.keys(rules);
    if (!isPlain(value))
      return { problems: [`${at} ${shown(value)} is no object; use { ${names.join(', ')} }`] };
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    const outcomes = entries.map(([name, one]): Outcome => {
      const found = Object.hasOwn(rules, name) ? rules[name] : undefined;
      return (
        found?.(one, `${at}.${name}`) ?? { problems: [`${at}.${name} is unknown; use ${names.join(', ')}`] }
      );
    });
    return { ...together(outcomes), value: Object.fromEntries(entries) };
  };
}

/** The same rule for an object in which one thing must be there. */
export function having(name: string, words: string, rule: Rule): Rule {
  return (value, at) => {
    const outcome = rule(value, at);
    if (outcome.problems.length > 0 || Object.hasOwn(outcome.value as object, name)) return outcome;
    return { problems: [`${at}.${name} is missing; use ${words}`] };
  };
}

/**
 * Texts by name, such as settings: a number or a yes-or-no is meant as the text that it is written as, the same for every
 * target.
 */
export const texts: Rule = (value, at) => {
  if (!isPlain(value)) return { problems: [`${at} ${shown(value)} is no object; use { name: 'value' }`] };
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const isText = (one: unknown): boolean =>
    typeof one === 'string' || typeof one === 'boolean' || Number.isFinite(one) || typeof one === 'bigint';
  const problems = entries
    .filter(([, one]) => !isText(one))
    .map(([name, one]) => `${at}.${name} ${shown(one)} is not possible; use a text, a number, true or false`);
  const nameless = entries
    .filter(([name]) => name.trim() === '')
    .map(() => `${at} has an empty name; give it one`);
  return {
    problems: [...problems, ...nameless],
    value: Object.fromEntries(entries.map(([name, one]) => [name, isText(one) ? String(one) : ''])),
  };
};

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}

function together(outcomes: readonly Outcome[]): Outcome {
  return {
    problems: outcomes.flatMap(({ problems }) => problems),
    value: outcomes.map(({ value }) => value),
  };
}

/** A value as a person would write it, cut where it is long. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value))
    return `[${value.slice(0, 3).map(shown).join(', ')}${value.length > 3 ? ', …' : ''}]`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  const kind = (value as { constructor?: { name?: string } }).constructor?.name ?? 'Object';
  return kind === 'Object'
    ? `an object of ${Object.keys(value).slice(0, 3).join(', ') || 'nothing'}`
    : `a ${kind}`;
}

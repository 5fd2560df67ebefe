/** What a value read from a file must be: each check says in words what is wrong, and knows the type of what passes it. */

/** What is wrong with a value, as it reads after its name; undefined where nothing is. */
export interface Check<Value> {
  (value: unknown): string | undefined;
  /** Never there: carries the type. */
  readonly passes?: Value;
}

/** A check of a field that may be absent. */
export interface Optional<Value> extends Check<Value> {
  readonly isOptional: true;
}

/** Checks of an object's fields, by their names. */
export type Fields = Readonly<Record<string, Check<unknown>>>;

type Passing<Tested> = Tested extends Check<infer Value> ? Value : never;

/** An object whose fields pass. */
export type Checked<Tested extends Fields> = {
  readonly [Name in keyof Tested as Tested[Name] extends Optional<unknown> ? never : Name]: Passing<
    Tested[Name]
  >;
} & {
  readonly [Name in keyof Tested as Tested[Name] extends Optional<unknown> ? Name : never]?: Passing<
    Tested[Name]
  >;
};

/** Any number that there is. */
export const number: Check<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : 'is no number';
/** A whole number. */
export const whole: Check<number> = (value) => (Number.isInteger(value) ? undefined : 'is no whole number');
/** Any text. */
export const text: Check<string> = (value) => (typeof value === 'string' ? undefined : 'is no text');
/** Yes or no. */
export const truth: Check<boolean> = (value) =>
  typeof value === 'boolean' ? undefined : 'is neither true nor false';

/** One of some words or numbers. */
export function oneOf<const Values extends readonly unknown[]>(...allowed: Values): Check<Values[number]> {
  return (value) => (allowed.includes(value) ? undefined : `is none of ${allowed.join(', ')}`);
}

/** A number within limits, both of them allowed. */
export function between(least: number, most: number): Check<number> {
  return (value) =>
    typeof value === 'number' && value >= least && value <= most
      ? undefined
      : `is no number from ${least} to ${most}`;
}

/** A whole number within limits, both of them allowed. */
export function wholeBetween(least: number, most: number): Check<number> {
  return (value) => whole(value) ?? between(least, most)(value);
}

/** A list of any length, all of whose entries pass. */
export function listOf<Value>(check: Check<Value>): Check<readonly Value[]> {
  return (value) => {
    if (!Array.isArray(value)) return 'is no list';
    return value.some((one) => check(one) !== undefined) ? 'has an entry that is wrong' : undefined;
  };
}

/** A list of just so many entries, each with a check of its own. */
export function tuple<const Values extends readonly unknown[]>(
  ...checks: { readonly [Index in keyof Values]: Check<Values[Index]> }
): Check<Values> {
  return (value) =>
    Array.isArray(value) &&
    value.length === checks.length &&
    checks.every((check, index) => check(value[index]) === undefined)
      ? undefined
      : 'is wrong';
}

/** An object whose fields pass; others are left alone. */
export function object<const Tested extends Fields>(fields: Tested): Check<Checked<Tested>> {
  return (value) => {
    if (!isObject(value)) return 'is no object';
    const wrong = wrongField(value, fields);
    return wrong && `has a wrong field: ${wrong}`;
  };
}

/** A field that may be absent. */
export function optional<Value>(check: Check<Value>): Optional<Value> {
  const ifThere: Check<Value> = (value) => (value === undefined ? undefined : check(value));
  return Object.assign(ifThere, { isOptional: true as const });
}

/** What passes one check or the other. */
export function either<One, Other>(one: Check<One>, other: Check<Other>): Check<One | Other> {
  return (value) => (other(value) === undefined ? undefined : one(value));
}

/** Whether a parsed line is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first field that does not pass, in words: `"settings" is no object`; undefined where all do. */
export function wrongField(value: Readonly<Record<string, unknown>>, fields: Fields): string | undefined {
  for (const [name, check] of Object.entries(fields)) {
    const wrong = check(value[name]);
    if (wrong !== undefined) {
      return value[name] === undefined ? `"${name}" is missing` : `"${name}" ${wrong}`;
    }
  }
  return undefined;
}

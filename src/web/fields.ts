/** Reads what a page sends, field by field: nothing passes that is not one of the things it can be. */
import { UsageError } from '../errors.ts';

/** What was sent, of which nothing is believed. */
export type Fields = Readonly<Record<string, unknown>>;

/** What was sent as JSON. @throws UsageError for anything but one object */
export function parseFields(text: string): Fields {
  const parsed = parsedJson(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new UsageError('what was sent is not possible; use one object of JSON');
  }
  return parsed as Fields;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One of a few words. @throws UsageError naming the field, its value and what is allowed */
export function choice<T extends string>(fields: Fields, name: string, allowed: readonly T[]): T {
  const value = fields[name];
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new UsageError(`${name} ${shown(value)} is not possible; use ${allowed.join(', ') || 'nothing yet'}`);
}

/** A whole number. @throws UsageError naming the field, its value and what is allowed */
export function whole(fields: Fields, name: string, min: number, max: number): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`${name} ${shown(value)} is not possible; use a whole number from ${min} to ${max}`);
}

/** Yes or no. @throws UsageError naming the field */
export function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === 'boolean') return value;
  throw new UsageError(`${name} ${shown(value)} is not possible; use true or false`);
}

/** A name as Kafka allows it of topics (Kafka's Topic.java, LEGAL_CHARS and MAX_NAME_LENGTH). @throws UsageError */
export function kafkaName(fields: Fields, name: string): string {
  const value = fields[name];
  const isLegal = typeof value === 'string' && /^[\w.-]{1,249}$/.test(value) && !/^\.{1,2}$/.test(value);
  if (isLegal) return value;
  throw new UsageError(
    `${name} ${shown(value)} is not possible; use up to 249 of the letters a-z, A-Z, 0-9, ".", "_" and "-"`,
  );
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 80) ?? 'nothing';
}

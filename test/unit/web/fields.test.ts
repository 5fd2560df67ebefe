/** What a page sends is held to what it can be: nothing else passes, and each refusal says what is allowed. */
import { describe, expect, it } from 'vitest';
import { choice, flag, kafkaName, parseFields, whole } from '../../../src/web/fields.ts';

describe('parseFields', () => {
  it('takes one object', () => {
    expect(parseFields('{"a":1}')).toEqual({ a: 1 });
  });

  it.each(['', 'null', '[1]', '"a"', '{', 'undefined'])('refuses %s', (text) => {
    expect(() => parseFields(text)).toThrow('use one object of JSON');
  });
});

describe('choice', () => {
  it('gives back one of the words, and nothing that only reads like it', () => {
    expect(choice({ act: 'kill' }, 'act', ['kill', 'stop'])).toBe('kill');
    for (const act of ['KILL', ' kill', ['kill'], { toString: () => 'kill' }, undefined, 'constructor']) {
      expect(() => choice({ act }, 'act', ['kill', 'stop'])).toThrow('is not possible; use kill, stop');
    }
  });
});

describe('whole', () => {
  it('takes a number of the range alone', () => {
    expect(whole({ n: 3 }, 'n', 1, 3)).toBe(3);
    for (const n of [0, 4, 1.5, '2', NaN, null, Infinity]) {
      expect(() => whole({ n }, 'n', 1, 3)).toThrow('is not possible; use a whole number from 1 to 3');
    }
  });
});

describe('flag', () => {
  it('takes true and false alone', () => {
    expect(flag({ on: false }, 'on')).toBe(false);
    for (const on of ['true', 1, undefined]) {
      expect(() => flag({ on }, 'on')).toThrow('use true or false');
    }
  });
});

describe('kafkaName', () => {
  it.each(['orders', 'a.b_c-D9', 'x'.repeat(249)])('takes %s', (name) => {
    expect(kafkaName({ name }, 'name')).toBe(name);
  });

  it.each(['', '.', '..', '../orders', 'a b', 'a\n', 'é', 'x'.repeat(250), 5, undefined])(
    'refuses %j',
    (name) => {
      expect(() => kafkaName({ name }, 'name')).toThrow('is not possible; use up to 249 of the letters');
    },
  );
});

import { assert, constantFrom, dictionary, oneof, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { readEnvironment } from '../../../src/kafka/images/read-environment.ts';
import {
  propertyText,
  readProperties,
  readPropertyText,
  writeProperties,
} from '../../../src/kafka/properties.ts';

it('reads properties as java.util.Properties does', () => {
  const text =
    '# a comment\n! another\n\na=1\n b.c : two words \nd=x=y\ne=first,\\\n  second\nempty=\nback=a\\.b\\\\c\ntwice=1\ntwice=2\nname with space\n';
  expect(readProperties(text)).toEqual({
    a: '1',
    'b.c': 'two words ',
    d: 'x=y',
    e: 'first,second',
    empty: '',
    back: 'a.b\\c',
    twice: '2',
    name: 'with space',
  });
});

it('writes what has a meaning in the format as what was meant', () => {
  expect(writeProperties({ b: '2\ninjected=yes', 'a key=:#': ' \\ tab\t' })).toBe(
    'a\\ key\\=\\:#=\\ \\\\ tab\\t\nb=2\\ninjected=yes\n',
  );
});

it('writes ASCII alone, since Kafka reads Latin-1', () => {
  expect(writeProperties({ ö: 'é€😀\u007f' })).toBe('\\u00f6=\\u00e9\\u20ac\\ud83d\\ude00\\u007f\n');
});

it('reads back whatever it wrote', () => {
  const texts = oneof(
    string({ unit: 'binary' }),
    string({ unit: constantFrom(...'\\| |=|:|#|!|\n|\r|\t|$|u|0|4|1|ö'.split('|')) }),
  );
  assert(
    property(dictionary(string({ minLength: 1, unit: 'binary' }), texts), (settings) => {
      const text = writeProperties(settings);
      expect(text).toMatch(/^[\n\x20-\x7e]*$/);
      expect({ ...readProperties(text) }).toEqual({ ...settings });
    }),
  );
  assert(
    property(texts, (value) => {
      expect(readPropertyText(propertyText(value))).toBe(value);
    }),
  );
});

it("reads a container's variable as the image's properties file will hold it", () => {
  const environment = { KAFKA_NODE_ID: '1', KAFKA_A_B: 'x\\\\y\\nz' };
  expect(readEnvironment(environment).settings['a.b']).toBe('x\\y\nz');
});

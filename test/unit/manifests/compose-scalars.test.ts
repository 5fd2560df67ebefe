/** Numbers without quotes, as Docker Compose 2.40 hands them to a container (`docker compose config` of each). */
import { expect, it } from 'vitest';
import { readYaml } from '../../../src/diff/readers/yaml.ts';
import { completed } from '../../../src/lint/completed.ts';
import { composeNumber } from '../../../src/manifests/compose-scalars.ts';

const asCompose: readonly (readonly [source: string, text: string])[] = [
  ['1_000', '1000'],
  ['1e6', '1e+06'],
  ['1e3', '1000'],
  ['0x10', '16'],
  ['010', '8'],
  ['0o10', '8'],
  ['09', '9'],
  ['0b11', '3'],
  ['1.50', '1.5'],
  ['.5', '0.5'],
  ['+1', '1'],
  ['-0', '0'],
  ['1_0.5', '10.5'],
  ['1__0', '10'],
  ['1.5e-7', '1.5e-07'],
  ['123456789.123', '1.23456789123e+08'],
  ['21474836470.0', '2.147483647e+10'],
  ['12345678901234567', '12345678901234567'],
  ['9007199254740993', '9007199254740993'],
  ['100000000000000000000', '1e+20'],
  ['1.0e21', '1e+21'],
];
const asItStands = ['yes', 'on', 'NO', '12:30', '190:20:30', '1.2.3', '_1', '0x', 'PT1M', '-', '1e', ''];

it.each(asCompose)('%s becomes %s', (source, text) => {
  expect(String(composeNumber(source))).toBe(text);
});

it.each(asItStands)('"%s" is no number', (source) => {
  expect(composeNumber(source)).toBeUndefined();
});

it('is what lint, import and diff read, and quotes keep a text as it is', () => {
  const lines = asCompose.map(([source], index) => `      V${index}: ${source}`).join('\n');
  const text = `services:\n  kafka:\n    image: a:1\n    environment:\n${lines}\n      Q: '1_000'\n      B: yes\n      T: True\n`;
  const expected = {
    ...Object.fromEntries(asCompose.map(([, value], index) => [`V${index}`, value])),
    Q: '1_000',
    B: 'yes',
    T: 'true',
  };
  const { services } = completed(new Map([['compose.yml', text]]), () => undefined);
  expect(services.get('kafka')?.['environment']).toEqual(expected);
  const [document] = readYaml(text, 'compose.yml', 'compose') as [
    { services: { kafka: { environment: Record<string, unknown> } } },
  ];
  const read = Object.entries(document.services.kafka.environment).map(([name, value]) => [
    name,
    String(value),
  ]);
  expect(Object.fromEntries(read)).toEqual(expected);
});

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { styleSheet } from '../../../../src/report/html/style.ts';

const folder = 'src/report/html';

it('every colour that the page asks for by its meaning is there, for light and for dark', () => {
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
    .join('\n');
  const asked = [...code.matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name!);
  const missing = [...new Set(asked)].filter((name) => styleSheet.split(`--${name}:`).length !== 3);
  expect(asked.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});

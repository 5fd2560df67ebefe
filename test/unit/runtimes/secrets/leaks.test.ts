/** The search itself: one that finds nothing would let every password through. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { propertyText } from '../../../../src/kafka/properties.ts';
import { filesWithLeaks, leaksIn } from '../../../support/leaks.ts';

const password = 'a"b\\c$d\nsecond line é';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-leaks-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it('finds a password in every file but those of the secrets, however it is written', async () => {
  await mkdir(join(dir, 'secrets'));
  await mkdir(join(dir, 'files', 'local'), { recursive: true });
  const texts = {
    'secrets/users.json': password,
    'files/local/server.properties': `password=${propertyText(password)}`,
    'instance.json': JSON.stringify({ password }),
    'broker.log': `login of shop with ${password}`,
    environment: `PASSWORD=${Buffer.from(password).toString('base64')}`,
    'lines.log': '12:00 second line é',
    'clean.log': 'a"b\\c',
  };
  for (const [path, text] of Object.entries(texts)) await writeFile(join(dir, path), text);
  expect(await filesWithLeaks(dir, ['other', password])).toEqual([
    'broker.log',
    'environment',
    'files/local/server.properties',
    'instance.json',
    'lines.log',
  ]);
});

it('says which secret it is', () => {
  expect(leaksIn('one two', ['three', 'two'])).toEqual(['two']);
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bindingsOf } from '../../../../src/kafka/security/users.ts';
import { instanceDir } from '../../../../src/runtimes/instances.ts';
import { joined, lackingIn, noteAdmitted, readAdmitted } from '../../../../src/runtimes/up/admitted.ts';

const id = 'admitted-local';
const shop = { user: 'shop', mechanism: 'SCRAM-SHA-512' } as const;
const rulesOf = (...operations: readonly ('Read' | 'Write')[]): ReturnType<typeof bindingsOf> =>
  bindingsOf([{ name: 'shop', acls: [{ topic: 'orders', operations }] }]);

it('knows nothing of an instance whose users nobody has told of', async () => {
  expect(await readAdmitted(id)).toEqual({ users: [], rules: [] });
});

it('keeps what it is told, until it is told otherwise', async () => {
  await noteAdmitted(id, { users: [shop], rules: rulesOf('Read') });
  await noteAdmitted(id, { users: [shop], rules: rulesOf('Write') });
  expect(await readAdmitted(id)).toEqual({ users: [shop], rules: rulesOf('Write') });
});

it('joins what was and what is, and finds what is no more, in whatever order a file has it', () => {
  const before = { users: [shop], rules: rulesOf('Read', 'Write') };
  const [read] = rulesOf('Read');
  const turned = Object.fromEntries(Object.entries(read!).toReversed()) as unknown as typeof read & object;
  const now = { users: [], rules: [turned] };
  expect(lackingIn(now.rules, before.rules)).toEqual(rulesOf('Write'));
  expect(joined(before, now)).toEqual({ users: [shop], rules: [turned, ...rulesOf('Write')] });
});

it('says of notes that are damaged which file they are', async () => {
  await noteAdmitted(id, { users: [], rules: [] });
  await writeFile(join(instanceDir(id), 'admitted.json'), '{');
  await expect(readAdmitted(id)).rejects.toThrow(/admitted\.json is not readable as JSON; delete it/);
});

/** Whether a file is the locked jar, to the byte. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { LabError, RuntimeError } from '../../errors.ts';
import type { LockedJar } from './jar-lock.ts';
import { repositorySetting } from './maven-repository.ts';

/** @throws RuntimeError `checksum-mismatch` when the file is not the locked one */
export async function verify(path: string, jar: LockedJar): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const found = hash.digest('hex');
  const { size } = await stat(path);
  if (size !== jar.size || found !== jar.sha256) throw mismatch(jar, `${size} bytes with sha256 ${found}`);
}

/** What arrived is not the locked jar; the fix is the repository's, so it names the setting. */
export function mismatch(jar: LockedJar, found: string): RuntimeError {
  return new RuntimeError(
    'checksum-mismatch',
    `${jar.coordinates} is not the jar that the lab was made with: found ${found}, expected ${jar.size} bytes with ` +
      `sha256 ${jar.sha256}; the file was deleted: run again, and if it stays so, correct the repository that ` +
      `${repositorySetting} names or set it to another`,
  );
}

/** True for {@link mismatch}. */
export function isMismatch(error: unknown): boolean {
  return error instanceof LabError && error.code === 'checksum-mismatch';
}

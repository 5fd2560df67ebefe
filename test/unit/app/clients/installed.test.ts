/** Libraries that klab does not bring are found as a program in this folder would find them, and loaded where they cannot end klab. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { installedPackage, tryLibrary } from '../../../../src/app/clients/installed.ts';
import { platformaticClient } from '../../../../src/app/clients/platformatic.ts';
import { rdkafkaClient } from '../../../../src/app/clients/rdkafka.ts';

let dir: string;
beforeAll(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'klab-installed-')));
  vi.spyOn(process, 'cwd').mockReturnValue(dir);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(dir, { recursive: true, force: true });
});

async function install(name: string, version: string, code: string): Promise<void> {
  const folder = join(dir, 'node_modules', name);
  await mkdir(join(folder, 'dist'), { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name, version, type: 'commonjs', exports: './dist/index.js' }),
  );
  await writeFile(join(folder, 'dist', 'index.js'), code);
}

it('one that is not there says how one gets it', async () => {
  expect(await rdkafkaClient.presence()).toEqual({
    isThere: false,
    fix: 'run npm install node-rdkafka in the folder in which you start klab; it is compiled there',
  });
  await expect(platformaticClient.prepare({})).rejects.toThrow(
    'client platformatic is not there; run npm install @platformatic/kafka in the folder in which you start klab',
  );
});

it('one that is there has its version, also where its package.json may not be loaded', async () => {
  await install('@platformatic/kafka', 'v1.2.3', 'exports.Producer = class {};');
  expect(await installedPackage('@platformatic/kafka')).toEqual({
    version: '1.2.3',
    main: join(dir, 'node_modules', '@platformatic', 'kafka', 'dist', 'index.js'),
  });
  const { version } = await platformaticClient.prepare({ 'metadata.max.age.ms': '1000' });
  expect(version).toBe('1.2.3');
});

it('one that cannot be loaded is refused in one line', async () => {
  await install('node-rdkafka', '3.0.0', 'throw new Error("compiled against another Node");');
  await expect(rdkafkaClient.prepare({})).rejects.toThrow(
    `node-rdkafka cannot be run so on Node ${process.versions.node}: compiled against another Node`,
  );
});

it('what ends its process ends nothing else', async () => {
  await expect(tryLibrary('it', 'process.kill(process.pid, "SIGKILL")', [])).rejects.toThrow(
    'it cannot be run so on Node',
  );
});

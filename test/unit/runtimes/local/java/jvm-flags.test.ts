import { expect, it } from 'vitest';
import { jvmFlags } from '../../../../../src/kafka/jvm.ts';
import { classArchivePlaceholder } from '../../../../../src/render/local/plan.ts';
import {
  aotAssemblyFlags,
  archiveMakingFlags,
  withArchive,
} from '../../../../../src/runtimes/local/java/jvm-flags.ts';

const planned = jvmFlags({ heapMb: 256, classArchive: classArchivePlaceholder });
/** Not about archives. */
const others = planned.filter((flag) => !/share|cds|SharedArchive/.test(flag));

it('a class-data archive takes the place that the plan has for it', () => {
  expect(withArchive(planned, '/cache/kafka.jsa')).toEqual(
    jvmFlags({ heapMb: 256, classArchive: '/cache/kafka.jsa' }),
  );
});

it('an AOT cache takes the place of all flags of an archive, and of nothing else', () => {
  const flags = withArchive(planned, '/cache/kafka.aot');
  expect(flags).toContain('-XX:AOTCache=/cache/kafka.aot');
  expect(flags.filter((flag) => !/AOT|aot/.test(flag))).toEqual(others);
});

it.each(['/cache/kafka.jsa', '/cache/kafka.aot'])(
  '%s is made with the collector and compiler of a node',
  (archive) => {
    const making = archiveMakingFlags(archive, '-Dmark=x');
    expect(making[0]).toBe('-Dmark=x');
    for (const flag of others) expect(making).toContain(flag);
  },
);

it('an AOT cache is made of the record of the run before, in a JVM that carries the mark', () => {
  const record = /AOTConfiguration=(\S+)/;
  const [trained] = archiveMakingFlags('/c/k.aot', '-Dm=x').flatMap((flag) => record.exec(flag)?.[1] ?? []);
  const assembly = aotAssemblyFlags('/c/k.aot', '-Dm=x');
  expect(assembly[0]).toBe('-Dm=x');
  expect(assembly.join(' ')).toContain(`-XX:AOTConfiguration=${trained} -XX:AOTCache=/c/k.aot`);
});

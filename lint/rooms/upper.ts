/** Rooms that know where clusters run, and those that people meet: runtimes, reports, use cases, verbs. */
import type { Room } from '../house.ts';
import { below, ground, ofPods, tools } from './groups.ts';

/** Up to the roof. */
export const upperRooms: readonly Room[] = [
  {
    places: ['src/runtimes/host'],
    knows: [...ground, 'src/kafka'],
    packages: ['node:child_process', 'zx', 'pid-port'],
    why: 'host/ knows this machine and no cluster, and alone starts processes',
  },
  {
    places: ['src/runtimes/docker'],
    knows: [...below, 'src/runtimes/host'],
    why: 'docker/ runs docker for whoever needs it',
  },
  {
    places: ['src/runtimes/jars'],
    knows: [...ground, 'src/kafka', 'src/runtimes/host'],
    packages: ['mvn-artifact-url', 'p-map', 'undici'],
    why: 'jars/ fetches and proves files',
  },
  {
    places: ['src/runtimes/secrets'],
    knows: [...ground, 'src/kafka', 'src/cluster'],
    packages: ['@peculiar/x509', 'jks-js', 'reflect-metadata'],
    why: 'secrets/ makes and keeps what no other file may hold',
  },
  {
    places: ['src/runtimes/local'],
    knows: [...below, ...tools, 'src/client/**', 'src/render/local'],
    packages: ['get-port', 'yaml'],
    why: 'a runtime is one folder that knows its own target, and never another runtime',
  },
  {
    places: ['src/runtimes/compose'],
    knows: [...below, ...tools, 'src/client/**', 'src/render/compose'],
    packages: ['yaml'],
    why: 'a runtime is one folder that knows its own target, and never another runtime',
  },
  {
    places: ['src/runtimes/kubernetes'],
    knows: [...below, ...tools, 'src/client/**', 'src/render/kubernetes'],
    packages: ['p-map', 'pid-port', 'ws', 'yaml'],
    why: 'a runtime is one folder that knows its own target, and never another runtime',
  },
  {
    places: ['src/runtimes/attached'],
    knows: [...below, ...tools, 'src/client/**', ...ofPods],
    packages: ['yaml'],
    why: 'what others run is asked by its addresses, and broken by its containers or pods: it renders and makes nothing',
  },
  {
    places: ['src/runtimes/instances.ts', 'src/runtimes/users.ts', 'src/runtimes/shared', 'src/runtimes/up'],
    knows: [...below, 'src/client/**', 'src/render', 'src/runtimes/host', 'src/runtimes/secrets'],
    packages: ['proper-lockfile'],
    why: 'what runtimes share knows none of them',
  },
  {
    places: ['src/runtimes'],
    knows: [...below, 'src/client/**', 'src/runtimes/**'],
    why: 'runtimes run and break clusters; they judge and draw nothing',
  },
  {
    places: ['src/lessons'],
    knows: [...below, 'src/client/**'],
    why: 'lessons/ says what a lesson is and what its checks look with; it never asks where a cluster runs',
  },
  {
    places: ['src/report/marks.ts'],
    knows: [],
    packages: ['picocolors'],
    why: 'only here a meaning becomes a colour',
  },
  {
    places: ['src/report'],
    knows: [
      ...below,
      ...[
        'client/watch',
        'client/by-hand',
        'diff',
        'import',
        'lint',
        'lessons',
        'checks',
        'drills',
        'change',
      ].map((room) => `src/${room}`),
      'src/runtimes',
      'src/runtimes/shared',
      'src/runtimes/up',
      'src/report/html',
      'src/report/marks.ts',
    ],
    packages: ['cli-table3'],
    why: 'report/ draws results and runs nothing',
  },
  {
    places: ['src/report/html'],
    knows: ['src/words.ts', 'src/kafka', 'src/drills', 'src/report'],
    packages: ['echarts'],
    why: 'a page is made of a recording alone',
  },
  {
    places: ['src/web'],
    knows: [
      ...below,
      ...[
        'app/**',
        'client/**',
        'checks',
        'drills',
        'lessons',
        'report',
        'report/html/**',
        'runtimes/shared',
      ].map((room) => `src/${room}`),
    ],
    why: 'web/ serves what app/ can do, and never knows where a cluster runs',
  },
  {
    places: ['src/web/page'],
    knows: ['src/web/view.ts', 'src/web/views'],
    packages: ['preact'],
    why: 'the page runs in a browser: it knows what it is told, and nothing that is of Node',
  },
  {
    places: ['src/index.ts', 'src/app'],
    knows: ['src/**'],
    packages: ['jiti', 'leven', 'proper-lockfile'],
    why: 'app/ is what the program can do, without a terminal',
  },
  {
    places: ['topologies'],
    knows: ['src/index.ts'],
    why: "a topology uses the public surface, as a user's own would",
  },
  {
    places: ['lessons'],
    knows: ['src/lessons', 'src/wait.ts'],
    why: 'a lesson is a page and what its checks look for: all that it needs of the lab is the lesson kit',
  },
  {
    places: ['scripts'],
    knows: ['src/**', 'topologies', 'lessons'],
    packages: ['commander', 'esbuild', 'log-update', 'open', 'ora', 'picocolors', 'zx'],
    why: 'scripts parse, call and print',
  },
];

/** Rooms that know no place where a cluster runs: what is pure, what is rendered, what asks and judges. */
import type { Room } from '../house.ts';
import { below, ground, pure, rendered } from './groups.ts';

/** From the ground up. */
export const lowerRooms: readonly Room[] = [
  { places: ground, knows: [], why: 'everybody stands on the ground floor' },
  {
    places: ['src/kafka'],
    knows: pure,
    packages: ['dot-properties', 'leven'],
    why: 'kafka/ is pure knowledge of Kafka',
  },
  {
    places: ['src/constructs'],
    knows: pure,
    packages: ['constructs'],
    why: 'constructs hold meaning, not form',
  },
  { places: [rendered], knows: ['src/kafka'], why: 'a rendered file is a path and its content' },
  {
    places: ['src/render/local'],
    knows: [...pure, rendered],
    packages: ['yaml'],
    why: 'a renderer reads neutral nodes, and no other target',
  },
  {
    places: ['src/render/compose'],
    knows: [...pure, rendered],
    packages: ['yaml'],
    why: 'a renderer reads neutral nodes, and no other target',
  },
  {
    places: ['src/render/kubernetes', 'src/cdk8s.ts'],
    knows: [...pure, rendered, 'src/constructs'],
    packages: ['cdk8s', 'cdk8s-plus-27', 'constructs', 'yaml'],
    why: 'a renderer reads neutral nodes, and no other target',
  },
  {
    places: ['src/render'],
    knows: [...ground, ...pure, 'src/render/**'],
    why: 'rendering needs nothing that runs',
  },
  {
    places: ['src/cluster'],
    knows: [...ground, 'src/kafka', rendered],
    why: 'cluster/ says what a running cluster is, to everybody above it',
  },
  {
    places: ['src/diff'],
    knows: [...pure, 'src/cluster', 'src/manifests', rendered],
    packages: ['js-yaml', 'yaml'],
    why: 'diff/ compares what was rendered; it starts and asks nothing',
  },
  {
    places: ['src/manifests'],
    knows: pure,
    packages: ['yaml'],
    why: 'manifests/ says what objects of Kubernetes make run; it judges nothing',
  },
  {
    places: ['src/lint'],
    knows: [...pure, 'src/diff/changes.ts', 'src/manifests'],
    packages: ['yaml'],
    why: 'lint/ looks at files that others wrote; it reads no disk and asks nothing',
  },
  {
    places: ['src/import'],
    knows: [...pure, 'src/constructs', 'src/diff', 'src/lint', 'src/manifests', 'src/render', rendered],
    why: 'import/ makes a topology of what others wrote; it reads no disk and asks nothing',
  },
  {
    places: ['src/client'],
    knows: [...below, 'src/client/**'],
    why: 'client/ asks a cluster, wherever it runs',
  },
  {
    places: ['src/client/wire'],
    knows: below,
    packages: ['fzstd', 'lz4-napi', 'snappy'],
    why: 'wire/ speaks the protocol itself; of others it takes codecs',
  },
  {
    places: ['src/client/subjects'],
    knows: below,
    why: 'what a client program that a drill measures is to do, and libraries that a person may have installed: klab brings none of them',
  },
  {
    places: ['src/client/kafkajs'],
    knows: [...below, 'src/client/wire', 'src/client/subjects'],
    packages: ['kafkajs'],
    why: 'one room knows kafkajs',
  },
  {
    places: ['src/client/services'],
    knows: below,
    packages: ['pg'],
    why: 'side services have nothing to do with brokers',
  },
  {
    places: ['src/checks'],
    knows: [...below, 'src/client/**'],
    packages: ['p-map'],
    why: 'checks never ask where a cluster runs',
  },
  {
    places: ['src/drills'],
    knows: [...below, 'src/client/**'],
    why: 'drills never ask where a cluster runs',
  },
  {
    places: ['src/change'],
    knows: [...below, 'src/client/**', 'src/diff', 'src/drills'],
    why: 'change/ makes drills of what diff/ says; it never asks where a cluster runs',
  },
];

/** Scripts that run in images use what docs/images.md says that those images have: upstream's differ, and lack what most machines have. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isBroker, type LabNode } from '../../src/kafka/node.ts';
import { packageRoot } from '../../src/package-root.ts';
import { healthCheck } from '../../src/render/compose/health-check.ts';
import { contextOf } from '../../src/render/kubernetes/context.ts';
import { podSpec } from '../../src/render/kubernetes/pod/pod.ts';
import { jvmScripts } from '../../src/runtimes/attached/pods/machine.ts';
import { machineScripts } from '../../src/runtimes/kubernetes/nodes/pod-network.ts';
import { podScripts } from '../../src/runtimes/kubernetes/nodes/signals.ts';
import { relayScript } from '../../src/runtimes/docker/relay.ts';
import { allTopologies } from '../support/topologies.ts';

/** Rows of the table in docs/images.md that a script can be held to. */
const kinds = ['Kafka', 'ZooKeeper', 'side service', 'Prometheus', 'PostgreSQL', 'machine of kind'] as const;
type Kind = (typeof kinds)[number];

/** Programs that a shell script of somebody with a full system would reach for; `stat` and `java` are words of the scripts' own. */
const programs =
  'awk base64 basename bash busybox cat chmod chown cp curl cut date dd diff dirname docker du env expr find flock ' +
  'fuser getent grep head hexdump hostname id ip ip6tables ip6tables-restore iptables iptables-restore jcmd jps ' +
  'kafka-topics.sh kubectl ls lsof mkdir mktemp mv nc ncat netcat netstat nice nohup nproc nsenter od openssl perl ' +
  'pg_isready pgrep pidof pkill ping promtool ps psql python python3 readlink realpath rm sed seq setsid sh sleep sort ' +
  'split ss strace stty sum tail tee telnet timeout top touch tr tty uname uniq wc wget which xargs xxd';

/** What runs in an image: a command as it is, or a script of a shell. */
interface Run {
  readonly kind: Kind;
  readonly command: readonly string[];
}

function kindOf({ role, software }: LabNode): Kind {
  if (software === 'prometheus') return 'Prometheus';
  if (software === 'postgresql') return 'PostgreSQL';
  if (role === 'service') return 'side service';
  return role === 'zookeeper' ? 'ZooKeeper' : 'Kafka';
}

function runs(): readonly Run[] {
  const rendered = allTopologies().flatMap((topology) =>
    topology.nodes.flatMap((node): readonly Run[] => {
      const { containers, initContainers = [] } = podSpec(contextOf(topology), node);
      const probes = containers.flatMap((container) => [
        container.startupProbe,
        container.readinessProbe,
        container.livenessProbe,
      ]);
      const broker = topology.nodes.find(isBroker);
      return [
        { kind: kindOf(node), command: healthCheck(node).test.slice(1) },
        ...probes.flatMap((probe) =>
          probe?.exec?.command === undefined ? [] : [{ kind: kindOf(node), command: probe.exec.command }],
        ),
        ...initContainers.map(({ image, command = [] }) => {
          expect(image).toBe(broker?.image);
          return { kind: 'Kafka' as const, command };
        }),
      ];
    }),
  );
  const nodeKinds = kinds.filter((kind) => kind !== 'machine of kind');
  return [
    ...rendered,
    ...nodeKinds.flatMap((kind) => podScripts.map((script) => ({ kind, command: ['sh', '-c', script] }))),
    ...(['Kafka', 'ZooKeeper'] as const).map((kind) => ({ kind, command: ['bash', '-c', relayScript] })),
    ...[...machineScripts, ...jvmScripts].map((script) => ({
      kind: 'machine of kind' as const,
      command: ['bash', '-c', script],
    })),
  ];
}

/** Programs that a command names, wherever it does: a word that merely looks like one is better changed. */
function programsOf([program = '', flag, script = '']: readonly string[]): readonly string[] {
  if (flag !== '-c') return [program];
  const known = new Set(programs.split(' '));
  // What is part of a path or a variable is no program.
  const words = script.replace(/\/[\w./]+|[$]\{?\w+/g, ' ').match(/[\w.-]+/g) ?? [];
  return [program, ...words.filter((word) => known.has(word))];
}

/** Programs that the table promises, by kind. */
function promised(): ReadonlyMap<string, readonly string[]> {
  const rows = readFileSync(join(packageRoot(), 'docs', 'images.md'), 'utf8').match(/^\|.*$/gm) ?? [];
  return new Map(
    rows.map((row) => {
      const [, image = '', tools = ''] = row.split('|');
      const kind = image.replace(/\(.*\)/, '').trim();
      return [kind, [...tools.matchAll(/`([^`]+)`/g)].map(([, tool = '']) => tool)] as const;
    }),
  );
}

it.each(kinds)('uses in an image of %s just what the table says', (kind) => {
  const used = runs()
    .filter((run) => run.kind === kind)
    .flatMap(({ command }) => programsOf(command));
  expect([...new Set(used)].toSorted()).toEqual(promised().get(kind)?.toSorted());
});

it('sees a program in a script', () => {
  expect(programsOf(['bash', '-c', 'exec 3<>/dev/tcp/x/1 && [[ $(cat <&3) == *Mode:* ]]'])).toEqual([
    'bash',
    'cat',
  ]);
});

/** Reads from the volumes themselves whose data they hold: what is stored elsewhere may be of something else. */
import { marks } from '../../kafka/marks.ts';
import { readKafkaFiles, type KeptNode } from '../../kafka/kept-data.ts';
import { docker } from '../docker/docker.ts';
import { assertFits } from '../up/kept-data.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { UpRequest } from '../../cluster/lifecycle.ts';
import type { MarkedThing } from './containers/marked-things.ts';

/** A container starts in less than a second, on a busy machine in several; metadata of a lab is read in no time. */
const readTimeoutMs = 60_000;

/**
 * Prints, for each folder, its name and what the files in it say. Bash, and of the tools of BusyBox and GNU what both have:
 * `tr` makes the records of the metadata text, since `grep` ends a line at a zero.
 */
const script = `cd /kept && for d in *; do
  echo "volume $d"
  [ -f "$d/meta.properties" ] && while IFS= read -r l; do echo "meta $l"; done <"$d/meta.properties"
  [ -f "$d/__cluster_metadata-0/quorum-state" ] && echo "quorum $(cat "$d/__cluster_metadata-0/quorum-state")"
  [ -f "$d/myid" ] && echo "myid $(cat "$d/myid")"
  for f in "$d"/bootstrap.checkpoint "$d"/__cluster_metadata-0/*.log "$d"/__cluster_metadata-0/*.checkpoint; do
    [ -f "$f" ] && LC_ALL=C tr '\\000\\n' '@ ' <"$f" | LC_ALL=C grep -a -o 'metadata\\.version@.' | LC_ALL=C cut -c 18 | sort -u | od -An -v -tu1 | while read -r l; do echo "levels $l"; done
  done
done; true`;

/**
 * Asserts that an instance of which no container is there can start on its volumes.
 * @throws LabError `node-state` naming what is kept, what was asked for, and what to do.
 */
export async function assertFitsKeptData(
  instance: Instance,
  volumes: readonly MarkedThing[],
  { progress, signal }: Pick<UpRequest, 'progress' | 'signal'>,
): Promise<void> {
  if (volumes.length === 0) return;
  progress.step('the data that is kept');
  const image = instance.topology.nodes.find(({ software }) => software === 'kafka')?.image ?? '';
  const mounts = volumes.flatMap(({ name }, index) => [
    '--mount',
    `type=volume,source=${name},target=/kept/${index},readonly,volume-nocopy`,
  ]);
  // The label lets `klab down` find what an accident leaves. Root, since a service's folder may be closed to others.
  const run = [
    'run',
    '--rm',
    '--label',
    `${marks.instance}=${instance.id}`,
    '--user',
    '0',
    '--network',
    'none',
  ];
  const output = await docker([...run, ...mounts, '--entrypoint', 'bash', image, '-c', script], {
    timeoutMs: readTimeoutMs,
    signal,
  });
  const nodes = parseKept(output, volumes);
  assertFits(instance, { nodes, places: volumes.map(({ name }) => `volume ${name}`) }, progress);
}

/** Reads what the script prints; a node may have several volumes. */
function parseKept(output: string, volumes: readonly MarkedThing[]): readonly KeptNode[] {
  const said = output.split(/^volume (?=\d+$)/m).slice(1);
  return said.flatMap((text): readonly KeptNode[] => {
    const lines = text.split('\n');
    const values = (name: string): readonly string[] =>
      lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
    const id = volumes[Number(lines[0])]?.nodeId ?? '';
    const [quorum = ''] = values('quorum');
    const kafka = readKafkaFiles({
      meta: values('meta').join('\n'),
      quorum,
      // A line ends each level, which od shows too.
      levels: values('levels').flatMap((line) =>
        line
          .trim()
          .split(/\s+/)
          .map(Number)
          .filter((level) => level !== newline),
      ),
    });
    const [myid] = values('myid');
    if (kafka === undefined && myid === undefined) return [];
    return [{ id, ...(kafka && { kafka }), ...(myid !== undefined && { zookeeper: Number(myid) }) }];
  });
}

const newline = 10;

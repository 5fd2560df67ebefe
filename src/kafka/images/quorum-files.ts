/** Where containers look for a dynamic quorum, and who begins it: files that nodes read when they start, since their variables are decided once. */
import { isController, type ResolvedTopology } from '../node.ts';
import { quorumAddresses, type Addressing } from '../addresses.ts';
import { writeProperties } from '../properties.ts';
import { quorumSoughtSetting } from '../settings.ts';
import { kafkaUuidFrom } from '../uuid.ts';

/** Names of the files, in the directory from which the image takes what is mounted. */
export const quorumFileNames = { sought: 'server.properties', firstVoters: 'first-voters' } as const;

/**
 * The files by name; undefined where every node has a list of voters.
 * A variable of a container would stay what it was when voters come and go, and a node that starts after the last of them has gone
 * would look for the quorum where nobody is.
 * @param header lines that begin each file.
 */
export function quorumFiles(
  topology: ResolvedTopology,
  addressing: Addressing,
  header: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (topology.dynamicQuorum !== true) return undefined;
  const comments = header.map((line) => `# ${line}\n`).join('');
  const voters = quorumAddresses(topology, addressing);
  const sought = { [quorumSoughtSetting]: voters.map(({ address }) => address).join(',') };
  return {
    [quorumFileNames.sought]: comments + writeProperties(sought),
    ...(topology.quorumBegun !== true && {
      [quorumFileNames.firstVoters]: `${comments}${firstVoters(topology, addressing)}\n`,
    }),
  };
}

/** As `kafka-storage.sh format --initial-controllers` wants them: the same for each of them, with the ids of storage that is still to be. */
function firstVoters(topology: ResolvedTopology, addressing: Addressing): string {
  const ids = new Map(topology.nodes.filter(isController).map(({ number, id }) => [number, id]));
  return quorumAddresses(topology, addressing)
    .map(
      ({ number, address }) =>
        `${number}@${address}:${kafkaUuidFrom(`directory ${topology.name} ${ids.get(number)}`)}`,
    )
    .join(',');
}

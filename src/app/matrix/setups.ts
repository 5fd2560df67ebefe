/** The clusters of a matrix: every topology with every session timeout, plain and secured, and with every version to upgrade from. */
import type { Topology, TopologyOptions } from '../../constructs/topology.ts';
import type { MatrixSetup } from '../../drills/compare/matrix.ts';
import { upgradeObstacle, type Upgrade } from '../../kafka/versions/upgrades.ts';
import { supportsZooKeeper } from '../../kafka/versions/versions.ts';
import type { TopologyRegistry } from '../find/registry.ts';
import { createSecured } from '../secured.ts';

/** What there is to be of each topology. */
interface SetupsRequest {
  readonly topologies: readonly string[];
  readonly sessionTimeoutsMs: readonly (number | undefined)[];
  readonly secure?: boolean | undefined;
  readonly upgrades?: readonly Upgrade[] | undefined;
}

/** All of them, validated. @throws LabError for a topology that there is not */
export function setupsOf(
  { topologies: names, sessionTimeoutsMs, secure = false, upgrades }: SetupsRequest,
  topologies: TopologyRegistry,
): readonly MatrixSetup[] {
  return names.flatMap((name) =>
    sessionTimeoutsMs.flatMap((sessionTimeoutMs): readonly MatrixSetup[] => {
      const session = sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs };
      const ownSession = sessionTimeoutMs === undefined;
      const { security, mode } = topologies.create(name, session).resolve();
      const makes = [
        (options: TopologyOptions) => topologies.create(name, options),
        ...(secure && security === undefined
          ? [(options: TopologyOptions) => createSecured(topologies, name, options)]
          : []),
      ];
      // A version that has no such cluster is none to begin with.
      const own = upgrades?.filter(({ from }) => mode === 'kraft' || supportsZooKeeper(from));
      return makes.flatMap((make) =>
        own === undefined
          ? [{ topology: make(session).resolve(), ownSession }]
          : own.map((upgrade) => ({ ...beforeUpgrade(upgrade, session, make), ownSession })),
      );
    }),
  );
}

/** A cluster of the version of before, and why it cannot have the later one. */
function beforeUpgrade(
  { from, to }: Upgrade,
  session: TopologyOptions,
  make: (options: TopologyOptions) => Topology,
): Omit<MatrixSetup, 'ownSession'> {
  const topology = make({ ...session, kafkaVersion: from }).resolve();
  const obstacle = upgradeObstacle(topology.mode, { from, to });
  return { topology, upgradeTo: to, ...(obstacle !== undefined && { obstacle }) };
}

/** A topology with other settings of its brokers and controllers: what a cluster becomes whose settings are changed. */
import type { ResolvedTopology } from '../../kafka/node.ts';
import { followedSettings, sessionSettings } from '../../kafka/settings.ts';

/** Settings by their upstream names. */
export type Settings = Readonly<Record<string, string>>;

/** The topology with these settings on every broker and controller, and with what follows from them. */
export function withSettings(topology: ResolvedTopology, settings: Settings): ResolvedTopology {
  const minIsr = settings[followedSettings.minInSyncReplicas];
  const session = settings[followedSettings.sessionTimeoutMs];
  // Heartbeats must be several in one session.
  const following = session === undefined ? {} : sessionSettings(topology.mode, Number(session));
  return {
    ...topology,
    ...(minIsr !== undefined && { minInSyncReplicas: Number(minIsr) }),
    ...(session !== undefined && { sessionTimeoutMs: Number(session) }),
    nodes: topology.nodes.map((node) =>
      node.software === 'kafka'
        ? { ...node, settings: { ...node.settings, ...following, ...settings } }
        : node,
    ),
  };
}

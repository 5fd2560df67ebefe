/** All topologies as one cdk8s app, for `cdk8s synth`. */
import { App } from 'cdk8s';
import type { Topology } from '../../constructs/topology.ts';
import { TopologyChart } from './chart.ts';

/**
 * Writes the manifests of each topology to the folder that the cdk8s command line names (`CDK8S_OUTDIR`).
 * Without the command line cdk8s would write to `dist/`, which is not its to write to.
 */
export function synthApp(topologies: readonly Topology[]): void {
  const app = new App({ outdir: process.env['CDK8S_OUTDIR'] ?? 'dist-cdk8s' });
  for (const topology of topologies) new TopologyChart(app, topology.name, { topology });
  app.synth();
}

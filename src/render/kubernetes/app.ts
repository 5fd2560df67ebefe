/** All topologies as one cdk8s app, for `cdk8s synth`. */
import { App } from 'cdk8s';
import type { Topology } from '../../constructs/topology.ts';
import { TopologyChart } from './chart.ts';

/** Writes the manifests of each topology to the folder that the cdk8s command line names (`CDK8S_OUTDIR`). */
export function synthApp(topologies: readonly Topology[]): void {
  const app = new App();
  for (const topology of topologies) new TopologyChart(app, topology.name, { topology });
  app.synth();
}

/** What `npx cdk8s synth` runs (cdk8s.yaml): every ready-made topology as one cdk8s app. */
import { synthApp } from '../src/render/kubernetes/app.ts';
import { createTopology, topologyNames } from '../topologies/index.ts';

synthApp(topologyNames.map((name) => createTopology(name)));

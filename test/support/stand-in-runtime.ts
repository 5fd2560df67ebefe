/** A runtime that starts nothing and notes what is asked of it, for tests of the order in which it is asked. */
import type { Deployment, UpRequest } from '../../src/cluster/lifecycle.ts';
import type { Runtime } from '../../src/cluster/runtime.ts';
import { RuntimeError } from '../../src/errors.ts';

/** What the runtime finds, and at what it fails. */
export interface StandInOptions {
  readonly name?: Runtime['name'];
  /** How many nodes it has of every instance. @default 0 */
  readonly nodes?: () => number;
  /** What it has of their data, in words. @default nothing */
  readonly data?: readonly string[];
  /** A step that fails, such as `start`. @default none: `wait` fails, since no broker is there */
  readonly fails?: string;
  readonly places?: Runtime['places'];
}

/** @returns the runtime, and the steps in the order in which they were asked for. */
export function standInRuntime(options: StandInOptions = {}): { runtime: Runtime; steps: string[] } {
  const { name = 'local', nodes = () => 0, data = [], fails, places } = options;
  const steps: string[] = [];
  const step = async (what: string): Promise<void> => {
    steps.push(what);
    if (what === fails) throw new RuntimeError('node-died', `${what} failed`);
  };
  const deployment = ({ instance }: UpRequest): Deployment => ({
    instance,
    record: instance,
    async provide() {
      await step('provide');
      return instance.topology.nodes.map(({ id }) => id);
    },
    start: () => step('start'),
    wait: () => ({
      async assertAlive() {
        await step('look');
        throw new RuntimeError('node-died', 'broker-1 ended while starting');
      },
    }),
    undo: () => step('undo'),
    [Symbol.dispose]: () => void steps.push('dispose'),
  });
  const runtime: Runtime = {
    name,
    observe: {
      status: ({ topology }) =>
        Promise.resolve(topology.nodes.map(({ id }) => ({ id, state: nodes() > 0 ? 'running' : 'stopped' }))),
      probeListener: () => Promise.reject(new RuntimeError('client', 'nobody listens')),
      remains: (instance) => Promise.resolve({ nodes: nodes(), data, instance }),
    },
    lifecycle: {
      async prepareUp(request) {
        await step('prepare');
        return deployment(request);
      },
      async prepareDown() {
        await step('prepare');
        return {
          hasData: () => Promise.resolve(data.length > 0),
          stopBrokers: () => step('stop brokers'),
          removeNodes: () => step('remove nodes'),
          async removeAll() {
            await step('remove all');
            return ['namespace shop stays'];
          },
        };
      },
    },
    ...(places && { places }),
  };
  return { runtime, steps };
}

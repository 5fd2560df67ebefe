/** Ports of the host that a process keeps open for a cluster which is reached in no other way. */
import type { Instance } from './instance.ts';

/** A port of the host that leads to a node only while a process forwards it. */
export interface ForwardedPort {
  readonly node: string;
  /** `host:port`. */
  readonly address: string;
  readonly pod: string;
  /** Port of the pod. */
  readonly port: number;
  /** Whether this process forwards it; else another klab does, and this one once that ends. */
  readonly own: boolean;
}

/** What happens to forwards while they are kept; each in words, too. */
export type ForwardEvent =
  | { readonly type: 'node'; readonly node: string; readonly reachable: boolean; readonly text: string }
  | { readonly type: 'cluster'; readonly answers: boolean; readonly text: string };

/** How forwards are kept. */
export interface ForwardOptions {
  /** Ends them. */
  readonly signal: AbortSignal;
  /** Told the ports once they are open, and again when this process has more of them. */
  readonly onPorts: (ports: readonly ForwardedPort[]) => void;
  readonly onEvent: (event: ForwardEvent) => void;
}

/** Makes the host's addresses of an instance lead to its brokers, on a runtime where they may not by themselves. */
export interface Forwards {
  /** Whether its addresses lead to the brokers only while somebody forwards them. */
  areNeeded(instance: Instance): boolean;
  /** Makes them lead there for as long as this process lives; twice is fine. */
  attach(instance: Instance): Promise<void>;
  /**
   * Does what `attach` does until the signal fires, and tells what happens meanwhile.
   * @throws RuntimeError `no-instance` when the instance has gone.
   */
  keep(instance: Instance, options: ForwardOptions): Promise<void>;
}

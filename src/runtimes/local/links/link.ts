/** One port of a link: what connects to it is led to the same port of a node, for as long as the link is not cut. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { hasErrorCode } from '../../../errors.ts';
import { LinkConnection } from './connection.ts';

/** Where a link listens and leads to. */
export interface LinkOptions {
  /** Address that is dialled. */
  readonly listen: string;
  /** Address that the node binds. */
  readonly forward: string;
  /** The same on both. */
  readonly port: number;
}

/** Pause between two looks whether a node that refused is back, in milliseconds. */
const lookIntervalMs = 100;

/**
 * A port that leads to a node.
 * It refuses while the node does: to whoever dials, a node that does not run must not look like one that takes requests
 * and then dies of them.
 */
export class Link {
  private readonly options: LinkOptions;
  private readonly connections = new Set<LinkConnection>();
  private server: Server | undefined;
  private cut = false;
  private refused = false;
  private closed = false;

  constructor(options: LinkOptions) {
    this.options = options;
  }

  /** What is dialled, `host:port`, which no two links share. */
  get name(): string {
    return `${this.options.listen}:${this.options.port}`;
  }

  /** Resolves once connections are accepted. @throws Error of the operating system, such as `EADDRINUSE` */
  async open(): Promise<void> {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true });
    server.on('connection', (socket) => this.onConnection(socket));
    this.server = server;
    server.listen({ host: this.options.listen, port: this.options.port });
    await once(server, 'listening');
  }

  /** Cuts the link or heals it, with all its connections; a link that is cut refuses nobody. */
  setCut(cut: boolean): void {
    this.cut = cut;
    for (const connection of this.connections) connection.setCut(cut);
    if (cut) void this.openAgain();
    else if (this.refused) this.refuse();
  }

  /** Ends the link and its connections. */
  close(): void {
    this.closed = true;
    this.server?.close();
    for (const connection of this.connections) connection.destroy();
  }

  private onConnection(near: Socket): void {
    const { forward: host, port } = this.options;
    const connection = new LinkConnection(near, {
      target: { host, port },
      cut: this.cut,
      onOver: () => this.connections.delete(connection),
      onRefused: () => void this.waitForNode(),
    });
    this.connections.add(connection);
  }

  private async waitForNode(): Promise<void> {
    if (this.refused) return;
    this.refused = true;
    if (!this.cut) this.refuse();
    while (!this.closed && !(await this.isAnswered())) await delay(lookIntervalMs);
    this.refused = false;
    await this.openAgain();
  }

  private refuse(): void {
    this.server?.close();
    this.server = undefined;
  }

  private async openAgain(): Promise<void> {
    while (!this.closed && this.server === undefined) {
      try {
        await this.open();
      } catch (error) {
        // Somebody else has taken the port meanwhile; once it is free, the link is there again.
        this.server = undefined;
        if (!hasErrorCode(error, 'EADDRINUSE')) throw error;
        await delay(lookIntervalMs);
      }
    }
  }

  private async isAnswered(): Promise<boolean> {
    const { forward: host, port } = this.options;
    const socket = connect({ host, port });
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}

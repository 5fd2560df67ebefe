/**
 * One connection through a link, which stalls while the link is cut as if every packet were dropped.
 *
 * Nothing is reset and nothing is closed by the cut: neither end learns of it, except from the silence. Once the link is
 * healed the connection goes on where it stood, with what was sent meanwhile, as TCP does when its retransmissions get
 * through again; an end that gave up meanwhile is heard of by the other one then, and not before.
 *
 * A connection that is asked for during a cut is accepted and gets no answer. A real one would wait for its handshake; to a
 * client both are silence until its own timeout, and no program can leave a handshake on loopback unanswered.
 */
import { connect, type Socket } from 'node:net';
import { hasErrorCode } from '../../../errors.ts';

/** Where a connection leads. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** What a connection is made with. */
export interface LinkConnectionOptions {
  readonly target: Target;
  /** Whether the link is cut now. */
  readonly cut: boolean;
  /** Called when nothing of the connection is left. */
  readonly onOver: () => void;
  /** Called when the other end does not take it, before the one that asked is refused too. */
  readonly onRefused: () => void;
}

/** What a client may have sent before the other end is there; the rest waits in its own buffers. */
const maxHeldBytes = 1024 * 1024;

/** A connection that was accepted, and the one that continues it. */
export class LinkConnection {
  private readonly near: Socket;
  private readonly options: LinkConnectionOptions;
  /** Absent until a link that is cut has been healed. */
  private far: Socket | undefined;
  private cut: boolean;
  private held: Buffer[] = [];
  /** What one end did during a cut and the other one must not know yet. */
  private late: (() => void)[] = [];

  /** @param near accepted with `pauseOnConnect` and `allowHalfOpen`. */
  constructor(near: Socket, options: LinkConnectionOptions) {
    this.near = near;
    this.options = options;
    this.cut = options.cut;
    near.once('close', () => this.onClose());
    if (this.cut) this.hold();
    else this.join();
  }

  /** Ends both sides at once. */
  destroy(): void {
    this.near.destroy();
    this.far?.destroy();
  }

  /** Stalls the connection, or lets it go on. */
  setCut(cut: boolean): void {
    if (cut === this.cut) return;
    this.cut = cut;
    if (cut) {
      this.near.pause();
      this.far?.pause();
    } else if (this.far === undefined) {
      this.release();
    } else {
      for (const act of this.late.splice(0)) act();
      proceed(this.near, this.far);
      proceed(this.far, this.near);
    }
  }

  /** Keeps what a client sends until the other end may be reached; one that gives up before never got through. */
  private hold(): void {
    const { near } = this;
    let heldBytes = 0;
    near.on('data', (chunk) => {
      this.held.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes >= maxHeldBytes) near.pause();
    });
    near.on('end', () => near.destroy());
    near.on('error', () => undefined);
    near.resume();
  }

  private release(): void {
    if (this.near.destroyed) return;
    this.near.removeAllListeners('data').removeAllListeners('end');
    this.join();
  }

  private join(): void {
    const { target, onRefused } = this.options;
    const far = connect({ ...target, noDelay: true, allowHalfOpen: true });
    this.far = far;
    far.once('error', (error) => {
      if (hasErrorCode(error, 'ECONNREFUSED')) onRefused();
    });
    far.once('close', () => this.onClose());
    for (const chunk of this.held.splice(0)) far.write(chunk);
    this.relay(this.near, far);
    this.relay(far, this.near);
    this.near.resume();
  }

  private relay(from: Socket, to: Socket): void {
    from.on('data', (chunk) => {
      if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => {
      if (!this.cut) from.resume();
    });
    from.on('end', () => this.tell(() => to.end()));
    from.on('error', () => this.tell(() => reset(to)));
  }

  private onClose(): void {
    if (this.near.destroyed && this.far?.destroyed !== false) this.options.onOver();
  }

  private tell(act: () => void): void {
    if (this.cut) this.late.push(act);
    else act();
  }
}

function proceed(from: Socket, to: Socket): void {
  if (!to.writableNeedDrain) from.resume();
}

/** A connection that broke for one end breaks for the other one too, instead of ending in order. */
function reset(socket: Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy();
}

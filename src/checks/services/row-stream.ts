/** Rows that are committed to a table one after another, while a check breaks what follows them. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../../client/services/postgres.ts';

/** Pause between two rows, in milliseconds: slow enough for a laptop, fast enough that something is under way. */
const pauseMs = 10;

/** Inserts rows 1, 2, 3… from its making until its end, each in a transaction of its own. */
export class RowStream {
  /** Ids of the rows whose commit was answered. */
  readonly committed: number[] = [];
  private ended = false;
  private failure: unknown;
  private readonly running: Promise<void>;

  constructor(sql: Sql, table: string) {
    this.running = this.run(sql, table).catch((error: unknown) => {
      this.failure = error;
    });
  }

  /** @throws what ended the stream early. */
  throwFailure(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  /** Ends the stream and waits for the row under way. */
  async end(): Promise<void> {
    this.ended = true;
    await this.running;
  }

  private async run(sql: Sql, table: string): Promise<void> {
    for (let id = 1; !this.ended; id += 1) {
      await sql.query(`INSERT INTO ${table} VALUES ($1, $2)`, [id, `row ${id}`]);
      this.committed.push(id);
      await delay(pauseMs);
    }
  }
}

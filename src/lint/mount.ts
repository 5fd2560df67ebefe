/** What is mounted, whoever says so: a volume, or one of the configs of a file. */

/** One thing that is mounted. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  /** Its text, where the file that mounts it has that too. @default it is at its source */
  readonly content?: string;
}

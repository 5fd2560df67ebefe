/** What may be asked of a runtime when it looks at its nodes. */

/** What is asked of the nodes beside their states. */
export interface StatusOptions {
  /** Whether each run of a node is to be told from the one before it, which takes some runtimes another question. @default false */
  readonly lives?: boolean;
}

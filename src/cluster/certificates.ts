/** What a drill that replaces certificates needs of whoever keeps a secured instance's secrets. */

/** Issues certificates of one instance: the files in its folder are new ones then, and no node has read them yet. */
export interface CertificateOffice {
  /** Why it can issue none, such as a person's own authority whose key it was not given; undefined where it can. */
  obstacle(): Promise<string | undefined>;
  /** Whether the authority is klab's own: a person's own is theirs to replace. */
  isOwnAuthority(): Promise<boolean>;
  /**
   * A new certificate for a node, of the authority that signs now.
   * @param validForMs how long it is good. @default longer than any lab lives
   * @returns when it ends. @throws UsageError where the authority's key is needed and is not there
   */
  renew(nodeId: string, validForMs?: number): Promise<Date>;
  /** Makes another authority, unless there is one that is to follow already: from now on both are trusted. */
  introduceAuthority(): Promise<void>;
  /** The authority that was introduced signs from now on; users have certificates of it at once, nodes once they are renewed. */
  changeAuthority(): Promise<void>;
  /** From now on only the authority that signs is trusted. */
  forgetAuthority(): Promise<void>;
}

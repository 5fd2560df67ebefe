/** What is asked of a broker: as a caller says it, and as it is sent once the version is decided. */
import type { Api } from './apis.ts';
import { FieldWriter } from './codec/field-writer.ts';

/** What a request asks for. */
export interface WireRequest {
  readonly api: Api;
  /** The request's fields, without its header; a function of the version where they differ by it. */
  readonly body: FieldWriter | ((version: number) => FieldWriter);
  /** How long the answer may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** A request of a version that is decided. */
export interface Message {
  readonly apiKey: number;
  readonly apiVersion: number;
  /** Whether this version of the API is a flexible one: its headers then end with tagged fields (KIP-482). @default false */
  readonly flexible?: boolean;
  readonly body: FieldWriter;
  /** The whole time that the caller gave, as an error says it. */
  readonly timeoutMs: number;
  /** What of it is left. @default all of it */
  readonly leftMs?: number;
  /** @default the next one */
  readonly correlationId?: number;
}

/** By the one version that every broker answers, also those that are much older or newer than klab. */
export const askForVersions = {
  apiKey: 18,
  apiVersion: 0,
  correlationId: 0,
  body: new FieldWriter(),
} as const;

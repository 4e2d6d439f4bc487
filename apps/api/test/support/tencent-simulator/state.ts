import type { Clock } from './clock.js';
import type { Directory } from './directory.js';
import type { Ledger } from './ledger.js';
import type { Receipts } from './receipts.js';

/** What stays the same from one request to the next. */
export interface State {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly ledger: Ledger;
  readonly receipts: Receipts;
  readonly limits: NumberLimits;
}

/** Tencent's limits per number; the console can change them, so they are settings here. */
export interface NumberLimits {
  readonly sameContentSeconds: number;
  readonly perHour: number;
  readonly perDay: number;
}

/** Who asks, after the signature has been verified. */
export interface Caller {
  readonly uin: string;
  readonly secretId: string;
}

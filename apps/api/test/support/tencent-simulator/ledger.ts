import { randomBytes } from 'node:crypto';
import type { Phone } from './phone.js';

export interface Receipt {
  readonly receivedAtMs: number;
  readonly report: 'SUCCESS' | 'FAIL';
  /** The carrier's code, `DELIVRD` on success. */
  readonly code: string;
  readonly description: string;
}

/** One number of one SendSms, accepted or refused. */
export interface LedgerEntry {
  readonly atMs: number;
  readonly secretId: string;
  readonly sdkAppId: string;
  /** E.164, or the text as sent where it is no number. */
  readonly phone: string;
  readonly number: Phone | undefined;
  readonly templateId: string;
  readonly signature: string | undefined;
  readonly params: readonly string[];
  /** What the phone shows; empty when the message could not be rendered. */
  readonly text: string;
  readonly segments: number;
  readonly sessionContext: string;
  readonly serialNo: string;
  /** `Ok`, or why it was refused. */
  readonly code: string;
  receipt?: Receipt;
  /** When its code was used, as ReportConversion told. Seconds since 1970. */
  convertedAt?: number;
}

/** What has been sent and refused, in order. Limits, receipts, queries and statistics are all read from here. */
export class Ledger {
  private readonly all: LedgerEntry[] = [];
  private readonly byPhone = new Map<string, LedgerEntry[]>();

  add(entry: LedgerEntry): void {
    this.all.push(entry);
    const ofPhone = this.byPhone.get(entry.phone) ?? [];
    ofPhone.push(entry);
    this.byPhone.set(entry.phone, ofPhone);
  }

  entries(sdkAppId?: string): LedgerEntry[] {
    return this.all.filter((entry) => sdkAppId === undefined || entry.sdkAppId === sdkAppId);
  }

  accepted(sdkAppId?: string): LedgerEntry[] {
    return this.entries(sdkAppId).filter((entry) => entry.code === 'Ok');
  }

  ofPhone(sdkAppId: string, phone: string): LedgerEntry[] {
    return (this.byPhone.get(phone) ?? []).filter((entry) => entry.sdkAppId === sdkAppId);
  }

  bySerialNo(serialNo: string): LedgerEntry | undefined {
    return this.all.find((entry) => entry.serialNo === serialNo);
  }

  lastSerialNo(): string | undefined {
    return this.accepted().at(-1)?.serialNo;
  }
}

/** Looks like the serial numbers of Tencent's samples: `5000:` and 28 digits. */
export function newSerialNo(): string {
  return `5000:${BigInt(`0x${randomBytes(12).toString('hex')}`)
    .toString()
    .padStart(28, '1')
    .slice(0, 28)}`;
}

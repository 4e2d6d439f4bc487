import { randomInt } from 'node:crypto';
import { chinaDateTime, type Clock } from './clock.js';
import type { Directory } from './directory.js';
import type { LedgerEntry, Receipt } from './ledger.js';

/** How the carrier treats the messages to come. */
export interface ReceiptPlan {
  /** E.164; every number unless told. */
  readonly phone?: string;
  readonly report?: 'SUCCESS' | 'FAIL';
  /** The carrier's code; `DELIVRD`, or `UNDELIV` for a failure. */
  readonly code?: string;
  readonly description?: string;
  /** `never`: the carrier does not report. `before-response`: the receipt overtakes the reply to SendSms. */
  readonly when?: 'later' | 'before-response' | 'never';
  readonly delayMs?: number;
  /** How often the same receipt is pushed. */
  readonly copies?: number;
  /** Every copy is pushed by itself, up to this much later, so that receipts overtake each other. */
  readonly spreadMs?: number;
}

export interface ReceiptOptions {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly delayMs: number;
  /** Spacing of the two further pushes after a refused one; Tencent does not document it. */
  readonly retryDelayMs: number;
  readonly timeoutMs: number;
}

/** One attempt to hand over a callback. */
export interface Push {
  readonly url: string;
  readonly body: unknown;
  readonly accepted: boolean;
}

const MAX_ITEMS = 100;
const ATTEMPTS = 3;

/** Reports of the carriers: kept for the queries, and pushed in arrays to the application's callback address. */
export class Receipts {
  readonly pushes: Push[] = [];
  private readonly plans: ReceiptPlan[] = [];
  /** Per application, what PullSmsSendStatus has not handed out yet. */
  private readonly queues = new Map<string, LedgerEntry[]>();
  private readonly replies = new Map<string, object[]>();
  private readonly outbox = new Map<string, object[]>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly options: ReceiptOptions) {}

  /** Later plans win over earlier ones. */
  plan(plan: ReceiptPlan): void {
    this.plans.unshift(plan);
  }

  /** Resolves when SendSms may answer. */
  async follow(entries: readonly LedgerEntry[]): Promise<void> {
    for (const entry of entries) {
      const plan = this.plans.find(({ phone }) => phone === undefined || phone === entry.phone) ?? {};
      if (plan.when === 'never') continue;
      if (plan.when === 'before-response') {
        this.report(entry, plan);
        await this.flush();
      } else {
        this.after(plan.delayMs ?? this.options.delayMs, () => {
          this.report(entry, plan);
          // A short wait gathers the receipts of several sends into one array.
          this.after(5, () => void this.flush());
        });
      }
    }
  }

  /** Hands out and forgets. */
  pull(sdkAppId: string, limit: number): LedgerEntry[] {
    return (this.queues.get(sdkAppId) ?? []).splice(0, limit);
  }

  /** What the owner of a phone answered, for PullSmsReplyStatus. */
  addReply(sdkAppId: string, reply: object): void {
    this.replies.set(sdkAppId, [...(this.replies.get(sdkAppId) ?? []), reply]);
  }

  pullReplies(sdkAppId: string, limit: number): object[] {
    return (this.replies.get(sdkAppId) ?? []).splice(0, limit);
  }

  /** POSTs one callback, up to three times until the answer is HTTP 200 with `result` 0. */
  async push(url: string, body: unknown, attempt = 1): Promise<void> {
    const accepted = await this.post(url, body);
    this.pushes.push({ url, body, accepted });
    if (!accepted && attempt < ATTEMPTS) {
      this.after(this.options.retryDelayMs, () => void this.push(url, body, attempt + 1));
    }
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private report(entry: LedgerEntry, plan: ReceiptPlan): void {
    const report = plan.report ?? 'SUCCESS';
    const code = plan.code ?? (report === 'SUCCESS' ? 'DELIVRD' : 'UNDELIV');
    entry.receipt = { receivedAtMs: this.options.clock.now(), report, code, description: plan.description ?? code };
    const queue = this.queues.get(entry.sdkAppId) ?? [];
    this.queues.set(entry.sdkAppId, [...queue, entry]);
    const app = this.options.directory.apps.get(entry.sdkAppId);
    if (!app?.statusCallbackUrl) return;
    const item = receiptItem(entry, entry.receipt, app.echoesSessionContext);
    const { statusCallbackUrl: url } = app;
    const copies = Array.from({ length: plan.copies ?? 1 }, () => item);
    const { spreadMs } = plan;
    if (spreadMs === undefined) this.outbox.set(url, [...(this.outbox.get(url) ?? []), ...copies]);
    else for (const copy of copies) this.after(randomInt(spreadMs), () => void this.push(url, [copy]));
  }

  private async flush(): Promise<void> {
    const due = [...this.outbox];
    this.outbox.clear();
    for (const [url, items] of due) {
      for (let start = 0; start < items.length; start += MAX_ITEMS) {
        await this.push(url, items.slice(start, start + MAX_ITEMS));
      }
    }
  }

  private async post(url: string, body: unknown): Promise<boolean> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(this.options.timeoutMs),
      });
      const answer = (await response.json()) as { result?: unknown };
      return response.status === 200 && answer.result === 0;
    } catch {
      return false; // Refused, reset, too slow or no JSON: all the same to the sender of a callback.
    }
  }

  private after(delayMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, delayMs);
    timer.unref();
    this.timers.add(timer);
  }
}

function receiptItem({ number, serialNo, sessionContext }: LedgerEntry, receipt: Receipt, withExt: boolean): object {
  return {
    user_receive_time: chinaDateTime(receipt.receivedAtMs),
    nationcode: number?.countryCode ?? '',
    mobile: number?.national ?? '',
    report_status: receipt.report,
    errmsg: receipt.code,
    description: receipt.description,
    sid: serialNo,
    ...(withExt && { ext: sessionContext }),
  };
}

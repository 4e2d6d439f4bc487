import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from './installation.js';

/** Longest wait for an answer, over all repetitions of one call. */
const PATIENCE_MS = 40_000;
const SENT_WITHIN_MS = 10_000;

export interface Call {
  readonly requestId: string;
  readonly kind: 'start' | 'check-wrong' | 'check-right';
  /** Of the answer that counts; 0 when none came in time. */
  readonly status: number;
}

interface Answer {
  readonly status: number;
  readonly body: { readonly id?: string; readonly error?: { readonly code: string } };
}

let nextNumber = 10_000_000;

/**
 * People who sign in, so many a second, until told to stop: a start, now and then a mistyped code, the right one. A call that got
 * no answer is repeated under the same Idempotency-Key at the next api, as a careful client does.
 */
export class SteadyLoad {
  readonly calls: Call[] = [];
  private readonly journeys: Promise<void>[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly installation: Installation,
    perSecond: number,
  ) {
    this.timer = setInterval(() => this.journeys.push(this.signIn()), 1_000 / perSecond);
  }

  /** Begins nobody anew and waits for those on their way. */
  async stop(): Promise<readonly Call[]> {
    clearInterval(this.timer);
    await Promise.all(this.journeys);
    return this.calls;
  }

  private async signIn(): Promise<void> {
    const phone = `+86139${nextNumber++}`;
    const started = await this.call('start', '/v1/verifications', { phone });
    const code = started.status === 201 ? await this.codeSentTo(phone) : undefined;
    // A process that died between its store and the provider has sent nothing; nobody has a code then.
    if (code === undefined) return;
    const { id } = started.body;
    if (randomInt(4) === 0) await this.call('check-wrong', '/v1/verifications/check', { id, code: another(code) });
    await this.call('check-right', '/v1/verifications/check', { id, code });
  }

  private async codeSentTo(phone: string): Promise<string | undefined> {
    const giveUpAt = Date.now() + SENT_WITHIN_MS;
    while (Date.now() < giveUpAt) {
      const message = this.installation.simulator.messages().findLast((sent) => sent.phone === phone);
      if (message) return message.params[0];
      await pause(200);
    }
    return undefined;
  }

  private async call(kind: Call['kind'], path: string, body: object): Promise<Answer> {
    const requestId = `req_${randomUUID().replaceAll('-', '')}`;
    const giveUpAt = Date.now() + PATIENCE_MS;
    let answer: Answer = { status: 0, body: {} };
    for (let turn = randomInt(2); Date.now() < giveUpAt; turn += 1) {
      answer = await this.ask(this.installation.apis[turn % 2]!.url + path, requestId, body);
      // No answer, or the first one is still being worked out.
      if (answer.status !== 0 && answer.body.error?.code !== 'idempotency_in_progress') break;
      await pause(250);
    }
    this.calls.push({ requestId, kind, status: answer.status });
    return answer;
  }

  private async ask(url: string, requestId: string, body: object): Promise<Answer> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.installation.apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': requestId,
          'x-request-id': requestId,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(8_000),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    } catch {
      return { status: 0, body: {} };
    }
  }
}

const another = (code: string) => String((Number(code) + 1) % 10 ** code.length).padStart(code.length, '0');

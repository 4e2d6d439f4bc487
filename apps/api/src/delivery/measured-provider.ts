import type { Message, Provider, ProviderAccount, SendOutcome } from '@latchkey/core';
import type { Metrics } from '../platform/metrics.js';

/** A provider whose outcomes are counted and timed. */
export class MeasuredProvider implements Provider {
  constructor(
    private readonly provider: Provider,
    private readonly metrics: Pick<Metrics, 'countSend'>,
  ) {}

  async send(account: ProviderAccount, message: Message): Promise<SendOutcome> {
    const { provider } = account;
    const startedAt = performance.now();
    const outcome = await this.provider.send(account, message);
    const reason = outcome.outcome === 'rejected' ? outcome.reason : '';
    this.metrics.countSend(provider, outcome.outcome, reason, (performance.now() - startedAt) / 1000);
    return outcome;
  }
}

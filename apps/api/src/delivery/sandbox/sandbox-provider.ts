import {
  type Clock,
  type Message,
  type Provider,
  type ProviderAccount,
  Refused,
  segmentsOf,
  type SendOutcome,
  signed,
} from '@latchkey/core';
import type { SandboxInbox } from './sandbox-inbox.js';

/** Every message arrives, in the inbox and nowhere else. */
export class SandboxProvider implements Provider {
  constructor(
    private readonly inbox: SandboxInbox,
    private readonly clock: Clock,
  ) {}

  async send(_account: ProviderAccount, message: Message): Promise<SendOutcome> {
    try {
      await this.inbox.put(message, message.phoneKey, {
        id: message.deliveryId,
        phoneMasked: message.phoneMasked,
        text: message.text,
        signature: message.signature,
        sentAt: this.clock.now(),
      });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { outcome: 'unknown', cause: 'the sandbox inbox did not answer' };
    }
    return {
      outcome: 'accepted',
      providerMessageId: message.deliveryId,
      segments: countOf(message),
    };
  }
}

const countOf = ({ text, signature, region }: Message) => segmentsOf(signed(text, signature, region), region).segments;

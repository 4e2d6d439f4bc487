import {
  type Clock,
  type KeyedHashes,
  type Message,
  parsePhone,
  type Provider,
  type ProviderAccount,
  Refused,
  type Region,
  regionOf,
  segmentsOf,
  type SendOutcome,
  signed,
} from '@latchkey/core';
import type { SandboxInbox } from './sandbox-inbox.js';

/** Every message arrives, in the inbox and nowhere else. */
export class SandboxProvider implements Provider {
  constructor(
    private readonly inbox: SandboxInbox,
    private readonly hashes: KeyedHashes,
    private readonly clock: Clock,
  ) {}

  async send(_account: ProviderAccount, message: Message): Promise<SendOutcome> {
    const phone = parsePhone(message.phone);
    try {
      await this.inbox.put(message, this.hashes.phoneKey(message.phone), {
        id: message.deliveryId,
        phoneMasked: phone?.masked ?? '',
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
      segments: phone ? countOf(message, regionOf(phone)) : 1,
    };
  }
}

const countOf = ({ text, signature }: Message, region: Region) =>
  segmentsOf(signed(text, signature, region), region).segments;

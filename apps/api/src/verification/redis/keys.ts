import { partitionOf, partitionOfVerificationId, type TenantScope } from '@latchkey/core';

/**
 * Every key of one number carries the hash tag of its partition, so that one script sees them all, on Redis Cluster too.
 * No number appears in a key, only its keyed hash.
 */
export class Keys {
  /** Of every partition. */
  readonly tags: readonly string[];

  constructor(partitions: number) {
    this.tags = Array.from({ length: partitions }, (_, partition) => tag(partition));
  }

  tagOfPhone(phoneKey: string): string {
    return this.tags[partitionOf(phoneKey, this.tags.length)]!;
  }

  /** The stream that holds the events of a number; those of no number go to the first. */
  eventStreamOf(phoneKey: string): string {
    return eventsKey(phoneKey === '' ? this.tags[0]! : this.tagOfPhone(phoneKey));
  }

  /** @param verificationId one that `partitionOfVerificationId` reads. */
  tagOfId(verificationId: string): string {
    return tag(partitionOfVerificationId(verificationId)!);
  }

  /** The event stream of every partition. */
  eventStreams(): string[] {
    return this.tags.map(eventsKey);
  }
}

/** `{p07}` */
function tag(partition: number): string {
  return `{p${String(partition).padStart(2, '0')}}`;
}

export const scopeText = ({ tenantId, mode }: TenantScope) => `${tenantId}:${mode}`;

export const recordKey = (tag: string, subject: string) => `${tag}:v:${subject}`;
export const sendsKey = (tag: string, subject: string) => `${tag}:w:${subject}`;
export const platformSendsKey = (tag: string, phoneKey: string) => `${tag}:w:*:${phoneKey}`;
export const guessesKey = (tag: string, subject: string) => `${tag}:f:${subject}`;
export const failuresKey = (tag: string, scope: TenantScope, phoneKey: string) =>
  `${tag}:h:${scopeText(scope)}:${phoneKey}`;
export const idKey = (tag: string, scope: TenantScope, id: string) => `${tag}:id:${scopeText(scope)}:${id}`;
export const answerKey = (tag: string, scope: TenantScope, to: 'start' | 'check', idempotencyKey: string) =>
  `${tag}:i:${to}:${scopeText(scope)}:${idempotencyKey}`;
export const optOutKey = (tag: string, tenantId: string, phoneKey: string) => `${tag}:o:${tenantId}:${phoneKey}`;
/** There while every opt-out of the partition is. */
export const optOutsKnownKey = (tag: string) => `${tag}:o`;
export const eventsKey = (tag: string) => `${tag}:events`;
export const claimKey = (scope: TenantScope, idempotencyKey: string) => `claim:${scopeText(scope)}:${idempotencyKey}`;

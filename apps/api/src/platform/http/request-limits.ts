import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { InjectThrottlerOptions, InjectThrottlerStorage, type ThrottlerModuleOptions } from '@nestjs/throttler';
import { Refused } from '@latchkey/core';
import { Metrics } from '../metrics.js';
import { HybridThrottlerStorage, type Hits } from './hybrid-throttler-storage.js';

export const KEY_WINDOW = 'requests_per_minute_key';
export const ADDRESS_WINDOW = 'requests_per_minute_ip';

interface Limit {
  readonly name: string;
  readonly ttl: number;
  readonly limit: number;
}

/** What a limited request is told in its headers. */
export interface Allowance extends Hits {
  readonly limit: number;
}

/** HTTP-level limits, per key and per client address. What may be sent to one number is the store's business. */
@Injectable()
export class RequestLimits {
  private readonly perKey: Limit;
  private readonly perAddress: Limit;

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() private readonly storage: HybridThrottlerStorage,
    private readonly metrics: Metrics,
  ) {
    this.perKey = named(options, KEY_WINDOW);
    this.perAddress = named(options, ADDRESS_WINDOW);
  }

  countKey(keyId: string): Allowance {
    return this.count(this.perKey, keyId);
  }

  countAddress(ip: string): Allowance {
    return this.count(this.perAddress, networkOf(ip));
  }

  /** Before anything is looked up for somebody who has shown no valid key. */
  refuseFullAddress(ip: string): void {
    const { ttl, limit, name } = this.perAddress;
    const hits = this.storage.peek(networkOf(ip), ttl);
    if (hits.total >= limit) throw this.exceeded(name, hits);
  }

  private count({ name, ttl, limit }: Limit, tracker: string): Allowance {
    // No key id reads like an address, so neither needs a prefix: joining text per request would cost more than counting.
    const hits = this.storage.hit(tracker, ttl);
    if (hits.total > limit) throw this.exceeded(name, hits);
    return { total: hits.total, resetSeconds: hits.resetSeconds, limit };
  }

  private exceeded(window: string, { resetSeconds }: Hits): Refused {
    this.metrics.throttled.inc({ window });
    return new Refused({ kind: 'rate_limited', window, retryAfterSeconds: resetSeconds });
  }
}

function named(options: ThrottlerModuleOptions, name: string): Limit {
  const throttlers = Array.isArray(options) ? options : options.throttlers;
  const found = throttlers.find((throttler) => throttler.name === name);
  if (typeof found?.ttl !== 'number' || typeof found.limit !== 'number') throw new Error(`no limit named ${name}`);
  return { name, ttl: found.ttl, limit: found.limit };
}

/** Whoever has one IPv6 address has a /64 of them. */
export function networkOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail = ''] = ip.split('%', 1)[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

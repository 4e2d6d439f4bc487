import type { ProviderAccount } from '@latchkey/core';
import type { AccountLinks } from './account-links.js';
import { QueryFailure } from './query-failure.js';

/** A call to one of the management actions: it reads or files something and sends no message. */
export type Action =
  | 'DescribeSmsSignList'
  | 'DescribeSmsTemplateList'
  | 'AddSmsSign'
  | 'AddSmsTemplate'
  | 'SendStatusStatistics'
  | 'SmsPackagesStatistics';

/** What became of it. */
export type Asked =
  | { readonly answered: true; readonly response: Readonly<Record<string, unknown>> }
  /** The provider's code, or one of ours when there was no answer that could be read. */
  | { readonly answered: false; readonly providerCode: string };

/** Asks about an account, or files something for it; neither its breaker nor its share of sends has a say. */
export async function askAccount(
  links: AccountLinks,
  account: ProviderAccount,
  action: Action,
  request: object,
): Promise<Asked> {
  const link = links.of(account);
  if (!link) return failed('Latchkey.SettingsInvalid');
  try {
    const response = await link.askAccount(action, request);
    // The content of `Response`, whose members nobody vouches for.
    const known = typeof response === 'object' && response !== null ? (response as Record<string, unknown>) : {};
    return { answered: true, response: known };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    // Our own words for silence have no capitals.
    return failed(/^[A-Z]/.test(error.code) ? error.code : 'Latchkey.Unreachable');
  }
}

export const failed = (providerCode: string): Asked => ({ answered: false, providerCode });

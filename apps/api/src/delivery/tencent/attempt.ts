import type { RejectionReason, SendOutcome } from '@latchkey/core';
import { classify } from './classify.js';
import { foreignText } from './foreign-text.js';

/** One call to SendSms and what may be concluded from it. */
export interface Attempt {
  readonly outcome: SendOutcome;
  readonly retry: 'never' | 'soon' | 'with_fresh_credentials';
  readonly wholeAccount: boolean;
}

export function unknown(cause: string): Attempt {
  return { outcome: { outcome: 'unknown', cause }, retry: 'never', wholeAccount: false };
}

/** A refusal of our own making: no request was sent. */
export function refused(reason: RejectionReason, providerCode: string, message: string): Attempt {
  const outcome = { outcome: 'rejected', reason, providerCode, message } as const;
  return { outcome, retry: reason === 'unreachable' ? 'soon' : 'never', wholeAccount: false };
}

/** A vendor's code and text, judged. Never `accepted`: that takes a serial number, which only a reply has. */
export function judged(code: string, message: string): Attempt {
  const providerCode = /^[A-Za-z][A-Za-z.]{0,99}$/.test(code) ? code : 'UnrecognizedCode';
  const meaning = classify(code);
  if (meaning.outcome !== 'rejected') return unknown(providerCode);
  return {
    outcome: { outcome: 'rejected', reason: meaning.reason, providerCode, message: foreignText(message, 200) },
    retry: meaning.retry ?? 'never',
    wholeAccount: meaning.wholeAccount ?? false,
  };
}

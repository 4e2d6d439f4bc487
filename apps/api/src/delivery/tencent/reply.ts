import { type Attempt, judged, unknown } from './attempt.js';
import { classify } from './classify.js';

/** A reply is whatever JSON came back: nothing of it is taken for granted. */
interface Status {
  readonly Code?: unknown;
  readonly Message?: unknown;
  readonly SerialNo?: unknown;
  readonly Fee?: unknown;
}

/** Reads the content of `Response` for a request with one number. Anything but a clear answer means the message may be out. */
export function readReply(response: unknown): Attempt {
  const statuses = (response as { SendStatusSet?: unknown } | null | undefined)?.SendStatusSet;
  const status = Array.isArray(statuses) ? (statuses[0] as Status | null | undefined) : undefined;
  if (typeof status?.Code !== 'string' || status.Code === '') return unknown('empty_reply');
  if (classify(status.Code).outcome !== 'accepted') {
    return judged(status.Code, typeof status.Message === 'string' ? status.Message : '');
  }
  return {
    outcome: {
      outcome: 'accepted',
      providerMessageId: typeof status.SerialNo === 'string' ? status.SerialNo : '',
      segments: typeof status.Fee === 'number' && status.Fee > 0 ? status.Fee : 1,
    },
    retry: 'never',
    wholeAccount: false,
  };
}

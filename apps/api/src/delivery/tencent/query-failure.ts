import { readFailure } from './errors.js';

/** Tencent did not answer a question. The message is a code of Tencent's or a word of ours; it quotes nothing. */
export class QueryFailure extends Error {
  override readonly name = 'QueryFailure';

  constructor(
    readonly code: string,
    /** The same question may be answered a moment later. */
    readonly overloaded: boolean,
  ) {
    super(`Tencent did not answer: ${code}`);
  }
}

/** The same reading of the SDK's errors as for a send, without what a send concludes from it. */
export function queryFailure(error: unknown): QueryFailure {
  const { outcome, retry } = readFailure(error);
  if (outcome.outcome !== 'rejected')
    return new QueryFailure(outcome.outcome === 'unknown' ? outcome.cause : '', false);
  return new QueryFailure(outcome.providerCode, retry === 'soon' && outcome.reason === 'transient');
}

/** What reviewers may say of a text; null until the provider was asked. */
export type Review = 'usable' | 'pending' | 'approved' | 'rejected' | 'missing' | null;

export const REGIONS = ['any', 'mainland', 'international'] as const;
export type Region = (typeof REGIONS)[number];

/** What signatures and templates have in common. */
export interface ReviewedText {
  readonly id: string;
  readonly tenantId: string;
  readonly accountId: string;
  readonly region: Region;
  readonly review: Review;
  readonly reviewReply: string;
}

export interface Signature extends ReviewedText {
  readonly text: string;
}

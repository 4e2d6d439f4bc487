import type { ReviewedText } from '../signatures/text';

export const PARAMS = ['code', 'minutes'] as const;

export interface Template extends ReviewedText {
  readonly providerTemplateId: string;
  readonly purpose: string;
  readonly locale: string;
  readonly content: string;
  readonly params: readonly (typeof PARAMS)[number][];
}

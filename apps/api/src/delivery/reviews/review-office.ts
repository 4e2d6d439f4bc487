import { type ProviderAccount, Refused, type Review } from '@latchkey/core';
import type { z } from 'zod';
import type { AccountLinks } from '../tencent/account-links.js';
import { type Action, askAccount, type Asked } from '../tencent/question.js';
import { type Reviewed, readSignatures, readTemplates } from '../tencent/review-reading.js';
import { type Verdict, verdictOf } from '../tencent/verdict.js';
import {
  type signatureApplication,
  signatureRequest,
  type templateApplication,
  templateRequest,
} from './applications.js';

/** `0` mainland, `1` international: lists are kept apart, and both are asked. */
const REGIONS = [0, 1] as const;
/** As many as one answer holds. */
const AT_ONCE = 100;
/** Signatures are listed, not looked up by their text; nobody has more. */
const MOST_SIGNATURES = 500;

export interface CredentialCheck {
  readonly verdict: Verdict;
  /** The provider's own, when it refused. */
  readonly providerCode: string;
}

/** What is known of an account's signatures, by text, and templates, by the provider's id. */
export interface Reviews {
  readonly signatures: ReadonlyMap<string, Reviewed>;
  readonly templates: ReadonlyMap<string, Reviewed>;
}

/** The provider would not answer. */
export class ReviewsRefused extends Error {
  override readonly name = 'ReviewsRefused';

  constructor(readonly providerCode: string) {
    super(providerCode);
  }
}

/** Goes to Tencent about an account: whether its credentials work, and what reviewers say of its texts. */
export class ReviewOffice {
  constructor(private readonly links: AccountLinks) {}

  /** Two questions that change nothing: the first is about the credentials, the second about the application. */
  async check(account: ProviderAccount, now: Date): Promise<CredentialCheck> {
    const first = await this.ask(account, 'DescribeSmsSignList', { International: 0, Limit: 1 });
    const verdict = verdictOf(first);
    if (verdict !== 'works' && verdict !== 'works_without_reviews') return told(verdict, first);
    const hour = hourOf(now);
    const second = await this.ask(account, 'SendStatusStatistics', {
      SmsSdkAppId: account.settings['sdkAppId'],
      BeginTime: hour,
      EndTime: hour,
      Limit: 0,
      Offset: 0,
    });
    return second.answered ? told(verdict, first) : told(verdictOf(second), second);
  }

  /** Throws ReviewsRefused. */
  async reviews(account: ProviderAccount, templateIds: readonly string[]): Promise<Reviews> {
    const signatures = new Map<string, Reviewed>();
    const templates = new Map<string, Reviewed>();
    for (const International of REGIONS) {
      for (const one of await this.signatures(account, International)) keepBetter(signatures, one);
      for (const ids of chunks(templateIds.filter((id) => /^\d{1,15}$/.test(id)).map(Number))) {
        const answer = await this.demand(account, 'DescribeSmsTemplateList', { International, TemplateIdSet: ids });
        for (const one of readTemplates(answer)) keepBetter(templates, one);
      }
    }
    return { signatures, templates };
  }

  /** Files a signature for review. Throws Refused with the provider's code when it does not take it. */
  async fileSignature(account: ProviderAccount, application: z.output<typeof signatureApplication>): Promise<void> {
    await this.file(account, 'AddSmsSign', signatureRequest(application));
  }

  /** Files a template for review and answers the id it got. Throws Refused like the other. */
  async fileTemplate(account: ProviderAccount, application: z.output<typeof templateApplication>): Promise<string> {
    const response = await this.file(account, 'AddSmsTemplate', templateRequest(application));
    const { TemplateId: id } = (response['AddTemplateStatus'] ?? {}) as { TemplateId?: unknown };
    if (typeof id !== 'string' && typeof id !== 'number')
      throw refused('UnreadableReply', 'the reply names no template');
    return String(id);
  }

  private ask(account: ProviderAccount, action: Action, request: object): Promise<Asked> {
    return askAccount(this.links, account, action, request);
  }

  private async file(account: ProviderAccount, action: 'AddSmsSign' | 'AddSmsTemplate', request: object) {
    const asked = await this.ask(account, action, request);
    if (asked.answered) return asked.response;
    throw refused(asked.providerCode, asked.providerCode);
  }

  private async signatures(account: ProviderAccount, International: number): Promise<Reviewed[]> {
    const all: Reviewed[] = [];
    for (let Offset = 0; Offset < MOST_SIGNATURES; Offset += AT_ONCE) {
      const request = { International, Limit: AT_ONCE, Offset };
      const page = readSignatures(await this.demand(account, 'DescribeSmsSignList', request));
      all.push(...page);
      if (page.length < AT_ONCE) break;
    }
    return all;
  }

  private async demand(account: ProviderAccount, action: Action, request: object) {
    const asked = await this.ask(account, action, request);
    if (!asked.answered) throw new ReviewsRefused(asked.providerCode);
    return asked.response;
  }
}

const refused = (providerCode: string, message: string) =>
  new Refused({ kind: 'provider_rejected', providerCode, message });

function told(verdict: Verdict, asked: Asked): CredentialCheck {
  return asked.answered ? { verdict, providerCode: '' } : { verdict, providerCode: asked.providerCode };
}

const RANK: Readonly<Record<Review, number>> = { usable: 4, approved: 3, pending: 2, rejected: 1, missing: 0 };

/** One text may stand in both regions; whoever may send with it somewhere must not be stopped for where it was refused. */
function keepBetter(known: Map<string, Reviewed>, one: Reviewed): void {
  const other = known.get(one.key);
  if (!other || RANK[one.review] > RANK[other.review]) known.set(one.key, one);
}

function chunks(ids: readonly number[]): number[][] {
  const count = Math.ceil(ids.length / AT_ONCE);
  return Array.from({ length: count }, (_, index) => ids.slice(index * AT_ONCE, (index + 1) * AT_ONCE));
}

/** `yyyymmddhh` where Tencent is, UTC+8. */
const hourOf = (now: Date) => new Date(now.getTime() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 10);

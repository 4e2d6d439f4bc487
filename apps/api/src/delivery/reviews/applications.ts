import { templateFits } from '@latchkey/core';
import { z } from 'zod';
import { newSignature, newTemplate } from '../../tenant/index.js';

/* What operators may file with Tencent for review, and how Tencent spells it (AddSmsSign, AddSmsTemplate). */

const text = (max: number) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^[^\\p{Cc}\\p{Cf}]{1,${max}}$`, 'u'), `must have 1 to ${max} characters`);

/** Base64 of a picture, without the prefix of a data URL; at most 1.4 MB of it. */
const picture = z
  .string()
  .max(1_900_000, 'must be a picture of 1.4 MB at most')
  .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be a picture in base64');

const region = z.enum(['mainland', 'international'], 'must be mainland or international');

/** Types that Tencent has not discontinued: company, app (abroad only), trademark, institution. */
const SIGN_TYPES = { company: 0, app: 1, trademark: 4, institution: 5 } as const;
const DOCUMENT_TYPES = {
  three_in_one: 0,
  business_licence: 1,
  organisation_code: 2,
  social_credit_code: 3,
  app_backend: 4,
  trademark: 7,
} as const;

type Names<T extends object> = [keyof T & string, ...(keyof T & string)[]];
const namesOf = <T extends object>(table: T) => Object.keys(table) as Names<T>;

export const signatureApplication = z
  .strictObject({
    tenantId: z.string(),
    accountId: z.string(),
    text: newSignature.shape.text,
    region,
    signType: z.enum(namesOf(SIGN_TYPES), `must be one of ${namesOf(SIGN_TYPES).join(', ')}`),
    documentType: z.enum(namesOf(DOCUMENT_TYPES), `must be one of ${namesOf(DOCUMENT_TYPES).join(', ')}`),
    forOthers: z.boolean().default(false),
    proofImage: picture,
    commissionImage: picture.optional(),
    /** Id of an approved real-name qualification; the mainland wants one. */
    qualificationId: z.int().min(1).optional(),
    remark: text(500).optional(),
  })
  .superRefine(({ region: where, signType, documentType, forOthers, commissionImage }, context) => {
    const refuse = (member: string, message: string) => context.addIssue({ code: 'custom', path: [member], message });
    if (where === 'mainland' && signType === 'app') refuse('signType', 'must not be app in the mainland');
    if (where === 'mainland' && documentType === 'app_backend')
      refuse('documentType', 'must not be app_backend in the mainland');
    if (forOthers && commissionImage === undefined) refuse('commissionImage', 'is missing: it proves the commission');
  });

export const templateApplication = z
  .strictObject({
    tenantId: z.string(),
    accountId: z.string(),
    name: text(64),
    content: newTemplate.shape.content,
    params: newTemplate.shape.params,
    purpose: newTemplate.shape.purpose,
    locale: newTemplate.shape.locale,
    region: newTemplate.shape.region,
    remark: text(500),
  })
  .superRefine(({ content, params, region: where }, context) => {
    const refuse = (member: string, message: string) => context.addIssue({ code: 'custom', path: [member], message });
    if (!params.includes('code')) refuse('params', 'must hold the code');
    if (!templateFits(content, params)) refuse('content', `must hold {1} to {${params.length}} and no other variable`);
    if (/[【】¥★]/u.test(content)) refuse('content', 'must hold no brackets and no special signs');
    if (/\}\s*\{/.test(content)) refuse('content', 'must have words between two variables');
    if (where === 'international' && !/code/i.test(content)) refuse('content', 'must hold the word code');
  });

export function signatureRequest(application: z.output<typeof signatureApplication>): object {
  const { text: SignName, region: where, signType, documentType, forOthers } = application;
  const { proofImage, commissionImage, qualificationId, remark } = application;
  return {
    SignName,
    SignType: SIGN_TYPES[signType],
    DocumentType: DOCUMENT_TYPES[documentType],
    International: where === 'mainland' ? 0 : 1,
    SignPurpose: forOthers ? 1 : 0,
    ProofImage: proofImage,
    ...(commissionImage === undefined ? {} : { CommissionImage: commissionImage }),
    ...(qualificationId === undefined ? {} : { QualificationId: qualificationId }),
    ...(remark === undefined ? {} : { Remark: remark }),
  };
}

const VERIFICATION_CODE = 3;
const INTERNATIONAL = { mainland: 0, international: 1, any: 3 } as const;

export function templateRequest(application: z.output<typeof templateApplication>): object {
  const { name: TemplateName, content: TemplateContent, region: where, remark: Remark } = application;
  return { TemplateName, TemplateContent, SmsType: VERIFICATION_CODE, International: INTERNATIONAL[where], Remark };
}

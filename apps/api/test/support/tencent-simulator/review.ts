import { ApiError } from './api-error.js';
import { unixSeconds } from './clock.js';
import type { International, Signature, Template } from './directory.js';
import { checkFields } from './fields.js';
import type { Caller, State } from './state.js';

type Body = Record<string, unknown>;

const UNDER_REVIEW = 1;

/** Files a signature; it waits for its review until a test or an operator sets its status. */
export function addSmsSign({ clock, directory }: State, caller: Caller, body: Body) {
  checkFields(body, {
    SignName: 'string!',
    SignType: 'integer!',
    DocumentType: 'integer!',
    International: 'integer!',
    SignPurpose: 'integer!',
    ProofImage: 'string!',
    CommissionImage: 'string',
    Remark: 'string',
    QualificationId: 'integer',
  });
  const signature: Signature = {
    id: directory.nextSignatureId(),
    uin: caller.uin,
    text: body['SignName'] as string,
    international: body['International'] as International,
    createdAtMs: clock.now(),
    status: UNDER_REVIEW,
    reviewReply: '',
  };
  directory.signatures.push(signature);
  return { AddSignStatus: { SignId: signature.id } };
}

/** Files a template; an account without any signature may not. */
export function addSmsTemplate({ clock, directory }: State, caller: Caller, body: Body) {
  checkFields(body, {
    TemplateName: 'string!',
    TemplateContent: 'string!',
    SmsType: 'integer!',
    International: 'integer!',
    Remark: 'string!',
  });
  if (!directory.signatures.some(({ uin }) => uin === caller.uin)) {
    throw new ApiError('FailedOperation.MissingSignature', 'file a signature first');
  }
  const [smsType, international] = [body['SmsType'] as number, body['International'] as number];
  if (![1, 2, 3].includes(smsType) || ![0, 1, 3].includes(international)) {
    throw new ApiError('InvalidParameter.InvalidParameters', 'SmsType or International is out of range');
  }
  const template: Template = {
    id: directory.nextTemplateId(),
    uin: caller.uin,
    name: body['TemplateName'] as string,
    content: body['TemplateContent'] as string,
    smsType: smsType as Template['smsType'],
    international: international as International,
    createdAtMs: clock.now(),
    status: UNDER_REVIEW,
    reviewReply: '',
  };
  directory.templates.set(template.id, template);
  // A string here and in SendSms, a number everywhere else.
  return { AddTemplateStatus: { TemplateId: template.id } };
}

export function describeSmsSignList({ directory }: State, caller: Caller, body: Body) {
  checkFields(body, { International: 'integer!', SignIdSet: 'integer[]', Limit: 'integer', Offset: 'integer' });
  const wanted = body['SignIdSet'] as number[] | undefined;
  const owned = directory.signatures.filter(
    ({ uin, international }) => uin === caller.uin && (international === 3 || international === body['International']),
  );
  const chosen = wanted ? owned.filter(({ id }) => wanted.includes(id)) : page(owned, body, 10);
  return {
    DescribeSignListStatusSet: chosen.map((signature) => ({
      SignId: signature.id,
      International: body['International'],
      StatusCode: signature.status,
      ReviewReply: signature.reviewReply,
      SignName: signature.text,
      CreateTime: unixSeconds(signature.createdAtMs),
    })),
  };
}

export function describeSmsTemplateList({ directory }: State, caller: Caller, body: Body) {
  checkFields(body, { International: 'integer!', TemplateIdSet: 'integer[]', Limit: 'integer', Offset: 'integer' });
  const wanted = body['TemplateIdSet'] as number[] | undefined;
  const owned = [...directory.templates.values()].filter(
    ({ uin, international }) => uin === caller.uin && (international === 3 || international === body['International']),
  );
  const chosen = wanted ? owned.filter(({ id }) => wanted.includes(Number(id))) : page(owned, body, 0);
  return {
    DescribeTemplateStatusSet: chosen.map((template) => ({
      TemplateId: Number(template.id),
      International: template.international,
      StatusCode: template.status,
      ReviewReply: template.reviewReply,
      TemplateName: template.name,
      CreateTime: unixSeconds(template.createdAtMs),
      TemplateContent: template.content,
    })),
  };
}

/** Tencent's own defaults differ: ten signatures, no templates at all. */
function page<T>(items: readonly T[], body: Body, defaultLimit: number): T[] {
  const [limit, offset] = [
    (body['Limit'] as number | undefined) ?? defaultLimit,
    (body['Offset'] as number | undefined) ?? 0,
  ];
  if (limit < 0 || limit > 100) throw new ApiError('InvalidParameterValue.LimitVerifyFail', 'Limit is at most 100');
  return items.slice(offset, offset + limit);
}

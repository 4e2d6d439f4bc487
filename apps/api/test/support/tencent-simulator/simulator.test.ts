import { createServer, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { sms } from 'tencentcloud-sdk-nodejs-sms';
import { bodyOf, close, listen } from './server.js';
import { TencentSimulator } from './simulator.js';

const account = { secretId: 'AKIDA', secretKey: 'key-a' };
const app = '1400006666';
const request = {
  PhoneNumberSet: ['+8618511122233'],
  SmsSdkAppId: app,
  TemplateId: '1110',
  SignName: '腾讯云',
  TemplateParamSet: ['123456', '5'],
  SessionContext: 'dlv_1',
};

let simulator: TencentSimulator;
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.now();
  simulator = await TencentSimulator.start({
    clock: { now: () => nowMs },
    receiptDelayMs: 1,
    receiptRetryDelayMs: 5,
    limits: { perDay: 3 },
  });
  simulator.addAccount(account);
  simulator.addApp({ sdkAppId: app });
  simulator.addSignature({ text: '腾讯云' });
  simulator.addTemplate({ id: '1110', content: '验证码{1},{2}分钟内有效' });
  simulator.addTemplate({ id: '2220', content: 'Your code is {1}', international: 1 });
});
afterEach(() => simulator.stop());

function client(credential: object = account) {
  return new sms.v20210111.Client({
    credential,
    region: 'ap-guangzhou',
    profile: { httpProfile: { endpoint: simulator.endpoint, protocol: 'http://' } },
  });
}

const codeOf = async (change: object) => {
  try {
    const reply = await client().SendSms({ ...request, ...change });
    return reply.SendStatusSet?.map(({ Code }) => Code).join();
  } catch (error) {
    return `Error ${(error as { code: string }).code}`;
  }
};

async function eventually(check: () => void): Promise<void> {
  for (const deadline = Date.now() + 2_000; ;) {
    try {
      return check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(5);
    }
  }
}

describe('SendSms', () => {
  it('answers like the service and keeps the rendered text', async () => {
    const reply = await client().SendSms(request);
    expect(reply.SendStatusSet).toEqual([
      {
        SerialNo: expect.stringMatching(/^5000:\d{28}$/),
        PhoneNumber: '+8618511122233',
        Fee: 1,
        SessionContext: 'dlv_1',
        Code: 'Ok',
        Message: 'send success',
        IsoCode: 'CN',
      },
    ]);
    expect(reply.RequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(simulator.messages()).toMatchObject([
      { sdkAppId: app, phone: '+8618511122233', signature: '腾讯云', text: '【腾讯云】验证码123456,5分钟内有效' },
    ]);
    expect(simulator.requests()).toMatchObject([{ secretId: 'AKIDA', region: 'ap-guangzhou', code: 'Ok' }]);
  });

  it.each([
    ['a missing template', { TemplateId: undefined }, 'Error MissingParameter'],
    ['an unknown member', { Phone: '1' }, 'Error UnknownParameter'],
    ['a wrong type', { PhoneNumberSet: '+8618511122233' }, 'Error InvalidParameter'],
    ['no number', { PhoneNumberSet: [] }, 'Error MissingParameter.EmptyPhoneNumberSet'],
    ['201 numbers', { PhoneNumberSet: Array(201).fill('+8618511122233') }, 'Error LimitExceeded.PhoneNumberCountLimit'],
    ['an unknown application', { SmsSdkAppId: '1' }, 'Error InvalidParameterValue.SdkAppIdNotExist'],
    [
      'mainland and other numbers together',
      { PhoneNumberSet: ['+8618511122233', '+85261234567'] },
      'Error UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber',
    ],
    ['no number at all', { PhoneNumberSet: ['+8612'] }, 'InvalidParameterValue.IncorrectPhoneNumber'],
    ['an unknown template', { TemplateId: '9' }, 'FailedOperation.TemplateIncorrectOrUnapproved'],
    [
      'an international template for the mainland',
      { TemplateId: '2220', TemplateParamSet: ['1'] },
      'UnsupportedOperation.GlobalTemplateToChineseMainlandPhone',
    ],
    [
      'a mainland template for elsewhere',
      { PhoneNumberSet: ['+85261234567'] },
      'UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone',
    ],
    ['too few parameters', { TemplateParamSet: ['1'] }, 'FailedOperation.TemplateParamSetNotMatchApprovedTemplate'],
    ['a lettered code', { TemplateParamSet: ['12ab', '5'] }, 'InvalidParameterValue.TemplateParameterFormatError'],
    ['another signature', { SignName: 'Other' }, 'FailedOperation.SignatureIncorrectOrUnapproved'],
    ['no signature in the mainland', { SignName: undefined }, 'FailedOperation.SignatureIncorrectOrUnapproved'],
  ])('refuses %s', async (_, change, code) => {
    expect(await codeOf(change)).toBe(code);
    expect(simulator.messages()).toHaveLength(0);
  });

  it("refuses another account's application, template and signature", async () => {
    const stranger = { secretId: 'AKIDB', secretKey: 'key-b' };
    simulator.addAccount(stranger);
    await expect(client(stranger).SendSms(request)).rejects.toMatchObject({
      code: 'UnauthorizedOperation.SmsSdkAppIdVerifyFail',
    });
    simulator.addApp({ sdkAppId: '1400007777', secretId: 'AKIDB' });
    const reply = await client(stranger).SendSms({ ...request, SmsSdkAppId: '1400007777' });
    expect(reply.SendStatusSet?.[0]?.Code).toBe('FailedOperation.TemplateIncorrectOrUnapproved');
  });

  it('limits the same content to one in 30 seconds and a number to its daily share', async () => {
    expect(await codeOf({})).toBe('Ok');
    expect(await codeOf({})).toBe('LimitExceeded.PhoneNumberThirtySecondLimit');
    expect(await codeOf({ TemplateParamSet: ['222222', '5'] })).toBe('Ok');
    nowMs += 30_000;
    expect(await codeOf({})).toBe('Ok');
    expect(await codeOf({ TemplateParamSet: ['333333', '5'] })).toBe('LimitExceeded.PhoneNumberDailyLimit');
  });

  it('spends the package and refuses when it is empty', async () => {
    simulator.addApp({ sdkAppId: app, packageBalance: 1 });
    expect(await codeOf({})).toBe('Ok');
    expect(await codeOf({ PhoneNumberSet: ['18511122244'] })).toBe('FailedOperation.InsufficientBalanceInSmsPackage');
  });

  it('sends abroad without a signature', async () => {
    const change = { PhoneNumberSet: ['+85261234567'], TemplateId: '2220', TemplateParamSet: ['123456'] };
    expect(await codeOf({ ...change, SignName: undefined })).toBe('Ok');
    expect(simulator.messages()).toMatchObject([{ text: 'Your code is 123456', number: { isoCode: 'HK' } }]);
  });
});

describe('the gateway', () => {
  it('refuses a temporary credential after its end', async () => {
    simulator.addAccount({ ...account, token: 'token', expiresAtMs: nowMs + 1_000 });
    const sender = client({ ...account, token: 'token' });
    expect((await sender.SendSms(request)).SendStatusSet).toMatchObject([{ Code: 'Ok' }]);
    nowMs += 1_000;
    await expect(sender.SendSms(request)).rejects.toMatchObject({ code: 'AuthFailure.TokenFailure' });
  });

  it('refuses an action it does not have', async () => {
    await expect(client().request('NoSuchThing', {})).rejects.toMatchObject({ code: 'InvalidAction' });
  });

  it('insists on the service name when strict', async () => {
    const strict = await TencentSimulator.start({ strict: true });
    strict.addAccount(account);
    const httpProfile = { endpoint: strict.endpoint, protocol: 'http://' };
    const sender = new sms.v20210111.Client({ credential: account, profile: { httpProfile } });
    await expect(sender.SendSms(request)).rejects.toMatchObject({ code: 'AuthFailure.SignatureFailure' });
    await strict.stop();
  });
});

describe('faults', () => {
  it('strike the request they were meant for, as often as told', async () => {
    const code = 'InternalError';
    simulator.inject({ kind: 'number-code', code, match: { phone: '+8618511122244' }, times: 2 });
    expect(await codeOf({})).toBe('Ok');
    const other = { PhoneNumberSet: ['+8618511122244'] };
    expect([await codeOf(other), await codeOf(other), await codeOf(other)]).toEqual([code, code, 'Ok']);
  });

  it('can give a message the serial number of the one before', async () => {
    await client().SendSms(request);
    simulator.inject({ kind: 'duplicate-serial' });
    await client().SendSms({ ...request, PhoneNumberSet: ['+8618511122244'] });
    const [first, second] = simulator.messages();
    expect(second?.serialNo).toBe(first?.serialNo);
  });

  it('can let the message out and deny it', async () => {
    simulator.inject({ kind: 'api-code', code: 'InternalError.Timeout', counts: true });
    expect(await codeOf({})).toBe('Error InternalError.Timeout');
    expect(simulator.messages()).toHaveLength(1);
  });
});

describe('queries', () => {
  const span = () => ({ SmsSdkAppId: app, PhoneNumber: '+8618511122233', BeginTime: Math.floor(nowMs / 1000) - 60 });

  it('tell what became of an ambiguous send', async () => {
    simulator.inject({ kind: 'accept-then-drop' });
    await expect(client().SendSms(request)).rejects.toThrow('ECONNRESET');
    await eventually(() => expect(simulator.messages()[0]?.receipt).toBeDefined());
    const { SendRecordSet } = await client().DescribeSendRecordList(span());
    expect(SendRecordSet).toMatchObject([{ SendStatus: 2, RequestCode: 'Ok', StatusCode: 'DELIVRD' }]);
    const { PullSmsSendStatusSet } = await client().PullSmsSendStatusByPhoneNumber({ ...span(), Offset: 0, Limit: 10 });
    expect(PullSmsSendStatusSet).toMatchObject([{ SubscriberNumber: '18511122233', ReportStatus: 'SUCCESS' }]);
  });

  it('hand out each pulled status once', async () => {
    await client().SendSms(request);
    await eventually(() => expect(simulator.messages()[0]?.receipt).toBeDefined());
    const pull = async () => (await client().PullSmsSendStatus({ SmsSdkAppId: app, Limit: 10 })).PullSmsSendStatusSet;
    expect(await pull()).toHaveLength(1);
    expect(await pull()).toHaveLength(0);
  });

  it('count segments, requests and receipts', async () => {
    await client().SendSms(request);
    await codeOf({ SignName: 'Other' });
    await eventually(() => expect(simulator.messages()[0]?.receipt).toBeDefined());
    const hours = { SmsSdkAppId: app, Limit: 0, Offset: 0, BeginTime: '2020010100', EndTime: '2099010100' };
    expect((await client().SendStatusStatistics(hours)).SendStatusStatistics).toEqual({
      FeeCount: 1,
      RequestCount: 2,
      RequestSuccessCount: 1,
    });
    const { CallbackStatusStatistics } = await client().CallbackStatusStatistics(hours);
    expect(CallbackStatusStatistics).toMatchObject({ CallbackCount: 1, CallbackSuccessCount: 1 });
  });

  it('report a conversion of a known message only', async () => {
    const serialNo = (await client().SendSms(request)).SendStatusSet?.[0]?.SerialNo ?? '';
    const report = async (SerialNo: string) =>
      (await client().ReportConversion({ SmsSdkAppId: app, SerialNo })).ReportConversionStatus?.Code;
    expect(await report(serialNo)).toBe('OK');
    expect(await report('5000:0')).toBe('InvalidParameterValue');
  });

  it('list a filed signature and template under review, and refuse to send with them', async () => {
    const filed = await client().AddSmsTemplate({
      TemplateName: 'new',
      TemplateContent: '验证码{1}',
      SmsType: 3,
      International: 0,
      Remark: '',
    });
    const id = filed.AddTemplateStatus?.TemplateId ?? '';
    const { DescribeTemplateStatusSet } = await client().DescribeSmsTemplateList({
      International: 0,
      TemplateIdSet: [Number(id)],
    });
    expect(DescribeTemplateStatusSet).toMatchObject([{ TemplateId: Number(id), StatusCode: 1 }]);
    const code = await codeOf({ TemplateId: id, TemplateParamSet: ['1'] });
    expect(code).toBe('FailedOperation.TemplateIncorrectOrUnapproved');
    const signatures = await client().DescribeSmsSignList({ International: 0 });
    expect(signatures.DescribeSignListStatusSet).toMatchObject([{ SignName: '腾讯云', StatusCode: 0 }]);
  });

  it('are refused beyond the documented rate', async () => {
    const lists = Array.from({ length: 21 }, () => client().DescribeSmsSignList({ International: 0 }));
    const refused = (await Promise.allSettled(lists)).filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'RequestLimitExceeded' } }]);
  });
});

describe('callbacks', () => {
  let receiver: Server;
  let url: string;
  let bodies: unknown[];
  let answers: object[];

  beforeEach(async () => {
    bodies = [];
    answers = [];
    receiver = createServer((incoming, response) => {
      void bodyOf(incoming).then((body) => {
        bodies.push(JSON.parse(body.toString()));
        response.end(JSON.stringify(answers.shift() ?? { result: 0, errmsg: 'OK' }));
      });
    });
    url = `http://${await listen(receiver, 0)}/callback`;
    simulator.addApp({ sdkAppId: app, statusCallbackUrl: url, replyCallbackUrl: url });
  });
  afterEach(() => close(receiver));

  it('push receipts as arrays, without ext unless it was opened', async () => {
    simulator.planReceipts({ report: 'FAIL', code: '-106', copies: 2 });
    const sid = (await client().SendSms(request)).SendStatusSet?.[0]?.SerialNo;
    await eventually(() => expect(bodies).toHaveLength(1));
    const item = {
      user_receive_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      nationcode: '86',
      mobile: '18511122233',
      report_status: 'FAIL',
      errmsg: '-106',
      description: '-106',
      sid,
    };
    expect(bodies[0]).toEqual([item, item]);
  });

  it('push before the response when told', async () => {
    simulator.addApp({ sdkAppId: app, statusCallbackUrl: url, echoesSessionContext: true });
    simulator.planReceipts({ when: 'before-response' });
    await client().SendSms(request);
    expect(bodies).toEqual([[expect.objectContaining({ report_status: 'SUCCESS', ext: 'dlv_1' })]]);
  });

  it('are pushed two more times when refused, then no more', async () => {
    answers = [{ result: 1 }, { result: 1 }, { result: 1 }];
    await client().SendSms(request);
    await eventually(() => expect(simulator.pushes().map(({ accepted }) => accepted)).toEqual([false, false, false]));
    await pause(30);
    expect(bodies).toHaveLength(3);
  });

  it('carry a reply as a single object', async () => {
    const serialNo = (await client().SendSms(request)).SendStatusSet?.[0]?.SerialNo ?? '';
    await simulator.reply(serialNo, 'T');
    expect(bodies).toContainEqual(expect.objectContaining({ nationcode: '86', mobile: '18511122233', text: 'T' }));
  });
});

describe('admin listener', () => {
  it('shows messages and takes faults over HTTP', async () => {
    const url = `http://${simulator.adminEndpoint}`;
    await fetch(`${url}/faults`, { method: 'POST', body: JSON.stringify({ kind: 'http-status', status: 502 }) });
    await expect(client().SendSms(request)).rejects.toMatchObject({ httpCode: 502 });
    await client().SendSms(request);
    expect(await (await fetch(`${url}/messages`)).json()).toMatchObject([{ phone: '+8618511122233' }]);
  });
});

/** Requests per second and account. Source: Tencent Cloud SMS, "API rate limits" (382/52077). */
const PER_SECOND: Readonly<Record<string, number>> = {
  SendSms: 3000,
  ReportConversion: 1000,
  PullSmsSendStatus: 100,
  PullSmsReplyStatus: 100,
  PullSmsSendStatusByPhoneNumber: 20,
  // Not documented; like its neighbour.
  DescribeSendRecordList: 20,
  DescribeSmsSignList: 20,
  DescribeSmsTemplateList: 20,
  SendStatusStatistics: 10,
  CallbackStatusStatistics: 10,
  SmsPackagesStatistics: 10,
  AddSmsTemplate: 2,
  AddSmsSign: 1,
};

/** Counts requests per account, action and second. */
export class Rates {
  private readonly seconds = new Map<string, { second: number; requests: number }>();

  /** False when this request is one too many. */
  admit(uin: string, action: string, nowMs: number): boolean {
    const key = `${uin} ${action}`;
    const second = Math.floor(nowMs / 1000);
    const current = this.seconds.get(key);
    const requests = current?.second === second ? current.requests + 1 : 1;
    this.seconds.set(key, { second, requests });
    return requests <= (PER_SECOND[action] ?? Infinity);
  }
}

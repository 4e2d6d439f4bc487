/** 0 usable, 1 under review, 2 approved but not yet effective, -1 rejected. Only 0 can be sent with. */
export type ReviewStatus = 0 | 1 | 2 | -1;

/** Whom a signature (0, 1) or a template (0, 1, 3) may be sent to: mainland, elsewhere, both. */
export type International = 0 | 1 | 3;

/** One Tencent account; its secrets may come and go, it stays. */
export interface Account {
  readonly uin: string;
  arrears: boolean;
  /** Certified as a person: parameters are limited to 12 characters. */
  individual: boolean;
}

export interface Credential {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
  /** Milliseconds since 1970; a temporary credential is worth nothing afterwards. */
  readonly expiresAtMs?: number;
  readonly uin: string;
}

export interface App {
  readonly sdkAppId: string;
  readonly uin: string;
  enabled: boolean;
  /** Segments left to send. */
  packageBalance: number;
  /** Packages besides, as the API lists them; nothing is taken from them. */
  otherPackages: readonly SmsPackage[];
  dailyCap: number;
  /** ISO codes this application may not send to. */
  closedCountries: string[];
  /** Whether receipts carry `ext`, which Tencent opens on request only. */
  echoesSessionContext: boolean;
  statusCallbackUrl: string | undefined;
  replyCallbackUrl: string | undefined;
}

/** Times in seconds since 1970. `PackageType`: 0 a gift, 1 bought. */
export interface SmsPackage {
  readonly PackageCreateTime: number;
  readonly PackageEffectiveTime: number;
  readonly PackageExpiredTime: number;
  readonly PackageId: number;
  readonly PackageType: 0 | 1;
  readonly PackageAmount: number;
  readonly CurrentUsage: number;
}

export interface Signature {
  readonly id: number;
  readonly uin: string;
  readonly text: string;
  readonly international: International;
  readonly createdAtMs: number;
  status: ReviewStatus;
  reviewReply: string;
}

export interface Template {
  readonly id: string;
  readonly uin: string;
  readonly name: string;
  readonly content: string;
  /** 1 marketing, 2 notification, 3 verification code. */
  readonly smsType: 1 | 2 | 3;
  readonly international: International;
  readonly createdAtMs: number;
  status: ReviewStatus;
  reviewReply: string;
}

/** Everything an operator of Tencent's console would have set up. Records are live: change a field and it counts at once. */
export class Directory {
  readonly accounts = new Map<string, Account>();
  readonly credentials = new Map<string, Credential>();
  readonly apps = new Map<string, App>();
  readonly signatures: Signature[] = [];
  readonly templates = new Map<string, Template>();
  /** E.164 numbers that refuse every message. */
  readonly blacklist = new Set<string>();
  private lastSignatureId = 10_000;
  private lastTemplateId = 1_100_000;

  /** The account a secret belongs to; without a secret, the only account there is. */
  account(secretId?: string): Account {
    const uin = secretId === undefined ? this.onlyUin() : this.credentials.get(secretId)?.uin;
    const account = uin === undefined ? undefined : this.accounts.get(uin);
    if (!account) throw new Error('no such account: add it first, or name its secretId when there are several');
    return account;
  }

  nextSignatureId(): number {
    return ++this.lastSignatureId;
  }

  nextTemplateId(): string {
    return String(++this.lastTemplateId);
  }

  private onlyUin(): string | undefined {
    return this.accounts.size === 1 ? [...this.accounts.keys()][0] : undefined;
  }
}

import { Secret, TOTP } from 'otpauth';

/** What an authenticator with this secret shows at a moment. */
export const codeOf = (secret: string, nowMs: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret), period: 30, digits: 6 }).generate({ timestamp: nowMs });

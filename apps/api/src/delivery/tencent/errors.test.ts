import { readFailure } from './errors.js';

const sdkError = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);
const to = 'request to https://sms.tencentcloudapi.com/ failed, reason:';

describe('readFailure', () => {
  it.each([
    `${to} connect ECONNREFUSED 127.0.0.1:9`,
    `${to} connect EHOSTUNREACH 10.0.0.1:443`,
    `${to} getaddrinfo ENOTFOUND sms.tencentcloudapi.com`,
    `${to} getaddrinfo EAI_AGAIN sms.tencentcloudapi.com`,
    `${to} `,
  ])('takes "%s" for a connection that was never made', (message) => {
    expect(readFailure(sdkError(message))).toMatchObject({
      outcome: { outcome: 'rejected', reason: 'unreachable' },
      retry: 'soon',
    });
  });

  it.each([
    ['connection_lost', sdkError(`${to} socket hang up`)],
    ['connection_lost', sdkError(`${to} read ECONNRESET`)],
    ['connection_lost', sdkError(`${to} write EPIPE`)],
    ['connection_lost', sdkError('Premature close', { type: 'system', code: 'ERR_STREAM_PREMATURE_CLOSE' })],
    ['timeout', sdkError('network timeout at: https://sms.tencentcloudapi.com/')],
    ['timeout', sdkError('The user aborted a request.')],
    ['timeout', sdkError('Response timeout', { type: 'body-timeout' })],
    ['unreadable_reply', sdkError('invalid json: code 123456', { type: 'invalid-json' })],
    ['unreadable_reply', new TypeError("Cannot read properties of undefined (reading 'Error')")],
    ['unreadable_reply', undefined],
    ['unreadable_reply', 'text'],
    ['http_502', sdkError('connect ECONNREFUSED', { httpCode: 502 })],
    ['InternalError', sdkError('anything', { code: 'InternalError' })],
    ['UnrecognizedCode', sdkError('anything', { code: 'InternalError.123456' })],
  ])('calls it unknown, because of %s, in words of our own: %s', (cause, error) => {
    expect(readFailure(error)).toEqual({ outcome: { outcome: 'unknown', cause }, retry: 'never', wholeAccount: false });
  });
});

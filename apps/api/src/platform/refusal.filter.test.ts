import { BadRequestException, NotFoundException, UnsupportedMediaTypeException } from '@nestjs/common';
import { Refused } from '@latchkey/core';
import { faceOf, refusalOf } from './refusal.filter.js';

const fastifyError = (code: string, statusCode: number) => Object.assign(new Error(code), { code, statusCode });

describe('what a thrown value becomes', () => {
  it('keeps a refusal as it is', () => {
    expect(refusalOf(new Refused({ kind: 'wrong_code', attemptsLeft: 2 }))).toEqual({
      kind: 'wrong_code',
      attemptsLeft: 2,
    });
  });

  it.each([
    [fastifyError('FST_ERR_CTP_BODY_TOO_LARGE', 413), 'payload_too_large'],
    [fastifyError('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415), 'unsupported_media_type'],
    [fastifyError('FST_ERR_CTP_INVALID_JSON_BODY', 400), 'invalid_parameter'],
    [fastifyError('FST_ERR_MAX_PARAM_LENGTH', 414), 'not_found'],
    [fastifyError('FST_ERR_BAD_URL', 400), 'invalid_parameter'],
    [new NotFoundException(), 'not_found'],
    [new BadRequestException(), 'invalid_parameter'],
    [new UnsupportedMediaTypeException(), 'unsupported_media_type'],
  ])('names %s of the framework', (error, kind) => {
    expect(refusalOf(error).kind).toBe(kind);
  });

  it.each([
    new Error('a bug'),
    fastifyError('ECONNREFUSED', 400),
    fastifyError('FST_ERR_X', 500),
    'text',
    null,
    undefined,
  ])('says nothing of %s but that something went wrong', (error) => {
    expect(refusalOf(error)).toEqual({ kind: 'internal' });
  });
});

describe('the wire a refusal is shown on', () => {
  it.each(['/v0', '/v0/', '/v0?method=login', '/v0/lk_live_x'])('is the tutorial’s for %s', (url) => {
    expect(faceOf(url)).toBe('v0');
  });

  it.each(['/', '/v1/verifications', '/v01', '/x/v0', '/readyz'])('is the envelope for %s', (url) => {
    expect(faceOf(url)).toBe('v1');
  });

  it.each(['/callbacks/tencent/x', '/callbacks/'])('is the provider’s for %s', (url) => {
    expect(faceOf(url)).toBe('callback');
  });
});

import { parseEndpoint, parseSettings } from './settings.js';

describe('parseEndpoint', () => {
  it.each([
    ['http://127.0.0.1:9000', '127.0.0.1:9000', 'http://'],
    ['http://127.0.0.1:9000/', '127.0.0.1:9000', 'http://'],
    ['https://sms.intl.tencentcloudapi.com', 'sms.intl.tencentcloudapi.com', 'https://'],
    ['sms.intl.tencentcloudapi.com', 'sms.intl.tencentcloudapi.com', 'https://'],
    ['simulator:9000/path/', 'simulator:9000/path', 'https://'],
  ])('takes %s apart as the SDK wants it', (text, endpoint, protocol) => {
    expect(parseEndpoint(text)).toEqual({ endpoint, protocol });
  });

  it.each(['', 'ftp://host', 'http://', 'two words', 'host:port'])('refuses "%s"', (text) => {
    expect(() => parseEndpoint(text)).toThrow('the Tencent endpoint must be');
  });
});

describe('parseSettings', () => {
  it('fills in the region and the source of the credentials', () => {
    expect(parseSettings({ sdkAppId: '1400006666' })).toEqual({
      sdkAppId: '1400006666',
      region: 'ap-guangzhou',
      credentials: 'sealed',
    });
  });

  it.each([{}, { sdkAppId: 'x' }, { sdkAppId: '1', region: 'ap guangzhou' }, { sdkAppId: '1', credentials: 'other' }])(
    'refuses %j',
    (settings) => expect(parseSettings(settings)).toBeUndefined(),
  );
});

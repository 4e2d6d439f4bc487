import { isNetwork, networksOf } from './networks.js';

describe('networks', () => {
  const has = networksOf(['192.0.2.7', '10.0.0.0/8', '2001:db8::/32']);

  it.each(['192.0.2.7', '10.255.0.1', '::ffff:10.1.2.3', '2001:db8::1'])('hold %s', (address) => {
    expect(has(address)).toBe(true);
  });

  it.each(['192.0.2.8', '11.0.0.1', '::ffff:192.0.2.8', '2001:db9::1', '', 'unknown'])('do not hold %j', (address) => {
    expect(has(address)).toBe(false);
  });

  it('are written as addresses and in CIDR, and in no other way', () => {
    const right = ['10.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32', '0.0.0.0/0'];
    expect(right.filter((text) => !isNetwork(text))).toEqual([]);
    const wrong = ['10.0.0.0/33', '10.0.0', 'example.com', '10.0.0.0/8/8', '::1/129', 'fe80::1%eth0', '10.0.0.1/'];
    expect(wrong.filter(isNetwork)).toEqual([]);
  });
});

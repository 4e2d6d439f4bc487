import { readCallback } from './callback-body.js';

const NOW = Date.UTC(2026, 10, 24, 6);

const receipt = (change: object = {}) => ({
  user_receive_time: '2026-11-24 13:59:30',
  nationcode: '86',
  mobile: '18566246612',
  report_status: 'SUCCESS',
  errmsg: 'DELIVRD',
  description: '用户短信送达成功',
  sid: '5000:1045710669157053657849499619',
  ...change,
});

const read = (...items: unknown[]) => {
  const callback = readCallback(JSON.stringify(items), NOW);
  if (typeof callback === 'string') throw new Error(callback);
  return callback;
};

describe('the body of a callback', () => {
  it('is read as Tencent documents receipts, times being China’s', () => {
    expect(read(receipt(), receipt({ report_status: 'FAIL', errmsg: 'UNDELIV', sid: '14:abc' }))).toEqual({
      unreadable: 0,
      reports: [
        {
          kind: 'receipt',
          phone: { e164: '+8618566246612', country: 'CN', masked: '+86 185****6612' },
          providerMessageId: '5000:1045710669157053657849499619',
          delivered: true,
          code: 'DELIVRD',
          description: '用户短信送达成功',
          receivedAt: Date.UTC(2026, 10, 24, 5, 59, 30),
        },
        expect.objectContaining({ delivered: false, code: 'UNDELIV', providerMessageId: '14:abc' }),
      ],
    });
  });

  it('returns our reference when it is one of ours', () => {
    const ours = `dlv_${'0af3'.repeat(8)}`;
    expect(read(receipt({ ext: ours })).reports).toMatchObject([{ deliveryId: ours }]);
    expect(read(receipt({ ext: 'somebody else’s' })).reports[0]).not.toHaveProperty('deliveryId');
  });

  it('is read as a reply when it is one object, without codes and numbers in its text', () => {
    const reply = { extend: '', mobile: '18566246612', nationcode: '86', sign: '腾讯云', text: 'TD', time: NOW / 1000 };
    expect(readCallback(JSON.stringify(reply), NOW)).toMatchObject({
      unreadable: 0,
      reports: [{ kind: 'reply', text: 'TD', sign: '腾讯云', repliedAt: NOW }],
    });
    expect(read({ ...reply, text: 'my code is 042915, call +86 185 6624 6612\u202e' }).reports).toMatchObject([
      { text: 'my code is ***, call +***' },
    ]);
  });

  it.each([
    ['no number', { mobile: '' }],
    ['a number that takes no messages', { mobile: '01234' }],
    ['no message id', { sid: '' }],
    ['a message id that is none', { sid: 'a b' }],
    ['neither success nor failure', { report_status: 'MAYBE' }],
    ['members of other types', { sid: { $gt: '' } }],
  ])('leaves out an item with %s and keeps the others', (_, change) => {
    const { reports, unreadable } = read(receipt(change), receipt());
    expect(reports).toHaveLength(1);
    expect(unreadable).toBe(1);
  });

  it.each(['2026-02-31 99:00:00', 'yesterday', '2019-01-01 00:00:00', '2030-01-01 00:00:00', '', null, 17])(
    'does not believe %p as a time, and the rest of the item all the same',
    (user_receive_time) => {
      expect(read(receipt({ user_receive_time })).reports[0]).not.toHaveProperty('receivedAt');
    },
  );

  it.each([
    [undefined, 'the body is empty'],
    ['', 'the body is empty'],
    ['sid=1', 'the body is not JSON'],
    ['"text"', 'the body must be an array or an object'],
    ['null', 'the body must be an array or an object'],
    ['[]', 'the array is empty'],
    [JSON.stringify(Array(101).fill(receipt())), 'the array has more than 100 items'],
  ])('is refused with a reason: %p', (body, reason) => expect(readCallback(body, NOW)).toBe(reason));

  it('takes nothing from a prototype', () => {
    const { reports } = read(JSON.parse(`{"__proto__":${JSON.stringify(receipt())}}`), [], 'x', 1, null);
    expect(reports).toEqual([]);
  });
});

import { wantsOut } from './opt-out.js';

describe('a reply', () => {
  it.each([
    'TD',
    'td',
    ' T ',
    'ＴＤ',
    'ｔｄ。',
    'T D',
    'T-D!',
    '退订',
    '退订。',
    '退 订',
    '“退订”',
    '退訂',
    '回T退订',
    'N',
    'n.',
    'Stop',
    'OPT-OUT',
  ])('asks for no more messages: %s', (text) => expect(wantsOut(text)).toBe(true));

  it.each([
    '',
    '   ',
    '。',
    'Y',
    'TDD',
    'toTD',
    '123456',
    '不退订',
    '请问怎么退订？我没有注册过',
    'STOP sending codes to my son',
    'N'.repeat(65),
  ])('asks for nothing of the kind: %s', (text) => expect(wantsOut(text)).toBe(false));
});

/**
 * Whole replies that mean "no more messages": what mainland senders ask people to answer (T, TD, N, R and 退订), the words
 * of carriers elsewhere (CTIA's opt-out keywords), and how people say it. Written as `plain` leaves them.
 */
const WORDS: ReadonlySet<string> = new Set([
  ...['T', 'TD', 'TT', 'N', 'R', 'QX'],
  ...['退订', '退訂', '退定', '回T退订', '回复T退订', '回TD退订', '回复TD退订', 'T退订', 'TD退订', 'T退訂', 'TD退訂'],
  ...[
    '我要退订',
    '我要退訂',
    '取消',
    '取消订阅',
    '取消訂閱',
    '拒收',
    '拒绝',
    '拒絕',
    '不要再发',
    '不要再发了',
    '别发了',
  ],
  ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
]);

/** Longer replies are not read. */
const LONGEST = 64;

/**
 * Whether a reply asks for no more messages. Case, width, spaces and punctuation do not matter; anything but these words does: a
 * person who writes a sentence that happens to hold one has not asked.
 */
export function wantsOut(reply: string): boolean {
  return reply.length <= LONGEST && WORDS.has(plain(reply));
}

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();

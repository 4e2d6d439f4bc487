import { nameIn } from './entry';

describe('what something in the operator log is called', () => {
  it('is the name it has now, or had before it was removed', () => {
    expect(nameIn({ before: { name: 'old' }, after: { name: 'new' } })).toBe('new');
    expect(nameIn({ before: { name: 'gone' }, after: null })).toBe('gone');
  });

  it('is what people know things without a name by', () => {
    expect(nameIn({ before: null, after: { text: '鲜果', accountId: 'acc_1' } })).toBe('鲜果');
    expect(nameIn({ before: null, after: { country: 'CN', segment: '0.045' } })).toBe('CN');
  });

  it('is unknown where the entry does not tell', () => {
    expect(nameIn({ before: null, after: null })).toBeUndefined();
    expect(nameIn({ before: null, after: { country: '*' } })).toBeUndefined();
  });
});

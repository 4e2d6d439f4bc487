import { type Column, valuesOf } from './columns.js';

const NAME: Column<string | number | null | undefined> = ['name', 'text', (row) => row];
const COUNT: Column<number | undefined> = ['count', 'int', (row) => row];

describe('the values of columns', () => {
  it('are written as PostgreSQL writes arrays, with whatever text may hold', () => {
    const rows = ['plain', '', 'NULL', null, undefined, 'a,b', '{c}', 'say "d"', 'back\\slash', ' e ', 0];
    expect(valuesOf([NAME], rows)).toEqual([
      String.raw`{"plain","","NULL",NULL,NULL,"a,b","{c}","say \"d\"","back\\slash"," e ","0"}`,
    ]);
  });

  it('are times as the server reads them', () => {
    const at: Column<number | undefined> = ['at', 'timestamptz', (row) => row];
    expect(valuesOf([at], [0, undefined])).toEqual(['{1970-01-01T00:00:00.000Z,NULL}']);
  });

  it('need no quotes where there is no text', () => {
    expect(valuesOf([COUNT], [1, undefined, 3])).toEqual(['{1,NULL,3}']);
    expect(valuesOf([COUNT], [])).toEqual(['{}']);
  });
});

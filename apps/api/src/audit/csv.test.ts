import fc from 'fast-check';
import { csvLine } from './csv.js';

/** A reader of RFC 4180, written from the RFC and not from the writer. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      at += 1;
      while (text[at] !== '"' || text[at + 1] === '"') {
        cell += text[at];
        at += text[at] === '"' ? 2 : 1;
      }
      at += 1;
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\r') cell += text[at++];
    }
    record.push(cell);
    if (text[at] === ',') at += 1;
    else if (text.slice(at, at + 2) === '\r\n') {
      records.push(record);
      record = [];
      at += 2;
    } else throw new Error(`neither comma nor line end at ${at}`);
  }
  return records;
}

describe('an exported cell', () => {
  it.each(['=1+1', '+8618500000000', '-2', '@SUM(A1)', '\tx', '\r=1', '\n=1', '\0=1'])('is no formula: %j', (text) => {
    const [[cell] = []] = parseCsv(csvLine([text]));
    expect(cell).toBe(`'${text}`);
  });

  it('is read back as it was written, whatever it holds', () => {
    const texts = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(texts, (cells) => {
        const [read] = parseCsv(csvLine(cells));
        expect(read!.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n\0])/, ''))).toEqual(cells);
        for (const cell of read!) expect(cell).not.toMatch(/^[=+\-@\t\r\n\0]/);
      }),
    );
  });

  it('says times in UTC, members as JSON, and nothing where there is nothing', () => {
    expect(csvLine([new Date(0), { a: 'b, "c"' }, null, undefined, -1])).toBe(
      '1970-01-01T00:00:00.000Z,"{""a"":""b, \\""c\\""""}",,,-1\r\n',
    );
  });
});

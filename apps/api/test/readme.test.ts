import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SETTINGS } from '../src/platform/config.js';

const readme = readFileSync(path.resolve(import.meta.dirname, '../../../README.md'), 'utf8');

/** The table as `config.ts` would write it. */
function settingsTable(): string {
  const rows = SETTINGS.map(
    ({ name, default: value, meaning }) => `| \`${name}\` | ${value ? `\`${value}\`` : ''} | ${meaning} |`,
  );
  return ['| setting | default | meaning |', '| --- | --- | --- |', ...rows].map(cells).join('\n');
}

/** One space around every cell, however the table is aligned. */
const cells = (row: string) =>
  row
    .split('|')
    .map((cell) => cell.trim().replace(/^-+$/, '-'))
    .join(' | ')
    .trim();

describe('the README', () => {
  it('lists every setting as config.ts knows it', () => {
    const start = readme.indexOf('| setting');
    const table = readme.slice(start, readme.indexOf('\n\n', start)).split('\n').map(cells).join('\n');
    expect(table).toBe(settingsTable());
  });

  it('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, file]) => file!);
    expect(links.length).toBeGreaterThan(3);
    const missing = links.filter((file) => !existsSync(path.resolve(import.meta.dirname, '../../..', file)));
    expect(missing).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import englishMessages from 'ra-language-english';
import { SETTINGS_IN_CHINESE } from '../system/settingsInChinese';
import { en } from './en';
import { zh } from './zh';

interface Tree {
  readonly [key: string]: Tree | string | undefined;
}

function wordsOf(tree: Tree, path = ''): [key: string, words: string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' ? wordsOf(value, `${path}${key}.`) : [[`${path}${key}`, value ?? '']],
  );
}

const keysOf = (tree: Tree) =>
  wordsOf(tree)
    .map(([key]) => key)
    .sort();
const variablesOf = (words: string) => [...new Set(words.match(/%\{\w+\}/g))].sort();

describe('the translations', () => {
  it('say in Chinese everything the library says in English', () => {
    expect(keysOf(zh.ra)).toEqual(keysOf(englishMessages.ra));
  });

  it('say in Chinese what every setting means', () => {
    const declared = readFileSync(path.join(__dirname, '../../../api/src/platform/settings.ts'), 'utf8');
    const names = [...declared.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(30);
    expect(new Set(Object.keys(SETTINGS_IN_CHINESE))).toEqual(new Set(names));
  });

  it('have the same keys in both languages', () => {
    expect(keysOf(zh)).toEqual(keysOf(en));
  });

  it.each([
    ['English', en],
    ['Chinese', zh],
  ])('leave nothing unsaid in %s', (_, messages) => {
    const empty = wordsOf(messages).filter(([key, words]) => words.trim() === '' && key !== 'ra.boolean.null');
    expect(empty).toEqual([]);
  });

  it('name in Chinese no variable that English does not fill', () => {
    const english = new Map(wordsOf(en));
    const strange = wordsOf(zh).filter(([key, words]) => {
      // Chinese has no plural, so it may count where English writes "this".
      const filled = ['%{smart_count}', ...variablesOf(english.get(key) ?? '')];
      return variablesOf(words).some((variable) => !filled.includes(variable));
    });
    expect(strange).toEqual([]);
  });
});

import polyglotI18nProvider from 'ra-i18n-polyglot';
import { resolveBrowserLocale, type TranslationMessages } from 'react-admin';

const LANGUAGES = [
  { locale: 'en', name: 'English' },
  { locale: 'zh', name: '简体中文' },
];

/** A language is fetched when it is spoken. */
const wordsOf = async (locale: string): Promise<TranslationMessages> =>
  locale === 'zh' ? (await import('./zh')).zh : (await import('./en')).en;

/** What the browser prefers, until the operator chooses; the choice is kept among the preferences. */
const preferred = resolveBrowserLocale('en').startsWith('zh') ? 'zh' : 'en';
// The library wants the first language at hand when it begins.
const first = await wordsOf(preferred);

export const i18nProvider = polyglotI18nProvider(
  (locale) => (locale === preferred ? first : wordsOf(locale)),
  preferred,
  LANGUAGES,
);

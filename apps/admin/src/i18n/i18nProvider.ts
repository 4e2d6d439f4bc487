import polyglotI18nProvider from 'ra-i18n-polyglot';
import { resolveBrowserLocale } from 'react-admin';
import { en } from './en';
import { zh } from './zh';

const LANGUAGES = [
  { locale: 'en', name: 'English' },
  { locale: 'zh', name: '简体中文' },
];

/** What the browser prefers, until the operator chooses; the choice is kept among the preferences. */
const preferred = resolveBrowserLocale('en').startsWith('zh') ? 'zh' : 'en';

export const i18nProvider = polyglotI18nProvider((locale) => (locale === 'zh' ? zh : en), preferred, LANGUAGES);

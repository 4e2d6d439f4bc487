import englishMessages from 'ra-language-english';
import type { TranslationMessages } from 'react-admin';
import { trafficEn, trafficFieldsEn } from './traffic/en';

const { ra } = englishMessages;

/** The console's words. `zh.ts` has the same keys. */
export const en = {
  ra: {
    ...ra,
    action: { ...ra.action, back: 'Back', toggle_theme: 'Light or dark' },
    auth: { ...ra.auth, user_menu: 'Your session', logout: 'Sign out', auth_check_error: 'Please sign in.' },
    page: { ...ra.page, show: '%{recordRepresentation}', not_found: 'There is nothing here' },
    message: { ...ra.message, not_found: 'The address may be mistyped, or what it led to is gone.' },
  },
  latchkey: {
    ...trafficEn,
    console: 'Operators’ console',
    language: 'Language',
    copy: 'Copy',
    copied: 'Copied',
    try_again: 'Try again',
    open_console: 'Open the console',
    session: {
      sign_in: 'Sign in',
      how: 'The console has no passwords. A link signs you in: it works once, within 24 hours. Make one on the machine that runs Latchkey, and open what it prints:',
      ends: 'You stay signed in for 12 hours, and for 30 minutes without doing anything.',
      signing_in: 'Signing you in…',
      used: 'This link no longer works',
      used_why: 'It has been used, is older than 24 hours, or was not copied whole. Links work once. Make a new one:',
      failed: 'You could not be signed in',
      sign_out_failed: 'You are still signed in: the server did not answer.',
    },
    error: {
      unreachable: 'The server does not answer.',
      unauthenticated: 'Your session has ended.',
      forbidden: 'You may not do this.',
      not_found: 'This does not exist, or no longer does.',
      rate_limited: 'Too many requests. Wait a minute.',
      unavailable: 'The server cannot do this right now.',
      internal: 'Something went wrong on the server.',
      title: 'This could not be loaded',
    },
    tenants: {
      search: 'Name or id',
      none: 'No tenants yet',
      none_why:
        'A tenant is an organisation that sends codes through Latchkey. Make the first one on the command line:',
      settings: 'Settings',
      holdings: 'What it has',
      status: { active: 'Active', suspended: 'Suspended' },
    },
  },
  resources: {
    ...trafficFieldsEn,
    tenants: {
      name: 'Tenant |||| Tenants',
      fields: {
        id: 'Id',
        name: 'Name',
        status: 'Status',
        timeZone: 'Time zone',
        locale: 'Language',
        homeCountry: 'Home country',
        allowedCountries: 'May send to',
        apiKeys: 'API keys',
        accounts: 'Provider accounts',
        templates: 'Templates',
        createdAt: 'Created',
      },
    },
  },
} satisfies TranslationMessages;

/** The same keys with other words. */
type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
export type Messages = Words<typeof en>;

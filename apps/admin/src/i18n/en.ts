import englishMessages from 'ra-language-english';
import type { TranslationMessages } from 'react-admin';
import { trafficEn, trafficFieldsEn } from './traffic/en';
import { people } from './people/en';
import { setupWords } from './setup/en';

const { ra } = englishMessages;

/** The console's words. `zh.ts` has the same keys. */
export const en = {
  ra: {
    ...ra,
    action: { ...ra.action, back: 'Back', toggle_theme: 'Light or dark' },
    auth: { ...ra.auth, user_menu: 'Your account', logout: 'Sign out', auth_check_error: 'Please sign in.' },
    page: { ...ra.page, show: '%{recordRepresentation}', dashboard: 'Overview', not_found: 'There is nothing here' },
    navigation: { ...ra.navigation, no_filtered_results: 'Nothing here fits the filters.' },
    message: { ...ra.message, not_found: 'The address may be mistyped, or what it led to is gone.' },
  },
  latchkey: {
    ...trafficEn,
    ...setupWords.latchkey,
    console: 'Operators’ console',
    language: 'Language',
    copy: 'Copy',
    copied: 'Copied',
    try_again: 'Try again',
    open_console: 'Open the console',
    ...people.latchkey,
    error: {
      ...people.latchkey.error,
      unreachable: 'The server does not answer.',
      invalid: 'Something here is not accepted.',
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
        'A tenant is an organisation that sends codes through Latchkey. You are led from here to its first message.',
      settings: 'Settings',
      holdings: 'What it has',
      status: { active: 'Active', suspended: 'Suspended', stopped: 'Sending stopped' },
      go_on: 'Make it and go on',
      name_help: 'As operators know it; the sender’s name is the signature’s.',
      countries_help: 'Numbers of other countries are refused.',
      zone_help: 'Daily limits and times shown follow it.',
    },
  },
  resources: {
    ...trafficFieldsEn,
    ...people.resources,
    ...setupWords.resources,
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
        signatures: 'Signatures',
        templates: 'Templates',
        currency: 'Currency of prices',
        createdAt: 'Created',
      },
    },
  },
} satisfies TranslationMessages;

/** The same keys with other words. */
export type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
export type Messages = Words<typeof en>;

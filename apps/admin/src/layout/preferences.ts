import { localStorageStore, type Store } from 'react-admin';

/** What belongs to the person and not to the session: signing out must not change the language or the theme. */
const KEPT = ['locale', 'theme'];

const store = localStorageStore('1', 'Latchkey');

/** Preferences of this browser. Nothing secret is ever kept here; the session is a cookie no script can read. */
export const preferences: Store = {
  ...store,
  reset: () => {
    const kept = KEPT.map((key) => [key, store.getItem<string>(key)] as const);
    store.reset();
    for (const [key, value] of kept) if (value !== undefined) store.setItem(key, value);
  },
};

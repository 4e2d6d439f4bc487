import type { SettingDescription } from './config.js';

/** A setting as it may be looked at. */
export interface ShownSetting extends SettingDescription {
  /** Null when it is not set; empty for a secret, which says no more than that it is. */
  readonly value: string | null;
}

/** By their names, so that a setting which is added later is hidden without anybody having to think of it. */
const SECRET = /(^|_)(KEYS?|PASSWORD|\w*SECRET\w*|\w*TOKEN)$/;

/** What a process runs with. No secret, and no password within an address. */
export function shownSettings(
  given: Readonly<Record<string, string | undefined>>,
  known: readonly SettingDescription[],
): ShownSetting[] {
  return known.map((setting) => {
    const value = given[setting.name];
    if (value === undefined) return { ...setting, value: null };
    return { ...setting, value: SECRET.test(setting.name) ? '' : withoutCredentials(value) };
  });
}

/** Greedy: a password may hold an `@` or a slash. Parameters of an address may be secrets as well. */
const withoutCredentials = (text: string) => text.replace(/:\/\/.*@/, '://').replace(/(:\/\/[^?#]*)[?#].*$/, '$1');

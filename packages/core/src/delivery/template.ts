import type { Template } from '../tenant/tenant.js';

/** The values for `{1}`, `{2}`…, in order. Minutes are whole and rounded up, because templates take digits only. */
export function templateParams({ params }: Pick<Template, 'params'>, code: string, ttlMs: number): string[] {
  const values = { code, minutes: String(Math.ceil(ttlMs / 60_000)) };
  return params.map((param) => values[param]);
}

/** The text a phone shows, without the signature. A variable without a value stays as it is written. */
export function renderTemplate(content: string, params: readonly string[]): string {
  return content.replace(/\{(\d{1,2})\}/g, (variable, position: string) => params[Number(position) - 1] ?? variable);
}

/** Whether variables of `content` are numbered from 1 without gaps and there is a value for each. */
export function templateFits(content: string, params: readonly unknown[]): boolean {
  const numbers = new Set([...content.matchAll(/\{(\d{1,2})\}/g)].map(([, digits]) => Number(digits)));
  return numbers.size === params.length && params.every((_, index) => numbers.has(index + 1));
}

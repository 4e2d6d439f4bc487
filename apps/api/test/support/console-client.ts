import type { HttpApp } from './http-app.js';

export interface ConsoleCall {
  readonly method?: string;
  readonly json?: object;
  readonly cookie?: string | undefined;
  readonly headers?: Record<string, string>;
  /** Every call comes from an address of its own, unless the test is about addresses. The app must trust 127.0.0.1. */
  readonly from?: string;
}

export interface ConsoleAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & { error?: Record<string, unknown> };
  /** The `Cookie` header that goes with what was set. */
  readonly cookie: string | undefined;
}

/** Calls the console API as the dashboard does. */
export async function callConsole(api: HttpApp, path: string, call: ConsoleCall = {}): Promise<ConsoleAnswer> {
  const { method, json, cookie, headers, from = newAddress() } = call;
  const response = await fetch(`${api.url}/console/v1/${path}`, {
    method: method ?? (json ? 'POST' : 'GET'),
    ...(json ? { body: JSON.stringify(json) } : {}),
    redirect: 'manual',
    headers: {
      'x-latchkey-console': '1',
      'x-forwarded-for': from,
      ...(json ? { 'content-type': 'application/json' } : {}),
      ...(cookie ? { cookie } : {}),
      ...headers,
    },
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: bodyOf(text, response.headers.get('content-type')),
    cookie: response.headers.get('set-cookie')?.split(';')[0],
  };
}

/** What is no JSON, such as a file, is a body with its `text`. */
function bodyOf(text: string, type: string | null): ConsoleAnswer['body'] {
  if (text === '') return {};
  return type?.startsWith('application/json') ? (JSON.parse(text) as ConsoleAnswer['body']) : { text };
}

let addresses = 0;
export const newAddress = () => `203.0.${Math.floor((addresses += 1) / 250)}.${(addresses % 250) + 1}`;

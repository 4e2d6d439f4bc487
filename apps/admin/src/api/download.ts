import { HttpError } from 'react-admin';

/** Has the server write a file and gives it to the person. Rejects with an HttpError. */
export async function download(path: string, body: object): Promise<void> {
  const response = await fetch(`/console/v1/${path}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'x-latchkey-console': '1', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (!response?.ok) throw new HttpError('latchkey.traffic.export_failed', response?.status ?? 0);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'export';
  const address = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

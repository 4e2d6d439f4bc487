import { consoleResponse } from './consoleRequest';

/** Has the server write a file and gives it to the person. Rejects with an HttpError. */
export async function download(path: string, body: object): Promise<void> {
  const response = await consoleResponse(path, { method: 'POST', body });
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'export';
  const address = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

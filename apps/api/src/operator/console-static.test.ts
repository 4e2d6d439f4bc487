import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { serveConsole } from './console-static.js';

@Module({})
class EmptyModule {}

describe('the console’s files', () => {
  let root: string;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'latchkey-console-'));
    await mkdir(path.join(root, 'assets'));
    await writeFile(path.join(root, 'index.html'), '<title>console</title>');
    await writeFile(path.join(root, 'assets/app-0123.js'), '0');
    await writeFile(path.join(root, 'assets/app-0123.js.gz'), gzipSync('0'));
    app = await NestFactory.create<NestFastifyApplication>(EmptyModule, new FastifyAdapter(), { logger: false });
    expect(await serveConsole(app, root)).toBe(true);
    await app.init();
  });

  afterAll(async () => {
    await app.close();
    await rm(root, { recursive: true });
  });

  const get = (url: string, accept = 'text/html,*/*') => app.inject({ url, headers: { accept } });

  it('come as they were compressed when they were built, to whoever takes that', async () => {
    const url = '/assets/app-0123.js';
    const { headers, rawPayload } = await app.inject({ url, headers: { 'accept-encoding': 'gzip, deflate' } });
    expect([headers['content-encoding'], headers['vary']]).toEqual(['gzip', 'accept-encoding']);
    expect(headers['content-type']).toMatch(/^application\/javascript/);
    expect(headers['cache-control']).toContain('immutable');
    expect(gunzipSync(rawPayload).toString()).toBe('0');
    expect((await app.inject({ url })).body).toBe('0');
  });

  it.each(['/', '/index.html', '/tenants', '/tenants/ten_1/show', '/setup'])(
    'show the page at %s, never kept',
    async (url) => {
      const { statusCode, headers, body } = await get(url);
      expect([statusCode, headers['cache-control'], body]).toEqual([200, 'no-cache', '<title>console</title>']);
    },
  );

  it('are kept for ever where their names change with their content', async () => {
    const { headers } = await get('/assets/app-0123.js');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each(['/v1/nothing', '/v0/a/b', '/console/v1/nothing', '/callbacks/x', '/assets/gone.js', '/metrics'])(
    'do not stand in for the missing %s',
    async (url) => {
      expect((await get(url)).body).not.toContain('console</title>');
    },
  );

  it('are not what a program gets that mistyped a path', async () => {
    expect((await get('/v2/verifications', '*/*')).statusCode).not.toBe(200);
  });

  it('are not served before they are built', async () => {
    expect(await serveConsole(app, path.join(root, 'nowhere'))).toBe(false);
  });
});

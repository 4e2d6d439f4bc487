import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSED = /\.(?:js|css|svg)$/;
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Compresses the assets once, at build time: the api sends these files and spends nothing on it. */
export function compressAssets(): Plugin {
  return {
    name: 'latchkey-compress-assets',
    apply: 'build',
    // What is on the disk: earlier, Vite has yet to fill in the addresses of chunks.
    async writeBundle({ dir = '.' }, bundle) {
      const names = Object.keys(bundle).filter((name) => COMPRESSED.test(name));
      await Promise.all(names.map((name) => compress(path.join(dir, name))));
    },
  };
}

async function compress(file: string): Promise<void> {
  const content = await readFile(file);
  await writeFile(`${file}.br`, await brotli(content));
  await writeFile(`${file}.gz`, await zip(content));
}

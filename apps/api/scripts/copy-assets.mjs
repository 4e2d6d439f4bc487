// tsc emits TypeScript only. Everything else that the code reads beside itself goes to dist on the same path.
import { cp } from 'node:fs/promises';
import path from 'node:path';

const api = path.dirname(import.meta.dirname);

await cp(path.join(api, 'src'), path.join(api, 'dist'), { recursive: true, filter: (file) => !file.endsWith('.ts') });

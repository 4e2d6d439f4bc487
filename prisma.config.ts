import { defineConfig } from 'prisma/config';

// `prisma generate` never runs the native schema engine, yet the command line downloads one unless it is told of an
// existing file. Node itself exists everywhere. Migrations are applied and authored without that engine too.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
process.env.CHECKPOINT_DISABLE ??= '1';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Generating reads no database; Prisma only wants the setting to be there.
  datasource: { url: 'postgresql://localhost:5432/unused' },
});

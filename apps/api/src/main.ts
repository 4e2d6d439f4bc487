import { setTimeout as wait } from 'node:timers/promises';
import { createApp, listen } from './app.js';
import { startWorker } from './worker.js';
import { Readiness } from './health/readiness.js';
import { closeParts, openParts } from './open-parts.js';
import { configFromEnvironment, type Config } from './platform/config.js';
import { createLogger } from './platform/logger.js';
import { prepareQuickstart, quickstartText } from './quickstart.js';
import { requireFreePort } from './platform/http/free-port.js';
import { stopOnSignal } from './shutdown.js';
import { startFailure } from './start-failure.js';

try {
  await run(configFromEnvironment());
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
}

async function run(config: Config): Promise<void> {
  const logger = createLogger(config.logLevel);
  await requireFreePort(config);
  const parts = await openParts(config, logger);
  const quickstart = await prepareQuickstart(parts);
  const app = await createApp(parts);
  await listen(app, config);
  parts.metrics.watchProcess();
  parts.directory.start();
  parts.backlog.start();
  parts.sending.start();
  const worker = startWorker(parts);
  const { roles } = config;
  logger.info(
    { url: config.publicUrl, roles: [...roles], database: parts.database.kind, live: parts.live.kind },
    'ready',
  );

  if (quickstart) process.stdout.write(quickstartText(quickstart));

  // A balancer needs a moment to see that no more requests should come; nobody balances an embedded process.
  const balanced = config.databaseUrl !== undefined || config.redis !== undefined;
  stopOnSignal(
    [
      { name: 'readiness', run: () => Promise.resolve(app.get(Readiness, { strict: false }).drain()), deadlineMs: 100 },
      { name: 'balancer', run: () => wait(balanced ? 3_000 : 0), deadlineMs: 4_000 },
      { name: 'requests', run: () => app.close(), deadlineMs: 12_000 },
      { name: 'events', run: () => worker.stop(), deadlineMs: 7_000 },
      { name: 'parts', run: () => closeParts(parts), deadlineMs: 4_000 },
    ],
    logger,
  );
}

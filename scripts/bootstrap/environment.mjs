import { existsSync } from 'node:fs';
import path from 'node:path';

/** How to reach a registry: the only settings of the outer npm that the inner one may inherit. */
const NETWORK_SETTING =
  /^npm_config_(registry|.*:registry|\/\/.*|(https?_)?proxy|https-proxy|noproxy|ca|cafile|cache|userconfig|globalconfig|strict_ssl|offline|prefer_offline|fetch_.*|maxsockets)$/i;

/**
 * The caller's environment for tools. Without NODE_ENV, because `production` makes npm leave out the build tools; without what
 * `npm start` exports about itself, because an inner npm takes it for its own settings.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(env = process.env) {
  const kept = Object.entries(env).filter(
    ([name]) => name !== 'NODE_ENV' && (!/^npm_/i.test(name) || NETWORK_SETTING.test(name)),
  );
  return {
    ...Object.fromEntries(kept),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    CHECKPOINT_DISABLE: '1',
    SCARF_ANALYTICS: 'false',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
}

/**
 * The npm that runs us, else the one beside Node, else the one in PATH.
 * @returns {[string, ...string[]]} command and first arguments
 */
export function npmCommand() {
  const beside = path.join(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  // Another package manager sets npm_execpath to itself.
  const script = [process.env['npm_execpath'], beside].find(
    (file) => file !== undefined && path.basename(file) === 'npm-cli.js' && existsSync(file),
  );
  if (script) return [process.execPath, script];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

// Jest runs CommonJS (its ESM mode works on neither Node 20 nor 24 with Nest 12). Every ESM file of node_modules becomes
// CommonJS through swc; CommonJS passes through untouched. There is no list of packages to maintain.
const { createHash } = require('node:crypto');
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const swc = require('@swc/core');

const packageTypes = new Map();

/** The nearest package.json that says something about its files decides, as in Node. */
function isEsmFolder(folder) {
  if (packageTypes.has(folder)) return packageTypes.get(folder);
  const manifest = path.join(folder, 'package.json');
  let answer;
  if (existsSync(manifest)) {
    const { type, name } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (type || name) answer = type === 'module';
  }
  if (answer === undefined) {
    const parent = path.dirname(folder);
    answer = parent === folder ? false : isEsmFolder(parent);
  }
  packageTypes.set(folder, answer);
  return answer;
}

function isEsm(file) {
  if (file.endsWith('.mjs')) return true;
  return !file.endsWith('.cjs') && isEsmFolder(path.dirname(file));
}

const toCommonJs = (source, filename) =>
  swc.transformSync(source, {
    isModule: true,
    filename,
    swcrc: false,
    sourceMaps: false,
    jsc: { target: 'es2023', parser: { syntax: 'ecmascript' } },
    module: { type: 'commonjs', ignoreDynamic: false },
  });

module.exports = {
  canInstrument: false,
  getCacheKey: (source, file) => createHash('sha1').update(swc.version).update(file).update(source).digest('hex'),
  process(source, file) {
    if (isEsm(file)) return toCommonJs(source, file);
    // CommonJS with import() (PGlite) needs the import rewritten too, or Node asks for --experimental-vm-modules.
    if (!/\bimport\s*\(/.test(source)) return { code: source };
    try {
      return toCommonJs(source, file);
    } catch {
      return { code: source }; // sloppy-mode CommonJS that is no valid module
    }
  },
};

/**
 * NestJS 12 is made of ES modules that CommonJS packages load with require(): Node does that from 20.19, 22.12 and 23 on.
 * @param {string} version
 */
export function isRecentEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major >= 23 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}

/** Ends the process with one clear line on a Node that cannot run Latchkey. Written in syntax that old ones can read. */
export function refuseOldNode() {
  if (isRecentEnough(process.versions.node)) return;
  console.error('Latchkey needs Node 20.19, 22.12 or newer (24 is best); this is ' + process.version + '.');
  process.exit(1);
}

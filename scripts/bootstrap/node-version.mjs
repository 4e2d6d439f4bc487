const OLDEST = [20, 19];

/** Ends the process with one clear line on a Node that cannot run Latchkey. Written in syntax that old ones can read. */
export function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  console.error(`Latchkey needs Node ${OLDEST.join('.')} or newer; this is ${process.version}.`);
  process.exit(1);
}

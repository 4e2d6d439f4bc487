const QUICK_MS = 1_000;
const REMINDER_MS = 15_000;

/**
 * One line per step on standard error: standard output belongs to the server. A terminal sees the seconds run; a log gets a line
 * at the start, one every 15 seconds and one at the end. A step that ends within a second leaves nothing behind on a terminal.
 * @param {string} title
 */
export function progress(title) {
  const startedAt = Date.now();
  const terminal = process.stderr.isTTY;
  /** @param {string} text */
  const rewrite = (text) => process.stderr.write(`\r\u001b[2K${text}`);
  const line = () => `${title} … ${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

  if (terminal) rewrite(line());
  const timer = terminal
    ? setInterval(() => rewrite(line()), 100)
    : setInterval(() => process.stderr.write(`${line()}\n`), REMINDER_MS);
  // In a log, a quick step is worth no line at all.
  const announcement = terminal ? undefined : setTimeout(() => process.stderr.write(`${title} …\n`), QUICK_MS);

  return {
    /** @param {'done' | 'failed'} result */
    end(result) {
      clearInterval(timer);
      clearTimeout(announcement);
      const worthALine = result === 'failed' || Date.now() - startedAt > QUICK_MS;
      if (terminal) rewrite(worthALine ? `${line()} ${result}\n` : '');
      else if (worthALine) process.stderr.write(`${line()} ${result}\n`);
    },
  };
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/** Only what is told of is brought out of the page: axe's whole answer, what passed included, takes longer than its looking. */
const LOOK = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .map(({ id, nodes }) => id + ': ' + nodes[0]?.html.slice(0, 200)))`;

/** What axe finds serious or worse. */
export async function seriousIssues(page: Page): Promise<string[]> {
  // Colours on their way from one to another are no colours to be judged.
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  return page.evaluate(LOOK);
}

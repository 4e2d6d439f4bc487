/** What other features may use of the statistics. */
export { buildDaySums } from './day-sums.js';
export { type Cost } from './cost.js';
export { breakdownOf, problemsOf, seriesOf, type Summary, summaryOf } from './statistics.js';
export { type Selection, summaryQuery } from './statistics-query.js';

import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { lazy, Suspense } from 'react';
import { Link, Title, useGetOne, useLocaleState, useTranslate } from 'react-admin';
import { countryName } from '../i18n/wording';
import { Attention } from './Attention';
import { type Bar, Bars } from './Bars';
import { Funnel } from './Funnel';
import { useFallbackName } from '../owned/Named';
import { useBoundTenant } from '../session/useBoundTenant';
import { rowsBehind, rowsOfCost, rowsOfCount, rowsOfProblem, rowsOfStep } from './links';
import { duration, money, percent, whole } from './numbers';
import { Packages } from './Packages';
import { Panel } from './Panel';
import { RangeBar } from './RangeBar';
import type { SeriesProps } from './series';
import { SeriesTable } from './SeriesTable';
import type { Point, Problem, Share, Summary } from './statistics';
import { type Range, useRange } from './useRange';
import { useStatistics } from './useStatistics';

const SeriesChart = lazy(() => import('./SeriesChart'));
const CHART_HEIGHT = 280;
const LIST_HEIGHT = 150;
/** Of a number and a line beneath it. */
const LINE_HEIGHT = 72;

/** How it goes: of the platform, or of one tenant. */
const Overview = () => {
  const translate = useTranslate();
  const range = useRange();
  const bound = useBoundTenant();
  const { data: summary, error } = useStatistics<Summary>('summary', range);
  return (
    <Box sx={{ display: 'grid', gap: 2, maxWidth: 1280 }}>
      <Title title={translate('latchkey.seeing.title')} />
      <Box
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          justifyContent: 'space-between',
          alignItems: 'center',
          columnGap: 1.5,
          rowGap: 2,
        }}
      >
        <Typography variant="h5" component="h1">
          {translate('latchkey.seeing.title')}
        </Typography>
        <RangeBar range={range} />
      </Box>
      <Attention tenantId={range.tenantId} />
      <Funnel summary={summary} failed={Boolean(error)} range={range} />
      <Series range={range} />
      <Box
        sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' } }}
      >
        <Speed summary={summary} error={error} range={range} />
        <Costs summary={summary} error={error} range={range} />
        <Shares by="country" range={range} />
        <Problems range={range} />
        <Shares by="template" range={range} />
        <Shares by="account" range={range} />
        {range.tenantId === undefined && bound === undefined && <Shares by="tenant" range={range} />}
        <Packages tenantId={range.tenantId} minHeight={LINE_HEIGHT} />
      </Box>
    </Box>
  );
};

export default Overview;

const Series = ({ range }: { range: Range }) => {
  const translate = useTranslate();
  const bound = useBoundTenant();
  const tenantId = range.tenantId ?? bound;
  const { data: tenant } = useGetOne<{ id: string; timeZone: string }>(
    'tenants',
    { id: tenantId ?? '' },
    { enabled: tenantId !== undefined },
  );
  const timeZone = tenant?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { data, error, isPending } = useStatistics<Point[]>('series', range, { step: range.step, zone: timeZone });
  const series: SeriesProps | undefined = data && {
    points: data,
    step: range.step,
    timeZone,
    rowsOf: (step) => rowsOfStep(step, { by: range.step, timeZone }, range),
  };
  return (
    <Panel
      title={translate(`latchkey.seeing.by_${range.step}`)}
      minHeight={CHART_HEIGHT}
      loading={isPending}
      error={error}
      aside={
        <Typography variant="body2" color="textSecondary">
          {timeZone}
        </Typography>
      }
    >
      <Suspense fallback={null}>{series && <SeriesChart {...series} />}</Suspense>
      {series && <SeriesTable {...series} />}
    </Panel>
  );
};

interface Told {
  readonly summary: Summary | undefined;
  readonly error: unknown;
  readonly range: Range;
}

const TIMED = ['send_ms', 'delivery_ms', 'approval_ms'] as const;
/** What was timed. */
const ROWS_TIMED = {
  send_ms: ['events', { type: 'settle' }],
  delivery_ms: ['events', { type: 'receipt', outcome: 'delivered' }],
  approval_ms: ['events', { type: 'check', outcome: 'approved' }],
} as const;

const Speed = ({ summary, error, range }: Told) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  return (
    <Panel
      title={translate('latchkey.seeing.speed')}
      minHeight={LIST_HEIGHT}
      loading={!summary && !error}
      error={error}
    >
      <Table size="small" sx={{ '& td, & th': { px: 0.5 }, '& tbody tr:last-of-type > *': { border: 0 } }}>
        <TableHead>
          <TableRow>
            <TableCell />
            {['p50', 'p95', 'p99'].map((share) => (
              <TableCell key={share} align="right">
                {translate(`latchkey.seeing.${share}`)}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {TIMED.map((measure) => {
            const timed = summary?.durations[measure];
            return (
              <TableRow key={measure}>
                <TableCell component="th" scope="row">
                  <Link
                    to={rowsBehind(ROWS_TIMED[measure][0], range, ROWS_TIMED[measure][1])}
                    underline="hover"
                    data-count={timed?.count}
                  >
                    {translate(`latchkey.seeing.${measure}`)}
                  </Link>
                </TableCell>
                {(['p50', 'p95', 'p99'] as const).map((share) => (
                  <TableCell key={share} align="right" sx={{ whiteSpace: 'nowrap' }}>
                    {duration(timed?.[share] ?? null, locale)}
                  </TableCell>
                ))}
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
    </Panel>
  );
};

const Costs = ({ summary, error, range }: Told) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const before = (currency: string) => summary?.previousCost.find((cost) => cost.currency === currency)?.amount ?? '0';
  return (
    <Panel title={translate('latchkey.seeing.cost')} minHeight={LINE_HEIGHT} loading={!summary && !error} error={error}>
      {summary?.cost.length === 0 && (
        <Typography color="textSecondary">{translate('latchkey.seeing.no_cost')}</Typography>
      )}
      <Box sx={{ display: 'grid', gap: 1.5 }}>
        {summary?.cost.map(({ currency, amount, segments, unpriced }) => (
          <div key={currency}>
            <Link
              to={rowsOfCost(currency, range)}
              data-count={segments + unpriced}
              underline="hover"
              sx={{ color: 'text.primary', fontSize: '1.625rem', fontWeight: 600 }}
            >
              {money(amount, currency, locale)}
            </Link>
            <Typography variant="body2" color="textSecondary">
              {translate('latchkey.seeing.cost_of', {
                segments: whole(segments, locale),
                before: money(before(currency), currency, locale),
              })}
            </Typography>
            {unpriced > 0 && (
              <Typography variant="body2">
                <Link to={pricesOf(range.tenantId)} sx={{ color: 'warning.main' }}>
                  {translate('latchkey.seeing.unpriced', { smart_count: unpriced })}
                </Link>
              </Typography>
            )}
          </div>
        ))}
      </Box>
    </Panel>
  );
};

const Shares = ({ by, range }: { by: 'country' | 'template' | 'account' | 'tenant'; range: Range }) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const fallback = useFallbackName();
  const { data, error, isPending } = useStatistics<Share[]>('breakdown', range, { by });
  const filter = { country: 'country', template: 'templateId', account: 'accountId', tenant: 'tenantId' }[by];
  const bars: Bar[] = (data ?? [])
    .filter(({ value, accepted }) => value !== '' && accepted > 0)
    .map(({ value, name, accepted, delivered, undelivered }) => ({
      key: value,
      label: by === 'country' ? countryName(value, locale) : (name ?? fallback(value)),
      count: accepted,
      note: percent(delivered + undelivered === 0 ? null : delivered / (delivered + undelivered), locale),
      to: rowsOfCount('accepted', range, { [filter]: value }),
    }));
  return (
    <Panel
      title={translate(`latchkey.seeing.by_${by}`)}
      minHeight={LIST_HEIGHT}
      loading={isPending}
      error={error}
      aside={
        <Typography variant="body2" color="textSecondary">
          {translate('latchkey.seeing.accepted_delivered')}
        </Typography>
      }
    >
      <Bars bars={bars} />
    </Panel>
  );
};

const Problems = ({ range }: { range: Range }) => {
  const translate = useTranslate();
  const { data, error, isPending } = useStatistics<Problem[]>('problems', range);
  // Limits have names; what a provider says is shown as it says it.
  const partOf = ({ measure, part }: Problem) =>
    measure === 'limited' ? translate(`latchkey.traffic.window_names.${part}`, { _: part }) : part || '–';
  const bars: Bar[] = (data ?? []).map((problem) => ({
    key: `${problem.measure} ${problem.part}`,
    label: translate(`latchkey.seeing.problem.${problem.measure}`, { part: partOf(problem) }),
    count: problem.count,
    to: rowsOfProblem(problem, range),
  }));
  return (
    <Panel title={translate('latchkey.seeing.problems')} minHeight={LIST_HEIGHT} loading={isPending} error={error}>
      <Bars bars={bars} tone="error.main" />
    </Panel>
  );
};

/** Where a price is given to what has none. */
const pricesOf = (tenantId: string | undefined) =>
  `/prices${tenantId === undefined ? '' : `?${new URLSearchParams({ filter: JSON.stringify({ tenantId }) })}`}`;

import {
  Box,
  Card,
  MenuItem,
  Skeleton,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  TextField,
  Typography,
} from '@mui/material';
import { Link, Title, useLocaleState, useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { countryName } from '../i18n/wording';
import { LoadFailure } from '../layout/LoadFailure';
import { useFallbackName } from '../owned/Named';
import { rowsBehind, rowsOfCount } from './links';
import { percent, whole } from './numbers';
import { RangeBar } from './RangeBar';
import type { Share } from './statistics';
import { type Range, useRange } from './useRange';
import { useStatistics } from './useStatistics';

/** What sums are told apart by, and the filter of the rows behind each. */
const DIMENSIONS = {
  country: 'country',
  purpose: 'purpose',
  template: 'templateId',
  account: 'accountId',
  tenant: 'tenantId',
} as const;
type Dimension = keyof typeof DIMENSIONS;

const COUNTS = [
  'requested',
  'limited',
  'accepted',
  'rejected',
  'unknown',
  'delivered',
  'undelivered',
  'approved',
  'segments',
] as const;

/** All sums, told apart by one dimension. */
const StatisticsPage = () => {
  const translate = useTranslate();
  const range = useRange();
  const [by, chooseBy] = useDimension();
  const { data, error, isPending } = useStatistics<Share[]>('breakdown', range, { by });
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Title title={translate('resources.statistics.name', { smart_count: 2 })} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <TextField
          select
          label={translate('latchkey.seeing.by')}
          value={by}
          onChange={(event) => chooseBy(event.target.value)}
          fullWidth={false}
          sx={{ minWidth: 180, m: 0 }}
        >
          {Object.keys(DIMENSIONS).map((name) => (
            <MenuItem key={name} value={name}>
              {translate(`latchkey.seeing.dimensions.${name}`)}
            </MenuItem>
          ))}
        </TextField>
        <RangeBar range={range} />
      </Box>
      <Card>
        {isPending && <Skeleton variant="rectangular" height={240} />}
        {!data && Boolean(error) && <LoadFailure error={error} />}
        {data && <Sums shares={data} by={by} range={range} />}
      </Card>
    </Box>
  );
};

export default StatisticsPage;

function useDimension(): [Dimension, (by: string) => void] {
  const [params, setParams] = useSearchParams();
  const asked = params.get('by') ?? '';
  const choose = (by: string) =>
    setParams(
      (known) => {
        known.set('by', by);
        return known;
      },
      { replace: true },
    );
  return [asked in DIMENSIONS ? (asked as Dimension) : 'country', choose];
}

const Sums = ({ shares, by, range }: { shares: readonly Share[]; by: Dimension; range: Range }) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const fallback = useFallbackName();
  // What has no value of a dimension is found by the rest alone.
  const filterOf = ({ value }: Share): Record<string, string> => (value === '' ? {} : { [DIMENSIONS[by]]: value });
  if (shares.length === 0) return <Typography sx={{ p: 3 }}>{translate('latchkey.seeing.nothing')}</Typography>;
  return (
    <TableContainer>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{translate(`latchkey.seeing.dimensions.${by}`)}</TableCell>
            {COUNTS.map((count) => (
              <TableCell key={count} align="right" sx={{ whiteSpace: 'nowrap' }}>
                {translate(`latchkey.seeing.${count}`)}
              </TableCell>
            ))}
            <TableCell align="right">{translate('latchkey.seeing.conversion')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {shares.map((share) => (
            <TableRow key={share.value}>
              <TableCell component="th" scope="row">
                {share.value === '' ? (
                  translate(by === 'template' || by === 'account' ? 'latchkey.seeing.not_sent' : 'latchkey.seeing.none')
                ) : (
                  <Link to={rowsBehind('events', range, filterOf(share))}>
                    {by === 'country'
                      ? countryName(share.value, locale)
                      : by === 'purpose'
                        ? share.value
                        : (share.name ?? fallback(share.value))}
                  </Link>
                )}
              </TableCell>
              {COUNTS.map((count) => (
                <TableCell key={count} align="right" sx={{ fontVariantNumeric: 'tabular-nums' }}>
                  <CountLink count={share[count]} to={rowsOfCount(count, range, filterOf(share))} />
                </TableCell>
              ))}
              <TableCell align="right">{percent(conversionOf(share), locale)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
};

/** A count that leads to its rows; of none there are no rows. */
const CountLink = ({ count, to }: { count: number; to: string }) => {
  const [locale] = useLocaleState();
  const shown = whole(count, locale);
  if (count === 0) return shown;
  return (
    <Link to={to} underline="hover" sx={{ color: 'text.primary' }}>
      {shown}
    </Link>
  );
};

const conversionOf = ({ accepted, unknown, approved }: Share) =>
  accepted + unknown === 0 ? null : Math.min(1, approved / (accepted + unknown));

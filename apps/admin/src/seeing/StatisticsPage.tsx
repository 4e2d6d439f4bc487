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
  type Theme,
  Typography,
  useMediaQuery,
} from '@mui/material';
import type { ReactNode } from 'react';
import { Link, Title, useLocaleState, useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { countryName } from '../i18n/wording';
import { LoadFailure } from '../layout/LoadFailure';
import { useFallbackName } from '../owned/Named';
import { CountLink } from './CountLink';
import { rowsBehind, rowsOfCount } from './links';
import { percent } from './numbers';
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

interface SumsProps {
  readonly shares: readonly Share[];
  readonly by: Dimension;
  readonly range: Range;
}

const Sums = (props: SumsProps) => {
  const translate = useTranslate();
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  if (props.shares.length === 0) return <Typography sx={{ p: 3 }}>{translate('latchkey.seeing.nothing')}</Typography>;
  return narrow ? <Cards {...props} /> : <Rows {...props} />;
};

// What has no value of a dimension is found by the rest alone.
const filterOf = (by: Dimension, value: string): Record<string, string> =>
  value === '' ? {} : { [DIMENSIONS[by]]: value };

const Rows = ({ shares, by, range }: SumsProps) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
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
                <Shared share={share} by={by} range={range} />
              </TableCell>
              {COUNTS.map((count) => (
                <TableCell key={count} align="right" sx={{ fontVariantNumeric: 'tabular-nums' }}>
                  <CountLink count={share[count]} to={rowsOfCount(count, range, filterOf(by, share.value))} />
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

/** Eleven columns are too many for a narrow screen. */
const Cards = ({ shares, by, range }: SumsProps) => {
  const [locale] = useLocaleState();
  return shares.map((share) => (
    <Box key={share.value} sx={{ p: 2, '& + &': { borderTop: 1, borderColor: 'divider' } }}>
      <Box sx={{ fontWeight: 600, mb: 1 }}>
        <Shared share={share} by={by} range={range} />
      </Box>
      <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: '1fr 1fr', columnGap: 3, rowGap: 0.75 }}>
        {COUNTS.map((count) => (
          <Sum key={count} name={count}>
            <CountLink count={share[count]} to={rowsOfCount(count, range, filterOf(by, share.value))} />
          </Sum>
        ))}
        <Sum name="conversion">{percent(conversionOf(share), locale)}</Sum>
      </Box>
    </Box>
  ));
};

const Sum = ({ name, children }: { name: string; children: ReactNode }) => (
  <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1, fontSize: '0.875rem' }}>
    <Box component="dt" sx={{ color: 'text.secondary' }}>
      {useTranslate()(`latchkey.seeing.${name}`)}
    </Box>
    <Box component="dd" sx={{ m: 0, fontVariantNumeric: 'tabular-nums' }}>
      {children}
    </Box>
  </Box>
);

/** By what a sum is told apart from the others, with the way to all of its events. */
const Shared = ({ share: { value, name }, by, range }: { share: Share; by: Dimension; range: Range }) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const fallback = useFallbackName();
  if (value === '') {
    return translate(by === 'template' || by === 'account' ? 'latchkey.seeing.not_sent' : 'latchkey.seeing.none');
  }
  const called = by === 'country' ? countryName(value, locale) : by === 'purpose' ? value : (name ?? fallback(value));
  return <Link to={rowsBehind('events', range, filterOf(by, value))}>{called}</Link>;
};

const conversionOf = ({ accepted, unknown, approved }: Share) =>
  accepted + unknown === 0 ? null : Math.min(1, approved / (accepted + unknown));

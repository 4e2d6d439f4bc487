import { Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { Link, useLocaleState, useTranslate } from 'react-admin';
import { whole } from './numbers';

export interface Bar {
  readonly key: string;
  /** Translated. */
  readonly label: string;
  readonly count: number;
  /** Beside the count, such as a rate. */
  readonly note?: string;
  readonly to: string;
}

const SHOWN = 6;

/** Counts beside each other, the largest first; each leads to its rows. */
export const Bars = ({ bars, tone = 'primary.main' }: { bars: readonly Bar[]; tone?: string }) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const most = Math.max(...bars.map(({ count }) => count), 1);
  if (bars.length === 0) return <Typography color="textSecondary">{translate('latchkey.seeing.nothing')}</Typography>;
  return (
    <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 1.25 }}>
      {bars.slice(0, SHOWN).map(({ key, label, count, note, to }) => (
        <li key={key} data-count={count}>
          <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1.5, fontSize: '0.875rem' }}>
            <Link to={to} underline="hover" sx={{ color: 'text.primary', overflowWrap: 'anywhere' }}>
              {label}
            </Link>
            <Box component="span" sx={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
              {whole(count, locale)}
              {note && (
                <Box component="span" sx={{ color: 'text.secondary', ml: 1 }}>
                  {note}
                </Box>
              )}
            </Box>
          </Box>
          <Box sx={{ mt: 0.5, height: 4, borderRadius: 2, bgcolor: 'action.hover' }}>
            <Box sx={{ height: 4, borderRadius: 2, bgcolor: tone, width: `${(100 * count) / most}%`, opacity: 0.75 }} />
          </Box>
        </li>
      ))}
    </Box>
  );
};

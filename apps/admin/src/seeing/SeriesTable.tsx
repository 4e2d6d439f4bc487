import { Box, Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { Link, useLocaleState, useTranslate } from 'react-admin';
import { stepLabel, whole } from './numbers';
import { LINES, type SeriesProps } from './series';

/** What the chart draws, as numbers to be read, and as links for whoever has no pointer. Steps in which nothing happened are left out. */
export const SeriesTable = ({ points, step, timeZone, rowsOf }: SeriesProps) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const told = points.filter((point) => LINES.some((line) => point[line] > 0)).toReversed();
  if (told.length === 0) return null;
  return (
    <Box component="details" sx={{ mt: 1 }}>
      <Box component="summary" sx={{ cursor: 'pointer', color: 'text.secondary', fontSize: '0.875rem' }}>
        {translate('latchkey.seeing.as_table')}
      </Box>
      <Box sx={{ maxHeight: 320, overflowY: 'auto', mt: 1 }}>
        <Table size="small" stickyHeader sx={{ '& td, & th': { px: { xs: 0.5, sm: 1 } } }}>
          <TableHead>
            <TableRow>
              <TableCell>{translate(`latchkey.seeing.step.${step}`)}</TableCell>
              {LINES.map((line) => (
                <TableCell key={line} align="right">
                  {translate(`latchkey.seeing.${line}`)}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {told.map((point) => (
              <TableRow key={point.step}>
                <TableCell component="th" scope="row">
                  <Link to={rowsOf(point.step)}>{stepLabel(point.step, step, timeZone, locale)}</Link>
                </TableCell>
                {LINES.map((line) => (
                  <TableCell key={line} align="right" sx={{ fontVariantNumeric: 'tabular-nums' }}>
                    {whole(point[line], locale)}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Box>
  );
};

import { Card, Skeleton, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { Link, useLocaleState, useTranslate } from 'react-admin';
import { rowsOfCount } from './links';
import { percent, whole } from './numbers';
import type { Summary } from './statistics';
import type { Range } from './useRange';

const STEPS = ['requested', 'accepted', 'delivered', 'approved'] as const;
type Step = (typeof STEPS)[number];

interface Props {
  readonly summary: Summary | undefined;
  /** There is none, and none is coming: what is beneath says why. */
  readonly failed: boolean;
  readonly range: Range;
}

/** From request to approval: how many came how far, and whether that is more or less than before. */
export const Funnel = (props: Props) => (
  <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' } }}>
    {STEPS.map((step) => (
      <Tile key={step} step={step} {...props} />
    ))}
  </Box>
);

const Tile = ({ step, summary, failed, range }: Props & { step: Step }) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const count = summary?.current.counts[step];
  return (
    <Card sx={{ p: { xs: 1.5, sm: 2.5 }, minHeight: 132 }} data-step={step}>
      <Typography color="textSecondary" variant="body2">
        {translate(`latchkey.seeing.${step}`)}
      </Typography>
      {count === undefined || !summary ? (
        <Unknown failed={failed} />
      ) : (
        <>
          <Link
            to={rowsOfCount(step, range)}
            underline="hover"
            sx={{
              color: 'text.primary',
              fontSize: { xs: '1.5rem', sm: '1.875rem' },
              fontWeight: 600,
              letterSpacing: '-0.02em',
            }}
          >
            <span data-count={count}>{whole(count, locale, count >= 1_000_000)}</span>
          </Link>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, alignItems: 'baseline' }}>
            {step !== 'requested' && summary.current.rates[step] !== null && (
              <Typography variant="body2" component="span">
                {percent(summary.current.rates[step], locale)}
              </Typography>
            )}
            <Change step={step} summary={summary} />
          </Box>
        </>
      )}
    </Card>
  );
};

const Unknown = ({ failed }: Pick<Props, 'failed'>) =>
  failed ? (
    <Typography sx={{ fontSize: { xs: '1.5rem', sm: '1.875rem' } }}>–</Typography>
  ) : (
    <Skeleton width="60%" height={44} />
  );

/** Of the requests, how many more or fewer there were; of the others, by how many points the rate moved. */
const Change = ({ step, summary: { current, previous } }: { step: Step; summary: Summary }) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const [now, before] =
    step === 'requested'
      ? [current.counts.requested, previous.counts.requested]
      : [current.rates[step], previous.rates[step]];
  if (now === null || before === null || before === 0) {
    return <Note tone="text.secondary">{translate('latchkey.seeing.no_comparison')}</Note>;
  }
  const moved = step === 'requested' ? now / before - 1 : now - before;
  const small = Math.abs(moved) < 0.001;
  const text = new Intl.NumberFormat(locale, {
    style: step === 'requested' ? 'percent' : 'decimal',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  }).format(step === 'requested' ? moved : moved * 100);
  const worse = step !== 'requested' && moved < -0.01;
  return (
    <Note tone={worse ? 'error.main' : 'text.secondary'}>
      {small
        ? translate('latchkey.seeing.unchanged')
        : translate(step === 'requested' ? 'latchkey.seeing.change' : 'latchkey.seeing.change_points', {
            change: text,
          })}
    </Note>
  );
};

const Note = ({ tone, children }: { tone: string; children: string }) => (
  <Typography variant="body2" component="span" sx={{ color: tone }}>
    {children}
  </Typography>
);

import { Card, Chip, Skeleton, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { Title, useLocaleState, useTranslate } from 'react-admin';
import { LoadFailure } from '../layout/LoadFailure';
import { MONO } from '../layout/theme';
import { PageHead } from '../layout/PageHead';
import { useAnswer } from '../api/useAnswer';
import { SETTINGS_IN_CHINESE } from './settingsInChinese';

interface Setting {
  readonly name: string;
  readonly meaning: string;
  readonly default: string;
  /** Null when it is not set; empty for a secret that is. */
  readonly value: string | null;
}

/** What this installation runs with. It is read from the environment at the start, so there is nothing to change here. */
const SettingsPage = () => {
  const { answer: data, error } = useAnswer<readonly Setting[]>('settings');
  const translate = useTranslate();
  if (error && !data) return <LoadFailure error={error} />;
  return (
    <Box sx={{ maxWidth: 960 }}>
      <Title title={translate('resources.settings.name', { smart_count: 2 })} />
      <PageHead
        title={translate('resources.settings.name', { smart_count: 2 })}
        text={translate('latchkey.settings.why')}
      />
      {data ? <Card>{data.map(Row)}</Card> : <Skeleton variant="rounded" height={480} />}
    </Box>
  );
};

const Row = (setting: Setting) => (
  <Box
    key={setting.name}
    sx={{
      display: 'grid',
      gridTemplateColumns: { xs: '1fr', md: 'minmax(260px, 1fr) 2fr' },
      columnGap: 3,
      rowGap: 0.5,
      px: { xs: 2, sm: 3 },
      py: 1.75,
      '& + &': { borderTop: 1, borderColor: 'divider' },
    }}
  >
    <Box component="code" sx={{ fontFamily: MONO, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
      {setting.name}
    </Box>
    <Box sx={{ display: 'grid', gap: 0.5, justifyItems: 'start' }}>
      <Value {...setting} />
      <Meaning {...setting} />
    </Box>
  </Box>
);

const Meaning = ({ name, meaning }: Setting) => {
  const [locale] = useLocaleState();
  const inChinese = locale === 'zh' ? SETTINGS_IN_CHINESE[name] : undefined;
  return (
    <Typography variant="body2" color="textSecondary" {...(inChinese === undefined ? { lang: 'en' } : {})}>
      {inChinese ?? meaning.replaceAll('`', '')}
    </Typography>
  );
};

const Value = ({ value, default: otherwise }: Setting) => {
  const translate = useTranslate();
  const look = { fontFamily: MONO, fontSize: '0.8125rem', overflowWrap: 'anywhere' } as const;
  if (value === '') return <Chip label={translate('latchkey.settings.secret')} color="success" variant="outlined" />;
  if (value !== null) return <Box sx={{ ...look, fontWeight: 600 }}>{value}</Box>;
  if (otherwise === '') return <Typography color="textSecondary">{translate('latchkey.settings.unset')}</Typography>;
  return (
    <Box sx={look}>
      {otherwise}{' '}
      <Typography component="span" variant="body2" color="textSecondary">
        {translate('latchkey.settings.default')}
      </Typography>
    </Box>
  );
};

export default SettingsPage;

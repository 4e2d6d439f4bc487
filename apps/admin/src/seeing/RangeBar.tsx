import { ToggleButton, ToggleButtonGroup } from '@mui/material';
import Box from '@mui/material/Box';
import { useGetList, useTranslate } from 'react-admin';
import { NamePicker } from '../owned/NamePicker';
import { type Range, type RangeName, RANGES } from './useRange';

/** Chooses whose statistics are looked at, and how far back. */
export const RangeBar = ({ range }: { range: Range }) => {
  const translate = useTranslate();
  const { total } = useGetList('tenants', {
    pagination: { page: 1, perPage: 1 },
    sort: { field: 'name', order: 'ASC' },
  });
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
      {(total ?? 0) > 1 && (
        <Box sx={{ width: { xs: '100%', sm: 240 } }}>
          <NamePicker
            among="tenants"
            nameOf={({ name }) => String(name)}
            value={range.tenantId ?? ''}
            choose={(tenantId) => range.choose({ tenantId })}
            label={translate('latchkey.seeing.tenant')}
            none={translate('latchkey.seeing.all_tenants')}
          />
        </Box>
      )}
      <ToggleButtonGroup
        exclusive
        size="small"
        aria-label={translate('latchkey.seeing.range')}
        value={range.name}
        onChange={(_, name: RangeName | null) => name && range.choose({ range: name })}
      >
        {Object.keys(RANGES).map((name) => (
          <ToggleButton key={name} value={name} sx={{ px: 1.5, textTransform: 'none' }}>
            {translate(`latchkey.seeing.ranges.${name}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <ToggleButtonGroup
        exclusive
        size="small"
        aria-label={translate('latchkey.traffic.fields.mode')}
        value={range.mode}
        onChange={(_, mode: Range['mode'] | null) => mode && range.choose({ mode })}
      >
        {(['live', 'test'] as const).map((mode) => (
          <ToggleButton key={mode} value={mode} sx={{ px: 1.5, textTransform: 'none' }}>
            {translate(`latchkey.traffic.modes.${mode}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </Box>
  );
};

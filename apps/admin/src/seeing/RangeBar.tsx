import { MenuItem, TextField, ToggleButton, ToggleButtonGroup } from '@mui/material';
import Box from '@mui/material/Box';
import { useGetList, useTranslate } from 'react-admin';
import { type Range, type RangeName, RANGES } from './useRange';

const MOST_TENANTS = 250;

/** Chooses whose statistics are looked at, and how far back. */
export const RangeBar = ({ range }: { range: Range }) => {
  const translate = useTranslate();
  const { data: tenants = [] } = useGetList<{ id: string; name: string }>('tenants', {
    pagination: { page: 1, perPage: MOST_TENANTS },
    sort: { field: 'name', order: 'ASC' },
  });
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
      {tenants.length > 1 && (
        <TextField
          select
          label={translate('latchkey.seeing.tenant')}
          value={tenants.some(({ id }) => id === range.tenantId) ? range.tenantId : ''}
          onChange={(event) => range.choose({ tenantId: event.target.value })}
          slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          sx={{ minWidth: 200, width: { xs: '100%', sm: 'auto' }, m: 0 }}
          fullWidth={false}
        >
          <MenuItem value="">{translate('latchkey.seeing.all_tenants')}</MenuItem>
          {tenants.map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              {name}
            </MenuItem>
          ))}
        </TextField>
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

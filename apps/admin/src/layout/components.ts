import { alpha, darken } from '@mui/material/styles';
import { defaultTheme, type RaThemeOptions } from 'react-admin';
import type { Tones } from './theme';

type Components = NonNullable<RaThemeOptions['components']>;

const NARROW = '@media (max-width: 599.95px)';

/** How components differ from the library's: flat, quiet, lines instead of shadows. */
export function componentsOf(mode: 'light' | 'dark', tones: Tones): Components {
  return { ...defaultTheme.components, ...surfaces(mode, tones), ...controls(tones), ...frame(tones) };
}

function surfaces(mode: 'light' | 'dark', { page, surface, line, ink, quiet }: Tones): Components {
  return {
    MuiCssBaseline: { styleOverrides: { body: { backgroundColor: page } } },
    MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiCard: {
      defaultProps: { variant: 'outlined' },
      styleOverrides: { root: { borderColor: line, boxShadow: 'none' } },
    },
    MuiAppBar: {
      defaultProps: { elevation: 0 },
      styleOverrides: {
        root: { backgroundColor: surface, color: ink, borderBottom: `1px solid ${line}`, borderRadius: 0 },
      },
    },
    MuiTableCell: {
      styleOverrides: {
        root: { borderColor: line, '&.MuiTableCell-paddingCheckbox': { padding: '0 8px' } },
        head: { color: quiet, fontSize: '0.8125rem', fontWeight: 500 },
        stickyHeader: { backgroundColor: surface },
      },
    },
    MuiTableRow: { styleOverrides: { root: { 'tbody > &:last-of-type > *': { borderBottom: 0 } } } },
    // The library's shine in the dark.
    RaPlaceholder: { styleOverrides: { root: { backgroundColor: line } } },
    MuiTooltip: {
      styleOverrides: { tooltip: { backgroundColor: mode === 'light' ? ink : darken(quiet, 0.6), fontSize: 12 } },
    },
  };
}

function controls({ ink, quiet }: Tones): Components {
  const input = { variant: 'outlined', margin: 'dense', size: 'small', fullWidth: true };
  return {
    MuiButton: { defaultProps: { disableElevation: true } },
    // It turns beside words that say what is waited for.
    MuiCircularProgress: { defaultProps: { 'aria-hidden': true } },
    MuiChip: { defaultProps: { size: 'small' } },
    // The library's grey is too faint on the page's ground.
    MuiToggleButton: { styleOverrides: { root: { color: quiet, '&.Mui-selected': { color: ink } } } },
    // The library's are too faint to be read.
    MuiInputBase: { styleOverrides: { input: { '&::placeholder': { color: quiet, opacity: 1 } } } },
    MuiTextField: { defaultProps: input },
    MuiFormControl: { defaultProps: input },
    RaToggleThemeButton: { styleOverrides: { root: { '& svg': { fontSize: 20 } } } },
    RaLoadingIndicator: { styleOverrides: { root: { '& svg': { fontSize: 20 } } } },
    RaFilterForm: {
      styleOverrides: {
        root: {
          alignItems: 'center',
          padding: '0 0 12px',
          minHeight: '0 !important',
          '& .RaFilterForm-filterFormInput .MuiFormControl-root': { marginTop: 0, marginBottom: 0 },
          // Beside the list's buttons, which stand above it here, its width would be taken for its height.
          [NARROW]: {
            flex: 'none',
            width: '100%',
            gap: 8,
            padding: '0 0 8px',
            '& .RaFilterFormInput-spacer': { display: 'none' },
          },
        },
      },
    },
    // As high as the filters beside it, so that their middles are level.
    RaTopToolbar: {
      styleOverrides: {
        root: {
          alignItems: 'center',
          padding: '0 0 12px',
          minHeight: 52,
          '&:empty': { display: 'none' },
          [NARROW]: { backgroundColor: 'transparent', minHeight: 0, paddingBottom: 12 },
        },
      },
    },
    RaListToolbar: {
      styleOverrides: {
        root: {
          alignItems: 'flex-start',
          [NARROW]: { alignItems: 'flex-end', backgroundColor: 'transparent', minHeight: 0 },
        },
      },
    },
  };
}

function frame({ page, quiet, accent }: Tones): Components {
  return {
    RaMenuItemLink: {
      styleOverrides: {
        root: {
          margin: '1px 8px',
          padding: '4px 12px',
          // A finger needs more room than a pointer; the whole menu has to fit on a laptop.
          [NARROW]: { padding: '8px 12px' },
          borderRadius: 8,
          color: quiet,
          '& .RaMenuItemLink-icon': { minWidth: 32 },
          '& .RaMenuItemLink-icon svg': { fontSize: 20 },
          '&.RaMenuItemLink-active': { color: accent, backgroundColor: alpha(accent, 0.1), fontWeight: 600 },
          '&.RaMenuItemLink-active .RaMenuItemLink-icon': { color: accent },
        },
      },
    },
    RaLayout: {
      styleOverrides: {
        root: {
          '& .RaLayout-content': {
            backgroundColor: page,
            padding: '24px 24px 48px',
            // Room for the round button that floats above the end of a list.
            [NARROW]: { padding: '16px 16px 128px' },
          },
        },
      },
    },
    // Every page begins at the same height.
    RaList: { styleOverrides: { root: { '& .RaList-noActions': { marginTop: 0 } } } },
    RaShow: { styleOverrides: { root: { '& .RaShow-noActions': { marginTop: 0 } } } },
    RaEdit: { styleOverrides: { root: { '& .RaEdit-noActions': { marginTop: 0 } } } },
    RaCreate: { styleOverrides: { root: { '& .RaCreate-noActions': { marginTop: 0 } } } },
    RaSidebar: { styleOverrides: { root: { '& .RaSidebar-fixed': { paddingTop: 8 } } } },
  };
}

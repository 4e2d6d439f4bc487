import type { PaletteOptions } from '@mui/material';
import { defaultTheme, type RaThemeOptions } from 'react-admin';
import { componentsOf } from './components';

/** Fonts of the reader's own system: nothing is fetched. Latin ones first, for Chinese ones draw a wide apostrophe. */
const SANS = [
  '-apple-system',
  'BlinkMacSystemFont',
  'Inter',
  '"Segoe UI"',
  'Roboto',
  '"Helvetica Neue"',
  'Arial',
  '"Noto Sans"',
  '"Liberation Sans"',
  '"Nimbus Sans"',
  '"PingFang SC"',
  '"Microsoft YaHei"',
  '"Noto Sans CJK SC"',
  'sans-serif',
].join(',');

export const MONO = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace';

export interface Tones {
  readonly page: string;
  readonly surface: string;
  readonly line: string;
  readonly ink: string;
  readonly quiet: string;
  readonly accent: string;
  readonly onAccent: string;
}

const LIGHT: Tones = {
  page: '#f6f7f5',
  surface: '#ffffff',
  line: '#e1e5e1',
  ink: '#18211d',
  quiet: '#5a6761',
  accent: '#1f6f5c',
  onAccent: '#ffffff',
};

const DARK: Tones = {
  page: '#101513',
  surface: '#171d1a',
  line: '#2a332f',
  ink: '#e7ecea',
  quiet: '#9daaa4',
  accent: '#74c7ae',
  onAccent: '#0c1f19',
};

export const lightTheme = themeOf('light', LIGHT);
export const darkTheme = themeOf('dark', DARK);

function paletteOf(mode: 'light' | 'dark', tones: Tones): PaletteOptions {
  const accent = { main: tones.accent, contrastText: tones.onAccent };
  return {
    mode,
    primary: accent,
    secondary: accent,
    success: { main: mode === 'light' ? '#23714f' : '#7fcfa2' },
    warning: { main: mode === 'light' ? '#8a5a00' : '#e3b567' },
    error: { main: mode === 'light' ? '#b3261e' : '#f2a59f' },
    background: { default: tones.page, paper: tones.surface },
    text: { primary: tones.ink, secondary: tones.quiet },
    divider: tones.line,
    // The library's is white in the dark, and louder than the words beside it.
    action: { active: tones.quiet },
  };
}

function themeOf(mode: 'light' | 'dark', tones: Tones): RaThemeOptions {
  return {
    ...defaultTheme,
    palette: paletteOf(mode, tones),
    shape: { borderRadius: 8 },
    sidebar: { width: 216, closedWidth: 56 },
    typography: {
      fontFamily: SANS,
      fontSize: 14,
      h5: { fontSize: '1.375rem', fontWeight: 600, letterSpacing: '-0.01em' },
      h6: { fontSize: '1rem', fontWeight: 600 },
      body1: { fontSize: '0.9375rem' },
      button: { textTransform: 'none', fontWeight: 500 },
    },
    components: componentsOf(mode, tones),
  };
}

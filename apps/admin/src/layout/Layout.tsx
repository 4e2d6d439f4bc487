import Box from '@mui/material/Box';
import {
  AppBar,
  Layout as LibraryLayout,
  type LayoutProps,
  LoadingIndicator,
  TitlePortal,
  ToggleThemeButton,
} from 'react-admin';
import { FreshProof } from '../session/FreshProof';
import { SessionMenu } from '../session/SessionMenu';
import { Brand } from './Brand';
import { LanguageButton } from './LanguageButton';
import { Menu } from './Menu';

const Tools = () => (
  <>
    <LoadingIndicator />
    <LanguageButton />
    <ToggleThemeButton />
  </>
);

/** What is too long ends in dots; as a box of its own, as the library has it, it would be cut. */
const TITLE = {
  ml: { xs: 1, sm: 0 },
  fontSize: { xs: '0.9375rem', sm: '1rem' },
  color: 'text.secondary',
  '& > span': { display: 'inline' },
} as const;

const TopBar = () => (
  <AppBar color="inherit" alwaysOn toolbar={<Tools />} userMenu={<SessionMenu />}>
    <Brand nameFrom="sm" />
    <Box
      component="span"
      aria-hidden
      sx={{ display: { xs: 'none', sm: 'inline' }, mx: 1.5, height: 20, borderLeft: 1, borderColor: 'divider' }}
    />
    <TitlePortal sx={TITLE} />
  </AppBar>
);

/** The frame of every page of a signed-in operator. */
export const Layout = ({ children }: LayoutProps) => (
  <LibraryLayout appBar={TopBar} menu={Menu} appBarAlwaysOn>
    {children}
    <FreshProof />
  </LibraryLayout>
);

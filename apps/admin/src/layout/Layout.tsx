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

const TopBar = () => (
  <AppBar color="inherit" alwaysOn toolbar={<Tools />} userMenu={<SessionMenu />}>
    <Brand nameFrom="sm" />
    <Box
      component="span"
      aria-hidden
      sx={{ mx: { xs: 1, sm: 1.5 }, height: 20, borderLeft: 1, borderColor: 'divider' }}
    />
    <TitlePortal sx={{ fontSize: { xs: '0.9375rem', sm: '1rem' }, color: 'text.secondary' }} />
  </AppBar>
);

/** The frame of every page of a signed-in operator. */
export const Layout = ({ children }: LayoutProps) => (
  <LibraryLayout appBar={TopBar} menu={Menu} appBarAlwaysOn>
    {children}
    <FreshProof />
  </LibraryLayout>
);

import AccountIcon from '@mui/icons-material/AccountCircleOutlined';
import SignOutIcon from '@mui/icons-material/Logout';
import { ListItemIcon, ListItemText, MenuItem } from '@mui/material';
import { Link } from 'react-router-dom';
import { useLogout, useNotify, UserMenu, useTranslate, useUserMenu } from 'react-admin';

const SignOut = () => {
  const logout = useLogout();
  const notify = useNotify();
  const translate = useTranslate();
  const { onClose } = useUserMenu() ?? {};
  const signOut = () => {
    onClose?.();
    logout({}, undefined, false).catch(() => notify('latchkey.session.sign_out_failed', { type: 'error' }));
  };
  return (
    <MenuItem onClick={signOut}>
      <ListItemIcon sx={{ minWidth: 36 }}>
        <SignOutIcon fontSize="small" />
      </ListItemIcon>
      <ListItemText>{translate('ra.auth.logout')}</ListItemText>
    </MenuItem>
  );
};

const YourAccount = () => {
  const translate = useTranslate();
  const { onClose } = useUserMenu() ?? {};
  return (
    <MenuItem component={Link} to="/account" onClick={() => onClose?.()}>
      <ListItemIcon sx={{ minWidth: 36 }}>
        <AccountIcon fontSize="small" />
      </ListItemIcon>
      <ListItemText>{translate('latchkey.account.title')}</ListItemText>
    </MenuItem>
  );
};

/** What the operator can do about their session. */
export const SessionMenu = () => (
  <UserMenu icon={<AccountIcon fontSize="small" />}>
    <YourAccount />
    <SignOut />
  </UserMenu>
);

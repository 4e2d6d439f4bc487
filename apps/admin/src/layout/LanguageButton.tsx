import LanguageIcon from '@mui/icons-material/Translate';
import { IconButton, Menu, MenuItem, Tooltip } from '@mui/material';
import { useEffect, useState } from 'react';
import { useLocaleState, useLocales, useTranslate } from 'react-admin';

/** Changes the language, remembers it, and tells the page which it is in. */
export const LanguageButton = () => {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [locale, setLocale] = useLocaleState();
  const locales = useLocales();
  const translate = useTranslate();
  useEffect(() => {
    document.documentElement.lang = locale === 'zh' ? 'zh-CN' : locale;
  }, [locale]);
  const choose = (chosen: string) => {
    setAnchor(null);
    setLocale(chosen);
  };
  return (
    <>
      <Tooltip title={translate('latchkey.language')}>
        <IconButton
          color="inherit"
          aria-label={translate('latchkey.language')}
          aria-haspopup="menu"
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <LanguageIcon fontSize="small" />
        </IconButton>
      </Tooltip>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {locales.map(({ locale: one, name }) => (
          <MenuItem key={one} lang={one} selected={one === locale} onClick={() => choose(one)}>
            {name}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
};

import { useMemo } from 'react';
import {
  AutocompleteArrayInput,
  AutocompleteInput,
  required,
  TextInput,
  useLocaleState,
  useTranslate,
} from 'react-admin';
import { countryName, languageName } from '../i18n/wording';

const ZONES = Intl.supportedValuesOf('timeZone').map((id) => ({ id, name: id }));
const LANGUAGES = [
  'zh-CN',
  'zh-TW',
  'zh-HK',
  'en',
  'ja',
  'ko',
  'th',
  'vi',
  'id',
  'ms',
  'de',
  'fr',
  'es',
  'pt',
  'ru',
  'ar',
];
const CURRENCIES = ['CNY', 'HKD', 'USD', 'EUR', 'GBP', 'JPY', 'SGD'].map((id) => ({ id, name: id }));

/** Every country there is, in the reader's words. */
function useCountries() {
  const [locale] = useLocaleState();
  return useMemo(() => {
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
    return letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((code) => !NOT_COUNTRIES.has(code) && names.of(code) !== undefined)
      .map((id) => ({ id, name: countryName(id, locale) }))
      .sort((a, b) => a.name.localeCompare(b.name, locale));
  }, [locale]);
}

/** Codes that `Intl` has names for and that nobody has a phone number in. */
const NOT_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'QO', 'ZZ']);

export const TenantInputs = () => {
  const countries = useCountries();
  const [locale] = useLocaleState();
  const translate = useTranslate();
  const languages = LANGUAGES.map((id) => ({ id, name: languageName(id, locale) }));
  return (
    <>
      <TextInput source="name" validate={required()} helperText={translate('latchkey.tenants.name_help')} />
      <AutocompleteInput source="homeCountry" choices={countries} validate={required()} />
      <AutocompleteArrayInput
        source="allowedCountries"
        choices={countries}
        validate={required()}
        helperText={translate('latchkey.tenants.countries_help')}
      />
      <AutocompleteInput
        source="timeZone"
        choices={ZONES}
        validate={required()}
        helperText={translate('latchkey.tenants.zone_help')}
      />
      <AutocompleteInput source="locale" choices={languages} validate={required()} />
      <AutocompleteInput source="currency" choices={CURRENCIES} validate={required()} />
    </>
  );
};

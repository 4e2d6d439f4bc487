import { useLocaleState, useTranslate } from 'react-admin';
import { countryName } from '../i18n/wording';
import type { Column } from '../owned/Column';
import { OwnedList } from '../owned/OwnedList';
import type { Price } from './price';

export const Country = ({ code }: { code: string }) => {
  const [locale] = useLocaleState();
  const translate = useTranslate();
  return code === '*' ? translate('latchkey.prices.rest') : countryName(code, locale);
};

const COLUMNS: Column<Price>[] = [
  { source: 'country', role: 'title', sortable: true, show: ({ country }) => <Country code={country} /> },
  { source: 'segment', sortable: true, show: ({ segment, currency }) => `${segment} ${currency}` },
];

const PriceList = () => <OwnedList<Price> columns={COLUMNS} sort={{ field: 'country', order: 'ASC' }} opens="edit" />;

export default PriceList;

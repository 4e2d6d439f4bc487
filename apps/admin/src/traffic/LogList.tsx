import type { ReactElement, ReactNode } from 'react';
import { List, useTranslate } from 'react-admin';
import { patience } from '../api/patience';
import { ListBody, ListPages } from '../layout/ListBody';
import { Notice } from '../layout/Notice';
import { useBoundTenant } from '../session/useBoundTenant';
import InboxIcon from '@mui/icons-material/InboxOutlined';

interface Props {
  readonly filters: ReactElement[];
  readonly actions?: ReactElement | false;
  readonly children: ReactNode;
}

/** On a narrow screen the library lays its toolbar over the filters. */
export const FLOWING = {
  '& .MuiToolbar-root': {
    '@media (max-width: 899.95px)': {
      position: 'static',
      height: 'auto',
      minHeight: 0,
      flexWrap: 'wrap',
      backgroundColor: 'transparent',
    },
  },
} as const;

/** A list out of the log: newest first, never counted, its filter in the address. */
export const LogList = ({ filters, actions = false, children }: Props) => {
  const bound = useBoundTenant();
  return (
    <List
      filters={bound === undefined ? filters : filters.filter(({ key }) => key !== 'tenantId')}
      actions={actions}
      exporter={false}
      empty={<Nothing />}
      queryOptions={patience}
      pagination={<ListPages />}
      sort={{ field: 'at', order: 'DESC' }}
      perPage={25}
      disableSyncWithLocation={false}
      storeKey={false}
      sx={FLOWING}
    >
      <ListBody>{children}</ListBody>
    </List>
  );
};

const Nothing = () => {
  const translate = useTranslate();
  return (
    <Notice
      icon={<InboxIcon />}
      title={translate('latchkey.traffic.nothing')}
      text={translate('latchkey.traffic.nothing_why')}
    />
  );
};

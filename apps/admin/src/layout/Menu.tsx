import { ListSubheader } from '@mui/material';
import {
  Menu as LibraryMenu,
  useCanAccessResources,
  useHasDashboard,
  useResourceDefinitions,
  useSidebarState,
  useTranslate,
} from 'react-admin';

/** Resources in the order in which they are looked for. What is not among them stands at the end. */
const GROUPS = {
  traffic: ['verifications', 'deliveries', 'events', 'statistics', 'sandbox'],
  setup: ['tenants', 'api-keys', 'accounts', 'signatures', 'templates', 'policies', 'prices', 'opt-outs'],
  people: ['operators', 'sessions', 'operator-log'],
  system: ['health', 'dead-letters', 'settings'],
} as const;

/** Groups of resources; each item is there for whom the server would answer. */
export const Menu = () => {
  const definitions = useResourceDefinitions();
  const hasDashboard = useHasDashboard();
  const listed = Object.keys(definitions).filter((name) => definitions[name]?.hasList);
  const { canAccess } = useCanAccessResources({ action: 'list', resources: listed });
  const offered = listed.filter((name) => canAccess?.[name]);
  const grouped = new Set<string>(Object.values(GROUPS).flat());
  const others = offered.filter((name) => !grouped.has(name));
  return (
    <LibraryMenu>
      {hasDashboard && <LibraryMenu.DashboardItem />}
      {Object.entries(GROUPS).map(([group, names]) => (
        <Group key={group} name={group} resources={names.filter((name) => offered.includes(name))} />
      ))}
      {others.map((name) => (
        <LibraryMenu.ResourceItem key={name} name={name} />
      ))}
    </LibraryMenu>
  );
};

const Group = ({ name, resources }: { name: string; resources: readonly string[] }) => {
  const translate = useTranslate();
  const [open] = useSidebarState();
  if (resources.length === 0) return null;
  return (
    <>
      {open && (
        <ListSubheader
          component="div"
          disableSticky
          sx={{
            lineHeight: 1,
            pt: 1.5,
            pb: 0.5,
            px: 2.5,
            fontSize: '0.75rem',
            bgcolor: 'transparent',
            color: 'text.secondary',
          }}
        >
          {translate(`latchkey.menu.${name}`)}
        </ListSubheader>
      )}
      {resources.map((resource) => (
        <LibraryMenu.ResourceItem key={resource} name={resource} />
      ))}
    </>
  );
};

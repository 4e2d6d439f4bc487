import { lazy } from 'react';
import { Admin, CustomRoutes, Resource } from 'react-admin';
import { BrowserRouter, Route } from 'react-router-dom';
import { dataProvider } from './api/dataProvider';
import { i18nProvider } from './i18n/i18nProvider';
import { Layout } from './layout/Layout';
import { NotFound } from './layout/NotFound';
import { preferences } from './layout/preferences';
import { darkTheme, lightTheme } from './layout/theme';
import operatorLog from './operatorLog';
import operators from './operators';
import { authProvider } from './session/authProvider';
import { SetupPage } from './session/SetupPage';
import { SignInPage } from './session/SignInPage';
import { Overview, statistics } from './seeing';
import sessions from './sessions';
import tenants from './tenants';
import { deliveries, events, verifications } from './traffic';

const AccountPage = lazy(() => import('./account/AccountPage'));

const providers = { authProvider, dataProvider, i18nProvider, store: preferences };
const looks = { layout: Layout, catchAll: NotFound, loginPage: SignInPage, lightTheme, darkTheme };

export const App = () => (
  <BrowserRouter>
    <Admin {...providers} {...looks} title="" requireAuth disableTelemetry dashboard={Overview}>
      <Resource name="verifications" {...verifications} />
      <Resource name="deliveries" {...deliveries} />
      <Resource name="events" {...events} />
      <Resource name="statistics" {...statistics} />
      <Resource name="tenants" {...tenants} />
      <Resource name="operators" {...operators} />
      <Resource name="operator-log" {...operatorLog} />
      <Resource name="sessions" {...sessions} />
      <CustomRoutes>
        <Route path="/account" element={<AccountPage />} />
      </CustomRoutes>
      <CustomRoutes noLayout>
        <Route path="/setup" element={<SetupPage />} />
      </CustomRoutes>
    </Admin>
  </BrowserRouter>
);

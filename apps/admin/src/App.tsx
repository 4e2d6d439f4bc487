import { lazy } from 'react';
import { Admin, CustomRoutes, Resource } from 'react-admin';
import { BrowserRouter, Route } from 'react-router-dom';
import accounts from './accounts';
import apiKeys from './api-keys';
import { dataProvider } from './api/dataProvider';
import { i18nProvider } from './i18n/i18nProvider';
import deadLetters from './dead-letters';
import { AccessDenied } from './layout/AccessDenied';
import { Layout } from './layout/Layout';
import { NotFound } from './layout/NotFound';
import { preferences } from './layout/preferences';
import { darkTheme, lightTheme } from './layout/theme';
import operatorLog from './operatorLog';
import operators from './operators';
import optOuts from './opt-outs';
import policies from './policies';
import prices from './prices';
import sandbox from './sandbox';
import { authProvider } from './session/authProvider';
import { SetupPage } from './session/SetupPage';
import { SignInPage } from './session/SignInPage';
import { Overview, statistics } from './seeing';
import sessions from './sessions';
import signatures, { SignatureApply } from './signatures';
import { health, settings } from './system';
import templates, { TemplateApply } from './templates';
import tenants, { TenantSetup } from './tenants';
import { deliveries, events, verifications } from './traffic';

const AccountPage = lazy(() => import('./account/AccountPage'));

const providers = { authProvider, dataProvider, i18nProvider, store: preferences };
const looks = {
  layout: Layout,
  catchAll: NotFound,
  accessDenied: AccessDenied,
  loginPage: SignInPage,
  lightTheme,
  darkTheme,
};

export const App = () => (
  <BrowserRouter>
    <Admin {...providers} {...looks} title="" requireAuth disableTelemetry dashboard={Overview}>
      <Resource name="verifications" {...verifications} />
      <Resource name="deliveries" {...deliveries} />
      <Resource name="events" {...events} />
      <Resource name="statistics" {...statistics} />
      <Resource name="tenants" {...tenants}>
        <Route path=":id/setup" element={<TenantSetup />} />
      </Resource>
      <Resource name="api-keys" {...apiKeys} />
      <Resource name="accounts" {...accounts} />
      <Resource name="signatures" {...signatures}>
        <Route path="apply" element={<SignatureApply />} />
      </Resource>
      <Resource name="templates" {...templates}>
        <Route path="apply" element={<TemplateApply />} />
      </Resource>
      <Resource name="policies" {...policies} />
      <Resource name="prices" {...prices} />
      <Resource name="opt-outs" {...optOuts} />
      <Resource name="sandbox" {...sandbox} />
      <Resource name="operators" {...operators} />
      <Resource name="operator-log" {...operatorLog} />
      <Resource name="sessions" {...sessions} />
      <Resource name="health" {...health} />
      <Resource name="dead-letters" {...deadLetters} />
      <Resource name="settings" {...settings} />
      <CustomRoutes>
        <Route path="/account" element={<AccountPage />} />
      </CustomRoutes>
      <CustomRoutes noLayout>
        <Route path="/setup" element={<SetupPage />} />
      </CustomRoutes>
    </Admin>
  </BrowserRouter>
);

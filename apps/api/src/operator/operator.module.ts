import { type DynamicModule, Module } from '@nestjs/common';
import type { Parts } from '../parts.js';
import { RequestLimits } from '../platform/http/request-limits.js';
import { Metrics } from '../platform/metrics.js';
import { Account } from './account.js';
import { AccountController } from './account.controller.js';
import { ConsoleDoor } from './console-door.js';
import { ConsoleScope } from './console-scope.js';
import { OperatorLog } from './operator-log.js';
import { CHECK_OPERATOR_LOG, OperatorLogController } from './operator-log.controller.js';
import { checkOperatorLog } from './operator-log-check.js';
import { OperatorLogListing } from './operator-log-listing.js';
import { OperatorSessions } from './operator-sessions.js';
import { OperatorsController } from './operators.controller.js';
import { People } from './people.js';
import { SessionController } from './session.controller.js';
import { SessionCookie } from './session-cookie.js';
import { SessionListing } from './session-listing.js';
import { SessionsController } from './sessions.controller.js';
import { Setup } from './setup.js';
import { SignIn } from './sign-in/sign-in.js';
import { SignInDelays } from './sign-in/sign-in-delays.js';
import { SingleSignOn } from './sign-in/single-sign-on.js';
import { SINGLE_SIGN_ON, SingleSignOnController } from './single-sign-on.controller.js';
import { TenantListing } from './tenant-listing.js';
import { TenantsController } from './tenants.controller.js';

/** What the console asks: operators and their sessions, what they did, and what they may see. */
@Module({})
export class OperatorModule {
  static with({ config, database, clock, metrics, operatorSecrets: secrets, logger }: Parts): DynamicModule {
    const { prisma } = database;
    const log = new OperatorLog(clock);
    const scope = new ConsoleScope(database, log);
    const sessions = new OperatorSessions(prisma, clock);
    const delays = new SignInDelays(prisma, clock);
    const { singleSignOn, publicUrl } = config;
    const signOn =
      singleSignOn && new SingleSignOn(singleSignOn, publicUrl, prisma, clock, secrets, sessions, log, logger);
    return {
      module: OperatorModule,
      // Controllers of the console stand in the features whose things they show.
      global: true,
      controllers: [
        SessionController,
        SingleSignOnController,
        AccountController,
        OperatorsController,
        SessionsController,
        OperatorLogController,
        TenantsController,
      ],
      providers: [
        RequestLimits,
        ConsoleDoor,
        { provide: Metrics, useValue: metrics },
        { provide: SessionCookie, useValue: new SessionCookie(config.publicUrl) },
        { provide: OperatorSessions, useValue: sessions },
        { provide: SignIn, useValue: new SignIn(prisma, clock, secrets, delays, sessions, log, logger) },
        { provide: SINGLE_SIGN_ON, useValue: signOn ?? null },
        { provide: Setup, useValue: new Setup(prisma, clock, secrets, sessions, log) },
        { provide: Account, useValue: new Account(scope, clock, secrets) },
        { provide: People, useValue: new People(scope, clock, config.publicUrl) },
        { provide: SessionListing, useValue: new SessionListing(scope, clock) },
        { provide: OperatorLogListing, useValue: new OperatorLogListing(scope) },
        { provide: CHECK_OPERATOR_LOG, useValue: () => checkOperatorLog(prisma) },
        { provide: ConsoleScope, useValue: scope },
        { provide: TenantListing, useValue: new TenantListing(scope) },
      ],
      exports: [RequestLimits, SessionCookie, OperatorSessions, ConsoleScope],
    };
  }
}

import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Verifications } from '@latchkey/core';
import { CurrentRequest, type RequestContext } from '../platform/http/request-context.js';
import { ApiTutorialParameters } from '../platform/openapi.js';
import { CurrentCaller, demandPermission, RequirePermission } from '../tenant/api-key.guard.js';
import { TUTORIAL_APPROVED, TUTORIAL_SENT, type TutorialReply, tutorialReply } from './verification.presenter.js';
import { parseTutorialRequest } from './verification.requests.js';

/**
 * The wire of Tencent Cloud's tutorial function, so that its clients work unchanged: one path, `method=getSms` or
 * `method=login`, HTTP 200 for every answer the tutorial defines.
 */
@ApiTags('Tutorial')
@Controller('v0')
export class TutorialController {
  constructor(private readonly verifications: Verifications) {}

  /** Parameters in the query. A publishable key may stand in the path. */
  @Get(['', ':key'])
  @RequirePermission('verification:start', 'verification:check')
  @ApiTutorialParameters('query')
  @ApiOkResponse({ standardSchema: tutorialReply })
  fromQuery(
    @CurrentCaller() caller: Caller,
    @CurrentRequest() context: RequestContext,
    @Query() params: unknown,
  ): Promise<TutorialReply> {
    return this.answer(caller, params, context);
  }

  /** Parameters in a form or in JSON. A publishable key may stand in the path. */
  @Post(['', ':key'])
  @HttpCode(200)
  @RequirePermission('verification:start', 'verification:check')
  @ApiTutorialParameters('body')
  @ApiOkResponse({ standardSchema: tutorialReply })
  fromBody(
    @CurrentCaller() caller: Caller,
    @CurrentRequest() context: RequestContext,
    @Body() params: unknown,
  ): Promise<TutorialReply> {
    return this.answer(caller, params, context);
  }

  private async answer(caller: Caller, params: unknown, context: RequestContext): Promise<TutorialReply> {
    const request = parseTutorialRequest(params, context);
    if (request.method === 'getSms') {
      demandPermission(caller, 'verification:start');
      await this.verifications.start(caller, request.start);
      return TUTORIAL_SENT;
    }
    demandPermission(caller, 'verification:check');
    await this.verifications.check(caller, request.check);
    return TUTORIAL_APPROVED;
  }
}

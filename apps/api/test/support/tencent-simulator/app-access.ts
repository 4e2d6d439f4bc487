import { ApiError } from './api-error.js';
import type { App, Directory } from './directory.js';
import type { Caller } from './state.js';

/** The application, if it exists, is enabled and belongs to the account that signed the request. */
export function requireApp(directory: Directory, caller: Caller, sdkAppId: string): App {
  const app = directory.apps.get(sdkAppId);
  if (!app) throw new ApiError('InvalidParameterValue.SdkAppIdNotExist', 'SdkAppId not exist.');
  if (app.uin !== caller.uin) {
    throw new ApiError('UnauthorizedOperation.SmsSdkAppIdVerifyFail', 'SmsSdkAppId verify fail.');
  }
  if (!app.enabled) throw new ApiError('UnauthorizedOperation.SdkAppIdIsDisabled', 'SdkAppId is disabled.');
  return app;
}

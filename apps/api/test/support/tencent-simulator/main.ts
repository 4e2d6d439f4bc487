import { TencentSimulator } from './simulator.js';

const account = { secretId: 'AKIDSIMULATOR0000000000000000000000', secretKey: 'simulator-secret-key-0000000000' };
const sdkAppId = '1400006666';
const signature = 'Latchkey';
const templateId = '1110';

const port = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);

const simulator = await TencentSimulator.start({
  port: port('SIMULATOR_PORT', 9000),
  adminPort: port('SIMULATOR_ADMIN_PORT', 9001),
  receiptDelayMs: 1_000,
});
simulator.addAccount(account);
simulator.addApp({ sdkAppId, statusCallbackUrl: process.env['SIMULATOR_STATUS_CALLBACK_URL'] });
simulator.addSignature({ text: signature, international: 3 });
simulator.addTemplate({
  id: templateId,
  content: 'Your verification code is {1}. It is valid for {2} minutes.',
  international: 3,
});

process.stdout.write(`Tencent SMS simulator on http://${simulator.endpoint}, admin on http://${simulator.adminEndpoint}

Point Latchkey at it:
  export TENCENT_SMS_ENDPOINT=http://${simulator.endpoint}
  export TENCENTCLOUD_SECRETID=${account.secretId}
  export TENCENTCLOUD_SECRETKEY=${account.secretKey}
  export SMS_SDKAPPID=${sdkAppId}
  export SMS_SIGN=${signature}
  export SMS_TEMPLATE_ID=${templateId}

See what was sent:   curl http://${simulator.adminEndpoint}/messages
Break the next one:  curl -d '{"kind":"reset"}' http://${simulator.adminEndpoint}/faults
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.stop());

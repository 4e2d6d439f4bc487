import { trafficFieldsZh, trafficZh } from './traffic/zh';
import type { Messages } from './en';
import { people } from './people/zh';
import { setupWords } from './setup/zh';
import { zhLibrary } from './zhLibrary';

/** 控制台的中文文案，键与 `en.ts` 一致。 */
export const zh: Messages = {
  ra: zhLibrary,
  latchkey: {
    ...trafficZh,
    ...setupWords.latchkey,
    console: '运营控制台',
    language: '语言',
    copy: '复制',
    copied: '已复制',
    try_again: '重试',
    open_console: '打开控制台',
    ...people.latchkey,
    error: {
      ...people.latchkey.error,
      unreachable: '服务器没有响应。',
      invalid: '部分内容不符合要求。',
      unauthenticated: '登录已失效。',
      forbidden: '您没有权限执行此操作。',
      not_found: '内容不存在或已被删除。',
      rate_limited: '请求过于频繁，请一分钟后再试。',
      unavailable: '服务暂时不可用。',
      internal: '服务器出错了。',
      title: '加载失败',
    },
    tenants: {
      search: '名称或 ID',
      none: '还没有租户',
      none_why: '租户是通过 Latchkey 发送验证码的组织。创建后会引导您完成第一次发送。',
      settings: '设置',
      holdings: '资源',
      status: { active: '正常', suspended: '已停用', stopped: '已暂停发送' },
      go_on: '创建并继续',
      name_help: '仅供运营人员识别；发送方名称由签名决定。',
      countries_help: '其他国家或地区的号码会被拒绝。',
      zone_help: '每日限制和显示时间以此为准。',
    },
  },
  resources: {
    ...trafficFieldsZh,
    ...people.resources,
    ...setupWords.resources,
    tenants: {
      name: '租户',
      fields: {
        id: 'ID',
        name: '名称',
        status: '状态',
        timeZone: '时区',
        locale: '语言',
        homeCountry: '所在国家或地区',
        allowedCountries: '可发送至',
        apiKeys: 'API 密钥',
        accounts: '服务商账号',
        signatures: '签名',
        templates: '模板',
        currency: '价格币种',
        createdAt: '创建时间',
      },
    },
  },
};

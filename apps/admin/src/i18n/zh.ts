import { trafficFieldsZh, trafficZh } from './traffic/zh';
import type { Messages } from './en';
import { people } from './people/zh';
import { zhLibrary } from './zhLibrary';

/** 控制台的中文文案，键与 `en.ts` 一致。 */
export const zh: Messages = {
  ra: zhLibrary,
  latchkey: {
    ...trafficZh,
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
      none_why: '租户是通过 Latchkey 发送验证码的组织。请用命令行创建第一个租户：',
      settings: '设置',
      holdings: '资源',
      status: { active: '正常', suspended: '已停用' },
    },
  },
  resources: {
    ...trafficFieldsZh,
    ...people.resources,
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
        templates: '模板',
        createdAt: '创建时间',
      },
    },
  },
};

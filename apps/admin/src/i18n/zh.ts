import { trafficFieldsZh, trafficZh } from './traffic/zh';
import type { Messages } from './en';
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
    session: {
      sign_in: '登录',
      how: '控制台没有密码，通过链接登录。链接 24 小时内有效，只能使用一次。请在运行 Latchkey 的机器上执行下面的命令，然后打开它输出的链接：',
      ends: '登录后最长保持 12 小时；30 分钟没有操作会自动退出。',
      signing_in: '正在登录…',
      used: '此链接已失效',
      used_why: '链接可能已被使用、已超过 24 小时，或者没有复制完整。每个链接只能使用一次，请重新生成：',
      failed: '登录未成功',
      sign_out_failed: '退出未成功：服务器没有响应。',
    },
    error: {
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

// The issuer's HTML pages, Chinese first: log in, log out, something went wrong.
import { DEMO_PASSWORD } from './demo-ids.ts'
import type { Person } from './people.ts'

const ROLE_WORDS = {
  officer: '公证员 · notary officer',
  merchant: '商户 · merchant',
  consumer: '会员 · member',
  regulator: '监管 · regulator',
} as const

const STYLE = `
:root{color-scheme:light;font-family:system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}
body{margin:0;background:#f4f6f5;color:#1d2b26;display:flex;justify-content:center}
main{width:100%;max-width:420px;margin:6vh 16px;background:#fff;border-radius:12px;padding:28px;
box-shadow:0 2px 16px #0f3d2e1a}
h1{font-size:22px;margin:0 0 4px}h1 small,.en{color:#5d6f68;font-weight:400;font-size:14px}
label{display:block;margin:16px 0 4px;font-size:14px}
input{width:100%;box-sizing:border-box;font:inherit;padding:10px;border:1px solid #b9c7c1;
border-radius:8px}
button,.button{font:inherit;border:0;border-radius:8px;padding:11px 16px;cursor:pointer;
background:#0b6b4b;color:#fff;text-decoration:none;display:inline-block}
button.wide{width:100%;margin-top:20px}button:focus-visible,input:focus-visible,a:focus-visible{
outline:3px solid #5ab894;outline-offset:1px}
[role=alert]{background:#fdecea;color:#8a1c12;padding:10px 12px;border-radius:8px;margin:16px 0}
.people{list-style:none;padding:0;margin:8px 0 0}
.people button{width:100%;text-align:left;background:#eef5f1;color:#1d2b26;margin-top:6px;
display:flex;justify-content:space-between;gap:8px}
.people span{color:#5d6f68;font-size:13px}
hr{border:0;border-top:1px solid #e2e9e6;margin:24px 0 16px}
p{line-height:1.6}`

/** Everything that a person typed passes here before it meets HTML. */
export function escapeHtml(text: string): string {
  const named: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (mark) => named[mark] ?? '')
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>`
}

export type LogInPage = {
  readonly action: string
  readonly login: string
  readonly people: readonly Person[]
  readonly refused?: string
}

/** The log-in page: a form, and the demo people as buttons that fill it. */
export function logInPage({ action, login, people, refused }: LogInPage): string {
  const alert = refused === undefined ? '' : `<p role="alert">${escapeHtml(refused)}</p>`
  const to = escapeHtml(action)
  return page(
    '登录 · 提存',
    `<h1>登录提存 <small>Log in to Ticun</small></h1>${alert}
<form method="post" action="${to}">
<label for="login">账号 <span class="en">login</span></label>
<input id="login" name="login" value="${escapeHtml(login)}" autocomplete="username" required
 maxlength="64" autofocus>
<label for="password">密码 <span class="en">password</span></label>
<input id="password" name="password" type="password" autocomplete="current-password" required
 maxlength="256">
<button class="wide" type="submit">登录 · Log in</button></form>
<hr><p>演示环境：以下人物的密码都是 <b>${DEMO_PASSWORD}</b>，点一下即可登录；会员账号为 m0001 至 m9999。<br>
<span class="en">Demo: everybody's password is <b>${DEMO_PASSWORD}</b>. Click a person to log in;
members are m0001 to m9999.</span></p>
<ul class="people">${people.map((person) => personButton(to, person)).join('')}</ul>`,
  )
}

function personButton(action: string, { login, name, role }: Person): string {
  return `<li><form method="post" action="${action}"><input type="hidden" name="login"
 value="${login}"><input type="hidden" name="password" value="${DEMO_PASSWORD}">
<button type="submit" data-login="${login}"><b>${escapeHtml(name)} ${login}</b>
<span>${ROLE_WORDS[role]}</span></button></form></li>`
}

/** Asks once before the issuer's session ends; `form` comes from the provider. */
export function logoutPage(form: string): string {
  return page(
    '退出 · 提存',
    `<h1>退出登录？ <small>Log out?</small></h1>${form}
<p><button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>
退出 · Log out</button></p>`,
  )
}

/** Shown after a log-out that names no place to return to. */
export function loggedOutPage(portalUrl: string): string {
  return page(
    '已退出 · 提存',
    `<h1>已退出 <small>You are logged out</small></h1>
<p><a class="button" href="${escapeHtml(portalUrl)}/">回到首页 · Home</a></p>`,
  )
}

/** Shown when the flow itself is broken: an expired page, a wrong client. */
export function errorPage(code: string, description: string): string {
  return page(
    '出错了 · 提存',
    `<h1>登录未完成 <small>The log-in did not finish</small></h1>
<p role="alert">${escapeHtml(code)}: ${escapeHtml(description)}</p>
<p>请回到门户重新登录。<br><span class="en">Please go back to the portal and log in again.</span></p>`,
  )
}

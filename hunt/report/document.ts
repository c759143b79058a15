/** What every page of this package begins and ends with: it needs no other file, asks for none, and says so to the browser. */
import { html, Markup } from './markup.ts';

export interface PageHead {
  readonly title: string;
  /** CSS; none of it is text of others. */
  readonly style: string;
  /** It has scripts of its own inside. */
  readonly hasScript?: boolean;
}

/** A page: the same bytes for the same parts. */
export function documentOf({ title, style, hasScript = false }: PageHead, body: Markup): string {
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline';${hasScript ? " script-src 'unsafe-inline';" : ''} base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="generator" content="faultline">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}</body>
</html>
`.text;
}

import { figureScript } from "./figure-script.ts";
import { html, type Markup, raw } from "./html.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";

/** What surrounds a page's content. */
export interface Shell {
  readonly title: string;
  readonly description: string;
  /** Places that a keyboard reaches first: `["answer", "the answer"]`. */
  readonly skips: readonly (readonly [id: string, title: string])[];
  readonly body: Markup;
}

/** A page as one file; its content policy is the promise that it asks nobody for anything. */
export function pageShell({ title, description, skips, body }: Shell): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="description" content="${description}">
<title>${title} · Credence</title>
<link rel="icon" href="data:,">
<style>${raw(pageStyle)}</style>
</head>
<body>
<nav class="skip" aria-label="skip">${skips.map(([id, place]) => html`<a href="#${id}">Skip to ${place}</a>`)}</nav>
${body}
<script>${raw(pageScript)}</script>
<script>${raw(figureScript)}</script>
</body>
</html>
`.html;
}

/** The title, and the button that turns light and dark over where there is a script. */
export const pageTitle = (title: string): Markup =>
  html`<div class="top"><h1>${title}</h1><button class="theme" type="button" hidden aria-label="switch between light and dark">Dark</button></div>`;

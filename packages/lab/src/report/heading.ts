import { html, type Markup } from "./html.ts";

/** A sign behind a heading that leads to it, so that its address can be copied. */
export const permalink = (id: string, of: string): Markup =>
  html`<a class="permalink" href="#${id}" aria-label="link to ${of}"><span aria-hidden="true">#</span></a>`;

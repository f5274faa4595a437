import { expect, it } from "vitest";
import { html, raw } from "./html.ts";

it("escapes what is put in, in text and in attributes", () => {
  const evil = `"><script>alert('&')</script>`;
  expect(html`<p title="${evil}">${evil}</p>`.html).toBe(
    `<p title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;">&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</p>`,
  );
});

it("keeps markup, joins lists, writes zero, and nothing for null, undefined and false", () => {
  expect(html`${[html`<b>1</b>`, "<", [raw("<i>")]]}|${0}|${null}|${undefined}|${false}|`.html).toBe("<b>1</b>&lt;<i>|0||||");
});

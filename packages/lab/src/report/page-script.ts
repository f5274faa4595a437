/** Without it the page follows the reader's light or dark, and shows every claim. */
export const pageScript = `
(() => {
  const root = document.documentElement, button = document.querySelector(".theme"), dark = matchMedia("(prefers-color-scheme: dark)");
  const shown = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  const write = () => { button.textContent = shown() === "dark" ? "Light" : "Dark"; };
  button.hidden = false;
  button.addEventListener("click", () => { root.dataset.theme = shown() === "dark" ? "light" : "dark"; write(); });
  dark.addEventListener("change", write);
  write();
})();
(() => {
  const form = document.querySelector(".filter");
  if (!form) return;
  const claims = [...document.querySelectorAll(".claim")];
  const filter = () => {
    const { chapter, variant, verdict } = Object.fromEntries(new FormData(form));
    const fits = (claim) => (!chapter || claim.parentElement.dataset.chapter === chapter) && (!variant || claim.dataset.variant === variant) && (!verdict || claim.dataset.verdict === verdict);
    const all = !chapter && !variant && !verdict;
    let total = 0;
    for (const claim of claims) {
      claim.hidden = !fits(claim);
      if (claim.nextElementSibling?.dataset.of === claim.id) claim.nextElementSibling.hidden = claim.hidden;
      if (!claim.hidden) total++;
    }
    for (const group of document.querySelectorAll(".claims tbody")) group.hidden = !group.querySelector(".claim:not([hidden])");
    for (const part of document.querySelectorAll(".verdict-part")) {
      const count = part.querySelectorAll(".claim:not([hidden])").length;
      part.hidden = count === 0;
      part.querySelector(".shown").textContent = count;
      const folded = part.querySelector("details.folded");
      if (folded) folded.open = !all && count > 0;
    }
    for (const reasons of document.querySelectorAll(".filter ~ .reasons")) reasons.hidden = !all;
    form.querySelector("output").textContent = all ? "" : total + " of " + claims.length + " claims";
  };
  form.hidden = false;
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.closest(".verdict-part [hidden], .verdict-part[hidden]")) return;
    form.reset();
    filter();
    target.scrollIntoView();
  });
  filter();
})();
`.trim();

// Light, dark, or as the system has it.

import { byId, icon } from "./dom.js";

const NEXT = { auto: "light", light: "dark", dark: "auto" };
const LOOK = { auto: ["auto", "Colours: as the system has them"], light: ["sun", "Colours: light"], dark: ["moon", "Colours: dark"] };

export function showTheme() {
  const button = byId("theme");
  const now = () => document.documentElement.dataset.theme ?? "auto";
  const show = () => {
    const [sign, words] = LOOK[now()];
    button.replaceChildren(icon(sign));
    button.setAttribute("aria-label", words);
    button.title = words;
  };
  button.addEventListener("click", () => {
    const next = NEXT[now()];
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      if (next === "auto") localStorage.removeItem("theme");
      else localStorage.setItem("theme", next);
    } catch {
      // Storage is off: the choice lasts until the page is closed.
    }
    show();
  });
  show();
}

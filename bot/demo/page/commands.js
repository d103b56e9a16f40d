// The command menu and the list that opens while somebody types a slash.

import { byId, el } from "./dom.js";
import { me } from "./state.js";

const box = byId("suggestions");
const menu = byId("menu");
let text;
let send;
let at = 0;

export function showSuggestions(field, say) {
  [text, send] = [field, say];
  text.addEventListener("input", () => suggest(text.value));
  text.addEventListener("blur", () => setTimeout(() => document.activeElement !== menu && closeSuggestions(), 150));
  menu.addEventListener("click", () => (box.hidden ? openMenu() : closeSuggestions()));
}

export function closeSuggestions() {
  box.hidden = true;
  menu.setAttribute("aria-expanded", "false");
  text.removeAttribute("aria-activedescendant");
}

/** Take a key that is meant for the list; false when it is for the text field. */
export function suggestionKey(event) {
  if (box.hidden) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose((at + step + box.children.length) % box.children.length);
  else if (event.key === "Tab" && !event.shiftKey) insert();
  else if (event.key === "Enter" && !event.shiftKey) box.children[at].click();
  else if (event.key === "Escape") closeSuggestions();
  else return false;
  event.preventDefault();
  return true;
}

function openMenu() {
  show(me().commands);
  menu.setAttribute("aria-expanded", "true");
  text.focus();
}

function suggest(typed) {
  const begun = /^\/([a-z0-9_]*)$/i.exec(typed);
  const found = begun ? me().commands.filter((each) => each.command.startsWith(begun[1].toLowerCase())) : [];
  if (found.length) show(found);
  else closeSuggestions();
}

function show(commands) {
  box.replaceChildren(...commands.map(option));
  box.hidden = false;
  choose(0);
}

function option({ command, description }, index) {
  const made = el("div", { role: "option", id: `command-${index}`, data: { command } }, el("b", {}, `/${command}`), el("span", { dir: "auto" }, description));
  made.addEventListener("pointerdown", (event) => event.preventDefault()); // the text field keeps the focus
  made.addEventListener("pointerenter", () => choose(index, false));
  made.addEventListener("click", () => {
    text.value = "";
    closeSuggestions();
    send(`/${command}`);
  });
  return made;
}

function choose(index, scroll = true) {
  at = index;
  [...box.children].forEach((each, place) => each.setAttribute("aria-selected", String(place === index)));
  text.setAttribute("aria-activedescendant", `command-${index}`);
  if (scroll) box.children[index].scrollIntoView({ block: "nearest" });
}

function insert() {
  text.value = `/${box.children[at].dataset.command} `;
  closeSuggestions();
}

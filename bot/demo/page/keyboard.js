// The inline keyboard under a message, and the bot's reply keyboard under the text field.

import { el, icon } from "./dom.js";

/** Make the rows of an inline keyboard. */
export function keyboard(message, rows, act) {
  return el("div", { class: "keys" }, ...rows.map((row) => el("div", {}, ...row.map((button) => key(message, button, act)))));
}

const label = (text) => el("span", { dir: "auto" }, text);

function key(message, button, act) {
  const look = { class: `key ${button.style ?? ""}`.trim() };
  if (button.url) {
    const address = /^(https?|tg|ton):/i.test(button.url) ? button.url : `http://${button.url}`;
    return el("a", { ...look, href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, label(button.text), icon("out"));
  }
  if (button.copy_text) {
    const copy = () => act.copied(button.copy_text.text);
    return el("button", { ...look, type: "button", onclick: copy }, label(button.text), icon("copy"));
  }
  const made = el("button", { ...look, type: "button" }, label(button.text));
  made.addEventListener("click", () => act.press(message, button, made));
  return made;
}

/** Make the buttons of a reply keyboard; `send` gets a button's text. */
export function replyKeyboard(rows, send) {
  const texts = rows.map((row) => row.map((button) => (typeof button === "string" ? button : button.text)));
  return texts.map((row) => el("div", {}, ...row.map((text) => el("button", { type: "button", class: "key", onclick: () => send(text) }, label(text)))));
}

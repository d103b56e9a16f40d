// Short notices over the chat, and alerts that want to be closed: how Telegram shows the answer to a button.

import { byId, el } from "./dom.js";

const SHOWN_MS = 3500;

export function toast(words) {
  const box = byId("toast");
  const note = el("p", { dir: "auto" }, words);
  box.replaceChildren(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}

export function alert(words) {
  byId("alert-text").textContent = words;
  byId("alert").showModal();
}

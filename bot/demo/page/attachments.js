// Sending what is not text: a picture, a file, and things made up on the spot.

import { byId, el } from "./dom.js";
import { state } from "./state.js";
import { post } from "./wire.js";

const menu = byId("attachments");
const button = byId("attach");
const input = byId("file");
let kindOfFile = "document";

const CHOICES = [
  ["🖼", "Photo …", () => pick("photo", "image/png,image/jpeg")],
  ["📄", "File …", () => pick("document", "")],
  ["🙂", "Sticker", () => send({ kind: "sticker" })],
  ["🎤", "Voice message", () => send({ kind: "voice" })],
  ["📍", "Location", () => send({ kind: "location" })],
  ["👤", "Contact", () => send({ kind: "contact" })],
];
let act;

export function showAttachments(given) {
  act = given;
  menu.append(...CHOICES.map(choice));
  button.addEventListener("click", () => open(menu.hidden));
  menu.addEventListener("keydown", walk);
  input.addEventListener("change", () => input.files[0] && act(() => upload(input.files[0])));
  document.addEventListener("pointerdown", (event) => !menu.contains(event.target) && !button.contains(event.target) && open(false));
}

function choice([sign, name, chosen]) {
  const pressed = () => {
    open(false);
    chosen();
  };
  return el("button", { type: "button", role: "menuitem", tabIndex: -1, onclick: pressed }, el("span", { aria: { hidden: "true" } }, sign), name);
}

function open(shown) {
  menu.hidden = !shown;
  button.setAttribute("aria-expanded", String(shown));
  if (shown) menu.firstElementChild.focus();
}

function walk(event) {
  const all = [...menu.children];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") {
    open(false);
    button.focus();
  } else return;
  event.preventDefault();
}

const send = (wish) => act(() => post(`/_world/people/${state.me}/attachment`, wish));

function pick(kind, accept) {
  kindOfFile = kind;
  input.accept = accept;
  input.value = "";
  input.click();
}

async function upload(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32_768) binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  await post(`/_world/people/${state.me}/attachment`, {
    kind: kindOfFile,
    content_base64: btoa(binary),
    file_name: file.name,
    mime_type: file.type || "application/octet-stream",
  });
}

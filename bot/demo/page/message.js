// One message as an element: what it replies to, picture or file, text, time, and the keyboard under it.

import { el, icon, time } from "./dom.js";
import { flat, formatted } from "./entities.js";
import { keyboard } from "./keyboard.js";
import { state } from "./state.js";

/** Make a message's element. `act` has `command`, `copied`, `press`, `reply` and `jump`. */
export function messageElement(message, act) {
  const who = message.by_bot ? state.bot.first_name : "You";
  const side = message.by_bot ? "bot" : "mine";
  const rows = message.reply_markup?.inline_keyboard;
  return el(
    "article",
    { class: `msg ${side}`, data: { id: message.message_id }, aria: { label: `${who}, ${time(message.date)}` } },
    el("div", { class: `bubble${message.sticker ? " bare" : ""}` }, ...content(message, act), reply(message, act)),
    rows && keyboard(message, rows, act),
  );
}

/** Say in a few words what a message is, for previews. */
export function summary(message) {
  if (message.text) return flat(message.text);
  const caption = message.caption ? `, ${flat(message.caption)}` : "";
  const kind = Object.keys(KINDS).find((name) => name in message);
  return `${kind ? KINDS[kind](message) : "Message"}${caption}`;
}

const KINDS = {
  photo: () => "🖼 Photo",
  document: (message) => `📄 ${message.document.file_name ?? "File"}`,
  sticker: (message) => `${message.sticker.emoji ?? ""} Sticker`,
  voice: () => "🎤 Voice message",
  audio: (message) => `🎵 ${message.audio.file_name ?? "Audio"}`,
  animation: () => "🎞 GIF",
  video: () => "🎬 Video",
  video_note: () => "🎬 Video message",
  location: () => "📍 Location",
  contact: (message) => `👤 ${message.contact.first_name}`,
  dice: (message) => `${message.dice.emoji} ${message.dice.value}`,
};

function content(message, act) {
  const text = message.text ?? message.caption ?? "";
  const entities = message.text ? message.entities : message.caption_entities;
  const body = el("div", { class: "body", dir: "auto" }, el("span", { class: "text" }, formatted(text, entities, act)), meta(message));
  return [quoted(message.reply_to_message, act), media(message), body];
}

function quoted(message, act) {
  if (!message) return null;
  const who = message.from?.is_bot ? state.bot.first_name : "You";
  const jump = () => act.jump(message.message_id);
  return el("button", { type: "button", class: "quoted", onclick: jump }, el("b", {}, who), el("span", {}, summary(message)));
}

function media(message) {
  if (message.photo) return photo(message.photo.at(-1));
  if (message.document) return file(message.document);
  if (message.sticker) return el("div", { class: "sticker", role: "img", aria: { label: "Sticker" } }, message.sticker.emoji ?? "🙂");
  const kind = Object.keys(KINDS).find((name) => name in message);
  return kind ? el("div", { class: "media" }, KINDS[kind](message)) : null;
}

function photo(size) {
  const picture = el("img", { src: `/_demo/pictures/${encodeURIComponent(size.file_id)}`, alt: "Photo", class: "photo" });
  if (size.width > 1) Object.assign(picture, { width: size.width, height: size.height });
  picture.addEventListener("error", () => picture.replaceWith(el("div", { class: "media" }, KINDS.photo())));
  return picture;
}

function file(document) {
  const name = document.file_name ?? "file";
  const size = document.file_size < 1024 ? `${document.file_size} B` : `${Math.round(document.file_size / 1024)} kB`;
  const address = `/_world/files/${encodeURIComponent(document.file_id)}`;
  return el(
    "a",
    { class: "file", href: address, download: name },
    el("span", { class: "file-icon" }, icon("file")),
    el("span", {}, el("b", { dir: "auto" }, name), el("small", {}, size)),
  );
}

function reply(message, act) {
  return el("button", { type: "button", class: "reply icon", aria: { label: "Reply" }, onclick: () => act.reply(message) }, icon("reply"));
}

function meta(message) {
  const stamp = el("time", { dateTime: new Date(message.date * 1000).toISOString() }, time(message.date));
  return el("span", { class: "meta" }, message.edit_date && el("i", {}, "edited"), stamp);
}

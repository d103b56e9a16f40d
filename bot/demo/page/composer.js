// The text field and what is around it: commands, replies, attachments, the bot's own keyboard, Start and Unblock.

import { showAttachments } from "./attachments.js";
import { closeSuggestions, showSuggestions, suggestionKey } from "./commands.js";
import { byId } from "./dom.js";
import { replyKeyboard } from "./keyboard.js";
import { summary } from "./message.js";
import { me, messagesOf, on, state } from "./state.js";
import { toast } from "./toast.js";
import { post } from "./wire.js";

const text = byId("text");
const wide = byId("wide");
const replyBar = byId("reply-bar");
const keys = byId("keys");
const replyKeys = byId("reply-keys");
const TALLEST = 160; // pixels
let replyTo = null;

/** Send a text as who you are. */
export async function say(words) {
  const body = { text: words };
  if (replyTo) body.reply_to = replyTo.message_id;
  setReply(null);
  await act(() => post(`/_world/people/${state.me}/text`, body));
}

/** Answer a message: shown above the text field. */
export function setReply(message) {
  replyTo = message;
  replyBar.hidden = !message;
  if (!message) return;
  replyBar.querySelector("span").textContent = summary(message);
  text.focus();
}

export function showComposer() {
  byId("write").addEventListener("submit", send);
  text.addEventListener("keydown", pressed);
  text.addEventListener("input", typed);
  replyBar.querySelector("button").addEventListener("click", () => setReply(null));
  wide.addEventListener("click", startOrUnblock);
  keys.addEventListener("click", () => showReplyKeys(replyKeys.hidden));
  showSuggestions(text, say);
  showAttachments(act);
  on("message", noticeMarkup);
  for (const name of ["person", "myself", "everything"]) on(name, refresh);
  on("person", () => setReply(null));
}

async function act(doing) {
  try {
    await doing();
  } catch (error) {
    toast(error.message);
  }
}

function send(event) {
  event?.preventDefault();
  const words = text.value;
  if (!words.trim()) return;
  text.value = "";
  typed();
  say(words);
}

function pressed(event) {
  if (event.isComposing || suggestionKey(event)) return;
  if (event.key === "Enter" && !event.shiftKey) send(event);
  if (event.key === "Escape") setReply(null);
}

function typed() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, TALLEST)}px`;
}

function refresh() {
  const person = me();
  if (!person) return;
  const waits = person.status !== "member";
  wide.hidden = !waits;
  wide.textContent = person.status === "kicked" ? "Unblock" : "Start";
  byId("write").hidden = waits;
  byId("menu").hidden = person.commands.length === 0;
  closeSuggestions();
  const last = messagesOf(state.me).findLast((message) => message.by_bot && message.reply_markup && !message.reply_markup.inline_keyboard);
  offerKeys(last?.reply_markup);
}

function startOrUnblock() {
  const unblock = me().status === "kicked";
  act(() => (unblock ? post(`/_world/people/${state.me}/unblock`) : post(`/_world/people/${state.me}/text`, { text: "/start" })));
  requestAnimationFrame(() => text.focus());
}

function noticeMarkup(message) {
  const markup = message.reply_markup;
  if (!message.by_bot || !markup || markup.inline_keyboard) return;
  offerKeys(markup);
  if (markup.force_reply) setReply(message);
}

function offerKeys(markup) {
  text.placeholder = markup?.input_field_placeholder || "Message";
  const rows = markup?.keyboard;
  keys.hidden = !rows;
  replyKeys.replaceChildren(...(rows ? replyKeyboard(rows, (words) => sendKey(words, markup)) : []));
  showReplyKeys(Boolean(rows));
}

function sendKey(words, markup) {
  say(words);
  if (markup.one_time_keyboard) showReplyKeys(false);
}

function showReplyKeys(shown) {
  replyKeys.hidden = !shown;
  keys.setAttribute("aria-expanded", String(shown));
}

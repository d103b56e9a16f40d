// The messages of the chat that is open: added, edited in place, scrolled.

import { byId, dayOf, el } from "./dom.js";
import { messageElement } from "./message.js";
import { messagesOf, on, state } from "./state.js";

const NEAR_END = 80; // pixels
const log = byId("log");
const toEnd = byId("to-end");
const still = matchMedia("(prefers-reduced-motion: reduce)");
let acts;
let missed = 0;
let stick = true; // the newest message is followed until somebody scrolls up
let lastTop = 0;
let typing;

/** Show conversations from now on; `given` is what a message's parts can do. */
export function showConversations(given) {
  acts = { ...given, jump };
  on("everything", rebuild);
  on("person", rebuild);
  on("message", add);
  on("edited", edit);
  on("deleted", (id) => find(id)?.remove());
  on("typing", showTyping);
  log.addEventListener("scroll", scrolled, { passive: true });
  toEnd.addEventListener("click", () => scrollToEnd("smooth"));
  new ResizeObserver(() => stick && scrollToEnd()).observe(log);
}

const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
const find = (id) => log.querySelector(`[data-id="${id}"]`);

function scrolled() {
  if (atEnd()) stick = true;
  else if (log.scrollTop < lastTop) stick = false;
  lastTop = log.scrollTop;
  setMissed(stick ? 0 : missed);
}

function scrollToEnd(behavior = "instant") {
  stick = true;
  log.scrollTo({ top: log.scrollHeight, behavior: still.matches ? "instant" : behavior });
  setMissed(0);
}

function setMissed(count) {
  missed = count;
  toEnd.hidden = stick;
  toEnd.querySelector("b").textContent = count ? String(count) : "";
}

function rebuild() {
  clearTimeout(typing);
  log.setAttribute("aria-live", "off"); // a chat that is opened is not news
  const messages = messagesOf(state.me);
  log.replaceChildren();
  if (messages.length === 0) log.append(el("p", { class: "empty", dir: "auto" }, "Nothing here yet. Press Start, as in Telegram."));
  for (const message of messages) append(message);
  scrollToEnd();
  requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
}

function append(message) {
  log.querySelector(".empty")?.remove();
  const day = dayOf(message.date);
  if (log.dataset.day !== day || !log.querySelector(".day")) log.append(el("div", { class: "day" }, el("span", {}, day)));
  log.dataset.day = day;
  const element = messageElement(message, acts);
  log.append(element);
  return element;
}

function add(message) {
  if (message.by_bot) stopTyping();
  append(message).classList.add("new");
  if (stick || !message.by_bot) scrollToEnd("smooth");
  else setMissed(missed + 1);
}

function edit(message) {
  const old = find(message.message_id);
  if (!old) return;
  const focused = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
  const element = messageElement(message, acts);
  element.classList.add("edited");
  old.replaceWith(element);
  if (focused >= 0) keepFocus(element, focused);
  if (stick) scrollToEnd();
}

/** Leave the keyboard's focus where it was, or at the nearest that is still there. */
function keepFocus(element, index) {
  const all = [...element.querySelectorAll("button, a")];
  (all[Math.min(index, all.length - 1)] ?? log).focus({ preventScroll: true });
}

function jump(id) {
  const element = find(id);
  if (!element) return;
  element.scrollIntoView({ block: "center", behavior: still.matches ? "instant" : "smooth" });
  element.classList.remove("edited");
  requestAnimationFrame(() => element.classList.add("edited"));
}

function showTyping() {
  stopTyping();
  log.append(el("div", { class: "typing" }, el("span", { class: "unseen" }, "The bot is typing"), el("i"), el("i"), el("i")));
  if (stick) scrollToEnd();
  typing = setTimeout(stopTyping, 5000);
}

function stopTyping() {
  clearTimeout(typing);
  log.querySelector(".typing")?.remove();
}

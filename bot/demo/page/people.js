// Whom you can be: the list, new people, languages.

import { byId, el, time } from "./dom.js";
import { summary } from "./message.js";
import { become, me, messagesOf, on, state } from "./state.js";
import { toast } from "./toast.js";
import { post } from "./wire.js";

export const LANGUAGES = {
  en: "English", ar: "العربية", de: "Deutsch", es: "Español", fr: "Français", hi: "हिन्दी", id: "Indonesia",
  "pt-br": "Português (Brasil)", ru: "Русский", tr: "Türkçe", zh: "中文",
};
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);
const ROLES = { customer: "Customer", operator: "Operator", stranger: "Stranger" };
const COLOURS = 6;
const list = byId("people-list");

export const nameOf = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");

export function showPeople() {
  for (const select of [byId("language"), byId("person-form").elements.language]) {
    select.append(...Object.entries(LANGUAGES).map(([code, name]) => el("option", { value: code, lang: code }, name)));
  }
  for (const name of ["people", "everything", "person"]) on(name, rebuild);
  for (const name of ["person", "myself", "everything", "process"]) on(name, showHead);
  byId("language").addEventListener("change", (event) => rename(me(), event.target.value));
  byId("block").addEventListener("click", block);
  byId("new-person").addEventListener("click", () => byId("person-dialog").showModal());
  byId("person-form").addEventListener("submit", make);
  byId("person-form").querySelector("[data-close]").addEventListener("click", () => byId("person-dialog").close());
}

function rebuild() {
  const focused = document.activeElement?.closest?.("#people-list button")?.dataset.person;
  list.replaceChildren(...[...state.people.values()].map(row));
  if (focused) list.querySelector(`[data-person="${focused}"]`)?.focus();
  const all = [...state.unread.values()].reduce((sum, count) => sum + count, 0);
  const badge = document.querySelector("#tabs b");
  badge.textContent = String(all);
  badge.hidden = !all;
  document.title = all ? `(${all}) Try the bot` : "Try the bot";
}

function row(person) {
  const last = messagesOf(person.id).at(-1);
  const unread = state.unread.get(person.id) ?? 0;
  const chosen = person.id === state.me;
  const said = last ? `${last.by_bot ? "" : "You: "}${summary(last)}` : "Nothing said yet";
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", data: { person: person.id }, aria: { current: String(chosen) }, onclick: () => choose(person.id) },
      avatar(person),
      el("span", { class: "who" }, el("span", { class: "name", dir: "auto" }, nameOf(person)), el("span", { class: `role ${person.role}` }, ROLES[person.role])),
      el("span", { class: "when" }, last ? time(last.edit_date ?? last.date) : ""),
      el("span", { class: "said", dir: "auto" }, said.slice(0, 120)),
      unread > 0 && el("b", { class: "unread" }, String(unread), el("span", { class: "unseen" }, " unread")),
    ),
  );
}

function avatar(person) {
  const letters = [person.first_name, person.last_name].filter(Boolean).map((name) => [...name][0]).join("");
  return el("span", { class: `avatar c${person.id % COLOURS}`, aria: { hidden: "true" } }, letters);
}

function choose(id) {
  become(id);
  document.documentElement.dataset.pane = "chat";
}

const STATES = { running: "bot", starting: "starting …", restarting: "starting again …", killed: "dead", stopped: "stopped" };

function showHead() {
  const person = me();
  if (!person) return;
  byId("bot-name").textContent = state.bot.first_name;
  byId("bot-status").replaceChildren(`${STATES[state.process.state]} · `, el("bdi", {}, nameOf(person)));
  byId("chat").classList.toggle("dead", state.process.state === "killed");
  const language = (person.language_code ?? "en").toLowerCase();
  byId("language").value = language;
  byId("log").lang = language;
  for (const id of ["log", "composer"]) byId(id).dir = RIGHT_TO_LEFT.has(language.split("-")[0]) ? "rtl" : "ltr";
  byId("block").hidden = person.status !== "member";
}

function rename(person, language) {
  const names = { first_name: person.first_name, last_name: person.last_name, username: person.username };
  return post("/_world/people", { id: person.id, ...names, language_code: language }).catch((error) => toast(error.message));
}

function block() {
  post(`/_world/people/${state.me}/block`).catch((error) => toast(error.message));
}

async function make(event) {
  if (event.submitter?.value !== "ok") return;
  const form = event.target;
  const id = Math.max(4000, ...state.people.keys()) + 1;
  const [first, ...rest] = form.elements.name.value.trim().split(/\s+/);
  await post("/_world/people", { id, first_name: first || "Nobody", last_name: rest.join(" ") || null, language_code: form.elements.language.value });
  form.reset();
  const arrived = setInterval(() => {
    if (!state.people.has(id)) return;
    clearInterval(arrived);
    choose(id);
  }, 50);
}

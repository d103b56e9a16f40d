// What is behind the chat: the bot's process, trouble by switch, the panel's orders, and what the panel was asked.

import { byId, el, timeExact } from "./dom.js";
import { on, state } from "./state.js";
import { toast } from "./toast.js";
import { post } from "./wire.js";

const TROUBLES = {
  lost: ["Lost answer", "The panel takes an order and never answers"],
  slow: ["Slow panel", "Each answer takes 8 seconds"],
  html: ["HTML", "A page instead of an answer, nothing is taken"],
  down: ["Panel down", "It refuses connections"],
  too_many: ["Telegram 429", "Telegram puts every message off"],
};
const KEPT_REQUESTS = 60;
const KEPT_LINES = 200;
const FINAL = new Set(["Completed", "Partial", "Canceled", "Refunded", "Fail"]);

export function showBackstage() {
  on("process", showProcess);
  on("panel", showBalance);
  on("troubles", showTroubles);
  on("orders", showOrders);
  on("requests", (entries) => entries.forEach(addRequest));
  on("log", addLines);
  on("everything", () => byId("requests").replaceChildren());
}

let currency = "";

function showBalance(panel) {
  currency = panel.currency;
  const balance = Number(panel.balance).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 4 });
  byId("balance").textContent = `Balance ${balance} ${currency}`;
}

const wish = (address, body) => post(address, body).catch((error) => toast(error.message));

function showProcess() {
  const { state: now, pid, note, waiting } = state.process;
  const alive = now === "running" || now === "starting";
  const act = alive
    ? el("button", { type: "button", class: "danger", onclick: () => wish("/_demo/process", { do: "kill" }) }, "Kill the bot")
    : el("button", { type: "button", class: "primary", onclick: () => wish("/_demo/process", { do: "start" }) }, "Start the bot");
  const had = byId("process").contains(document.activeElement);
  const word = { running: "Running", starting: "Starting …", killed: "Dead", restarting: "Starting again …", stopped: "Stopped" }[now];
  const facts = [pid && `pid ${pid}`, now !== "running" && waiting > 0 && `${waiting} waiting at Telegram`].filter(Boolean).join(" · ");
  byId("process").replaceChildren(
    el("p", { class: `state ${now}`, role: "status" }, el("b", {}, word), el("small", {}, facts)),
    act,
    el("p", { class: "note", hidden: !note }, note),
  );
  if (had) act.focus();
}

function showTroubles(troubles) {
  const box = byId("troubles");
  if (!box.children.length) box.append(...Object.entries(TROUBLES).map(trouble));
  for (const [name, isOn] of Object.entries(troubles)) box.querySelector(`[name="${name}"]`).checked = isOn;
}

function trouble([name, [title, what]]) {
  const input = el("input", { type: "checkbox", role: "switch", name });
  input.addEventListener("change", () => wish("/_demo/troubles", { name, on: input.checked }));
  return el("label", { class: "switch" }, input, el("span", {}, el("b", {}, title), el("small", {}, what)));
}

function showOrders(orders) {
  const focused = document.activeElement?.closest?.("#orders button")?.id;
  byId("order-count").textContent = orders.length ? String(orders.length) : "";
  const rows = orders.length ? orders.toReversed().map(order) : [el("li", { class: "empty" }, "None yet. Order something in the chat.")];
  byId("orders").replaceChildren(...rows);
  if (focused) byId(focused)?.focus();
}

function order(one) {
  const done = one.total ? Math.round((100 * (one.total - Math.max(one.remains, 0))) / one.total) : 0;
  const word = one.status.toLowerCase().replaceAll(" ", "-");
  const bar = el("progress", { max: 100, value: done, aria: { label: `Delivered of #${one.id}` } });
  return el(
    "li",
    { class: "order", data: { order: one.id } },
    el("div", {}, el("b", {}, `#${one.id}`), el("span", { class: `status ${word}` }, one.status)),
    el("p", { dir: "auto", title: one.link }, one.name),
    bar,
    el("small", {}, `${(one.total - one.remains).toLocaleString("en")} of ${one.total.toLocaleString("en")} · ${one.charge} ${currency}`),
    el("div", { class: "steer" }, ...ACTS.map(([title, body]) => steer(one, title, body))),
  );
}

const ACTS = [
  ["Move on", () => ({ do: "move" })],
  ["Complete", () => ({ do: "complete" })],
  ["Partial", (one) => ({ do: "partial", remains: Math.max(1, Math.ceil(Math.min(one.remains, one.total) / 2)) })],
  ["Cancel", () => ({ do: "cancel" })],
];

function steer(one, title, body) {
  const act = () => wish(`/_demo/orders/${one.id}`, body(one));
  const id = `do-${one.id}-${title.replace(" ", "")}`;
  return el("button", { type: "button", id, disabled: FINAL.has(one.status), aria: { label: `${title}: order ${one.id}` }, onclick: act }, title);
}

/** Put a request on top; the same question as just before is counted instead. */
function addRequest(entry) {
  const list = byId("requests");
  const asked = Object.entries(entry.parameters).filter(([name]) => name !== "key" && name !== "action").map(([name, value]) => `${name}=${value}`).join("  ");
  const same = `${entry.action} ${asked} ${entry.fault}`;
  const first = list.firstElementChild;
  const times = first?.dataset.same === same ? Number(first.dataset.times) + 1 : 1;
  if (times > 1) first.remove();
  list.prepend(request(entry, asked, same, times));
  while (list.children.length > KEPT_REQUESTS) list.lastElementChild.remove();
}

function request(entry, asked, same, times) {
  const what = [entry.code || "no answer", entry.fault?.replaceAll("_", " "), entry.fault && entry.taken && "taken"];
  const good = entry.code === 200 && !entry.fault;
  return el(
    "li",
    { data: { same, times } },
    el("div", {}, el("b", {}, entry.action || "?"), times > 1 && el("span", { class: "times" }, `×${times}`), el("small", { class: good ? "good" : "bad" }, what.filter(Boolean).join(" · ")), el("time", {}, timeExact(entry.at))),
    el("code", { class: "asked" }, `key=${entry.parameters.key ?? ""}  ${asked}`),
    el("code", { class: "said" }, entry.answer || "(nothing)"),
  );
}

function addLines(lines) {
  const log = document.querySelector("#bot-log pre");
  const kept = [...log.textContent.split("\n").filter(Boolean), ...lines].slice(-KEPT_LINES);
  log.textContent = kept.join("\n");
  log.scrollTop = log.scrollHeight;
}

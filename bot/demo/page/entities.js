// Text with Telegram's entities as elements. JavaScript counts strings in UTF-16 units, as Telegram does.

import { el, icon } from "./dom.js";

const SCHEMES = ["http:", "https:", "tg:", "ton:", "mailto:"];
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** Turn a text and its entities into nodes. `act` has `command(text)` and `copied(text)`. */
export function formatted(text, entities, act) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, inOrder(entities ?? []), act);
  return fragment;
}

/** Return a text without anything, on one line, for a preview. */
export const flat = (text) => text.replace(/\s+/g, " ").trim();

function inOrder(entities) {
  return [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length);
}

function fill(parent, text, start, end, entities, act) {
  let at = start;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    rest = others;
    if (to <= from) continue;
    parent.append(text.slice(at, from));
    const { node, inner } = shell(entity, text.slice(from, to), act);
    fill(inner, text, from, to, clipped(others, from, to), act);
    parent.append(node);
    at = to;
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1; // a block ends its own line
    rest = clipped(others, at, end);
  }
  parent.append(text.slice(at, end));
}

function clipped(entities, start, end) {
  return entities
    .map((entity) => {
      const offset = Math.max(entity.offset, start);
      return { ...entity, offset, length: Math.min(entity.offset + entity.length, end) - offset };
    })
    .filter((entity) => entity.length > 0);
}

const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };
const MAKE = {
  code: (_, said, act) => el("code", { title: "Copy", onclick: () => act.copied(said) }),
  blockquote: () => el("blockquote"),
  url: (_, said) => link(said, said),
  text_link: (entity, said) => link(entity.url, said),
  email: (_, said) => link(`mailto:${said}`, said),
  bot_command: (_, said, act) => el("button", { type: "button", class: "link", onclick: () => act.command(said) }),
};

function shell(entity, said, act) {
  if (entity.type === "spoiler") return spoiler();
  if (entity.type === "pre") return pre(entity, said, act);
  if (entity.type === "expandable_blockquote") return expandable();
  const node = MAKE[entity.type]?.(entity, said, act) ?? el(PLAIN[entity.type] ?? "span", { class: entity.type });
  return { node, inner: node };
}

function link(address, said) {
  let url;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `http://${address}`);
  } catch {
    return el("span");
  }
  if (!SCHEMES.includes(url.protocol)) return el("span");
  const title = url.href === said ? undefined : url.href;
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow", title });
}

function spoiler() {
  const inner = el("span", { inert: true });
  const node = el("span", { class: "spoiler", role: "button", tabIndex: 0, aria: { label: "Spoiler: press to show" } }, inner);
  const open = () => {
    inner.inert = false;
    node.classList.add("open");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", open);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open();
  });
  return { node, inner };
}

function pre(entity, said, act) {
  const inner = el("code");
  const copy = el("button", { type: "button", aria: { label: "Copy" }, onclick: () => act.copied(said) }, icon("copy"));
  const node = el("div", { class: "pre" }, el("div", {}, entity.language ?? "code", copy), el("pre", {}, inner));
  return { node, inner };
}

function expandable() {
  const inner = el("div", { class: "folded" });
  const more = el("button", { type: "button", class: "link", aria: { expanded: "false" } }, "Show all");
  more.addEventListener("click", () => {
    const folded = inner.classList.toggle("folded");
    more.textContent = folded ? "Show all" : "Show less";
    more.setAttribute("aria-expanded", String(!folded));
  });
  return { node: el("blockquote", {}, inner, more), inner };
}

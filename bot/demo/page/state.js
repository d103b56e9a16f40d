// What the page knows: people, their chats, whom you are. Views listen by name and read it; only `take` writes the chats.

const listeners = new Map();

export const state = {
  bot: { first_name: "Bot" },
  people: new Map(), // id → person
  chats: new Map(), // id → Map of message id → message
  unread: new Map(), // id → count
  typingUntil: new Map(), // id → milliseconds
  me: 0,
  process: { state: "starting", pid: null, note: "", waiting: 0 },
};

/** Call `act` whenever `name` happens. */
export function on(name, act) {
  listeners.set(name, [...(listeners.get(name) ?? []), act]);
}

export function emit(name, what) {
  for (const act of listeners.get(name) ?? []) act(what);
}

export const me = () => state.people.get(state.me);
export const messagesOf = (id) => [...(state.chats.get(id)?.values() ?? [])];

/** Become somebody. */
export function become(id) {
  state.me = id;
  state.unread.set(id, 0);
  emit("person");
  emit("people");
}

/** Take a piece of news in. */
export function take(news) {
  if (news.bot) state.bot = news.bot;
  if (news.people) takePeople(news.people);
  if (news.chats) takeChats(news.chats);
  if (news.process) {
    state.process = news.process;
    emit("process");
  }
  for (const event of news.events ?? []) takeEvent(event);
  for (const name of ["panel", "orders", "troubles", "requests", "log"]) if (news[name]) emit(name, news[name]);
}

function takePeople(people) {
  const before = me();
  state.people = new Map(people.map((person) => [person.id, person]));
  emit("people");
  if (before && JSON.stringify(before) !== JSON.stringify(me())) emit("myself");
}

function takeChats(chats) {
  for (const [id, messages] of Object.entries(chats)) {
    state.chats.set(Number(id), new Map(messages.map((message) => [message.message_id, message])));
  }
  emit("everything");
}

const EVENTS = {
  message: (id, event) => put(id, event),
  edited: (id, event) => put(id, event),
  deleted: (id, event) => {
    chatOf(id).delete(event.message_id);
    if (id === state.me) emit("deleted", event.message_id);
  },
  action: (id, event) => {
    state.typingUntil.set(id, Date.now() + 5000);
    if (id === state.me) emit("typing", event.action);
  },
  answer: (id, event) => emit("answer", event),
};

function takeEvent(event) {
  EVENTS[event.kind]?.(event.chat_id, event);
}

function chatOf(id) {
  if (!state.chats.has(id)) state.chats.set(id, new Map());
  return state.chats.get(id);
}

function put(id, event) {
  const message = { ...event.message, by_bot: event.by_bot };
  const isNew = event.kind === "message";
  chatOf(id).set(message.message_id, message);
  if (event.by_bot) state.typingUntil.delete(id);
  if (isNew && event.by_bot && (id !== state.me || document.hidden)) {
    state.unread.set(id, (state.unread.get(id) ?? 0) + 1);
  }
  if (id === state.me) emit(isNew ? "message" : "edited", message);
  emit("people");
}

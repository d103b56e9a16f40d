// Puts the page together.

import { showBackstage } from "./backstage.js";
import { say, setReply, showComposer } from "./composer.js";
import { showConversations } from "./conversation.js";
import { byId } from "./dom.js";
import { showPeople } from "./people.js";
import { become, emit, on, state, take } from "./state.js";
import { showTheme } from "./theme.js";
import { alert, toast } from "./toast.js";
import { listen, post } from "./wire.js";

const PRESS_MS = 20_000; // how long a button waits for the bot, as in Telegram's apps
const pressed = new Map(); // query id → button

async function press(message, button, element) {
  element.classList.add("waiting");
  try {
    const { query_ids: ids } = await post(`/_world/people/${state.me}/press`, { message_id: message.message_id, data: button.callback_data });
    pressed.set(ids[0], element);
    setTimeout(() => settle(ids[0]), PRESS_MS);
  } catch (error) {
    element.classList.remove("waiting");
    toast(error.message);
  }
}

function settle(id) {
  pressed.get(id)?.classList.remove("waiting");
  pressed.delete(id);
}

function answered(event) {
  settle(event.query_id);
  if (!event.text || event.person_id !== state.me) return;
  (event.show_alert ? alert : toast)(event.text);
}

async function copied(words) {
  try {
    await navigator.clipboard.writeText(words);
    toast("Copied");
  } catch {
    toast("This browser does not let the page copy");
  }
}

function first() {
  const named = Number(location.hash.slice(1));
  return state.people.has(named) ? named : state.people.keys().next().value;
}

function heard(news) {
  const begins = Boolean(news.chats);
  if (begins && !state.me) {
    take({ people: news.people, chats: news.chats, bot: news.bot });
    become(first());
  }
  take(news);
}

showTheme();
showPeople();
showComposer();
showConversations({ command: say, copied, press, reply: setReply });
showBackstage();
on("answer", answered);
on("person", () => history.replaceState(null, "", `#${state.me}`));
addEventListener("hashchange", () => state.people.has(Number(location.hash.slice(1))) && become(first()));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  state.unread.set(state.me, 0);
  emit("people");
});
for (const tab of document.querySelectorAll("#tabs button")) {
  tab.addEventListener("click", () => (document.documentElement.dataset.pane = tab.dataset.to));
}
listen(heard, (answers) => (byId("gone").hidden = answers));

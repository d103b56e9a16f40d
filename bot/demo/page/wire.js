// The page's talk with its server: acts as JSON, news as server-sent events.

/** Send a wish as JSON and return its result; throws an Error with the server's words. */
export async function post(address, wish = {}) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(wish),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error ?? `status ${answer.status}`);
  return said.result;
}

/** Hear all news: `heard` gets each piece, `changed` whether the server answers. */
export function listen(heard, changed) {
  const source = new EventSource("/_demo/feed");
  source.onopen = () => changed(true);
  source.onmessage = (message) => heard(JSON.parse(message.data));
  source.onerror = () => {
    changed(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(heard, changed), 1000);
  };
}

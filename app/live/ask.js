// What a page of ours asks of its own server.

/** A POST to `what` below `root`, JSON there and back; raises an Error with the server's sentence. */
export async function ask(root, what, body) {
  return read(await fetch(new URL(what, root), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }));
}

/** An answer's JSON; raises an Error with the sentence that it holds where it is a refusal. */
export async function read(answer) {
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error ?? `${answer.status} ${answer.statusText}`);
  return told;
}

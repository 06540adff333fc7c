// What a reviewer did to photos and left without saving: it is there again for whoever comes back to one while the page is open.

export class Drafts {
  #kept = new Map();

  /** The photo `now` is left with its corrections and remarks as they are. */
  keep(now, edits, remarks) {
    const key = name(now.row.name, now.blind);
    if (edits.edited || remarks.note || remarks.reason) this.#kept.set(key, { version: now.version, record: edits.record, undone: edits.undone, remarks });
    else this.#kept.delete(key);
  }

  /** {version, record, undone, remarks} as they were left, `version` that of the photo then; undefined when nothing was. */
  of(photo, blind) { return this.#kept.get(name(photo, blind)); }

  forget(now) { this.#kept.delete(name(now.row.name, now.blind)); }
}

const name = (photo, blind) => `${blind} ${photo}`;

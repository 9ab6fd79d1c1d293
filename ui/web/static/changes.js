// Changes of a plan that waits on a card. Those that have no answer yet go along with the next one and with the yes, in
// their order: none is lost or comes too late, however slow the way is. The server makes each once.

export class Changes {
  by = Math.random().toString(36).slice(2);
  plan = null;
  first = 0;
  /** How many changes have an answer. */
  open = [];

  add(change) {
    if (change) this.open.push(change);
    return this;
  }

  /** What the server is told of them. */
  told() {
    return { of: this.plan, by: this.by, from: this.first, changes: [...this.open] };
  }

  /** What `card` says was answered is; whether it is of the same plan as the one before. */
  heard(card) {
    const { plan = null, answered = {} } = JSON.parse(card?.dataset.told ?? "{}");
    const known = plan === this.plan;
    const over = known ? Math.max(0, (answered[this.by] ?? 0) - this.first) : this.open.length;
    this.open.splice(0, over);
    this.first += over;
    this.plan = plan;
    return known;
  }

  /** `controls` of a card that was written before a change of them came there show it nevertheless, `due` too. */
  show(controls, due) {
    for (const { value, ...change } of [...this.open, ...(due ? [due] : [])]) {
      const control = value !== undefined && controls.find((one) => same(JSON.parse(one.dataset.value), change));
      if (control && control.value !== value) control.value = value;
    }
  }
}

/** Whether both are of the same value of the same action, wherever that stands. */
function same(one, other) {
  return one.meant === other.meant && one.set === other.set;
}

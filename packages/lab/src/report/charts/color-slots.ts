/**
 * The place in the palette of every method of a source, by its label: a source fixes it once, so that a method has the same colour
 * in all figures of its book.
 */
export type ColorSlots = Readonly<Record<string, number>>;

/** The slot of each label: the fixed one, or the lowest that neither a fixed label nor an earlier one of these has taken. */
export function slotOf(labels: readonly string[], fixed: ColorSlots = {}): (label: string) => number {
  const slots = new Map<string, number>();
  for (const label of labels) if (Object.hasOwn(fixed, label)) slots.set(label, fixed[label]);
  const taken = new Set(slots.values());
  let next = 0;
  for (const label of labels) {
    if (slots.has(label)) continue;
    while (taken.has(next)) next++;
    taken.add(next);
    slots.set(label, next);
  }
  return (label) => slots.get(label) ?? -1;
}

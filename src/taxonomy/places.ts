const PLACE = /\{\{([a-z-]{1,30})\}\}/g;

/** The names of the places (`{{name}}`) in a text, in order, with repetitions. */
export function placesIn(text: string): string[] {
  return [...text.matchAll(PLACE)].map(([, name = ""]) => name);
}

/** Whether no brackets of a place remain when all places are taken out. */
export function hasBalancedPlaces(text: string): boolean {
  return !/\{\{|\}\}/.test(text.replace(PLACE, ""));
}

/** Puts values in their places, once: what a value holds is not looked at again. Places without a value stay. */
export function fillPlaces(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACE, (place, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? place) : place,
  );
}

/** `make`, run once for each object for as long as somebody holds it. For what follows from an object that never changes. */
export function oncePer<Source extends object, Made>(make: (source: Source) => Made): (source: Source) => Made {
  const kept = new WeakMap<Source, { readonly made: Made }>();
  return (source) => {
    let entry = kept.get(source);
    if (!entry) kept.set(source, (entry = { made: make(source) }));
    return entry.made;
  };
}

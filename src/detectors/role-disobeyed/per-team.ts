/**
 * What is made of the names of a team, kept for up to `most` teams: the runs of one system have the same agents, and
 * making it takes longer than using it on one run.
 */
export function perTeam<T>(
  most: number,
  make: (names: readonly string[]) => T,
): (names: readonly string[]) => T {
  const byTeam = new Map<string, T>();
  return (names) => {
    const team = names.join("\0");
    const known = byTeam.get(team);
    if (known !== undefined) return known;
    if (byTeam.size >= most) byTeam.clear();
    const made = make(names);
    byTeam.set(team, made);
    return made;
  };
}

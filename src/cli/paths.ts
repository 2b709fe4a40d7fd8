import { relative, resolve, sep } from "node:path";

/** How a stored source is printed: relative to the working directory with `/`; streams as they are. */
export function displayUri(cwd: string): (uri: string) => string {
  return (uri) => {
    if (uri === "" || uri === "-" || uri.startsWith("stdin:")) return uri;
    const path = relative(cwd, resolve(cwd, uri));
    return (path === "" ? "." : path).split(sep).join("/");
  };
}

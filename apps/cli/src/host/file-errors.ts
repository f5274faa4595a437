import { badInput } from "@credence/lab";

/**
 * A fault of the file system as one clear line about `where`. What the user can mend by naming another place is bad input; a full
 * disk is not, and keeps its `code`. Faults without a name here come back unchanged.
 */
export function fileError(error: unknown, { where, action }: { where: string; action: "read" | "write" | "list" | "remove" }): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case "EACCES":
    case "EPERM":
      return badInput(`${where}: no permission to ${action}`);
    case "EROFS":
      return badInput(`${where}: cannot ${action}, the file system is read-only`);
    case "ENOENT":
      return badInput(`${where}: cannot ${action}, there is no such folder and none can be made`);
    case "ENOTDIR":
    case "EEXIST":
      return badInput(`${where}: cannot ${action}, a part of the path is a file, expected a folder`);
    case "EISDIR":
      return badInput(`${where}: is a folder, expected a file`);
    case "ENXIO":
      return badInput(`${where}: cannot ${action}, a socket, expected a file or a pipe`);
    case "ENAMETOOLONG":
      return badInput(`${where}: cannot ${action}, the name is too long`);
    case "ENOSPC":
    case "EDQUOT":
      return Object.assign(new Error(`${where}: cannot ${action}, no space left on the device`), { code });
    default:
      return error;
  }
}

/** Whether there was no room to write: nothing else that writes will fare better. */
export function isFullDisk(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "");
}

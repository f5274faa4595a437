import { describe, expect, test } from "vitest";
import { fileLink, showsHyperlinks } from "./hyperlink.ts";

const onTerminal = (environment: Record<string, string>) => showsHyperlinks({ isTTY: true, environment });

describe("a terminal shows hyperlinks", () => {
  test.each<[string, Record<string, string>, boolean]>([
    ["iTerm", { TERM_PROGRAM: "iTerm.app", TERM_PROGRAM_VERSION: "3.4.23" }, true],
    ["iTerm before them", { TERM_PROGRAM: "iTerm.app", TERM_PROGRAM_VERSION: "3.0.15" }, false],
    ["VS Code 1.102, later than 1.72", { TERM_PROGRAM: "vscode", TERM_PROGRAM_VERSION: "1.102.3" }, true],
    ["VS Code 1.9", { TERM_PROGRAM: "vscode", TERM_PROGRAM_VERSION: "1.9.0" }, false],
    ["tmux 3.4", { TERM: "tmux-256color", TERM_PROGRAM: "tmux", TERM_PROGRAM_VERSION: "3.4a", VTE_VERSION: "7006" }, true],
    ["an older tmux in a terminal that does", { TERM: "screen-256color", TERM_PROGRAM: "tmux", TERM_PROGRAM_VERSION: "3.3a" }, false],
    ["screen in a terminal that does", { TERM: "screen", VTE_VERSION: "7006" }, false],
    ["GNOME Terminal", { TERM: "xterm-256color", VTE_VERSION: "7006" }, true],
    ["the VTE that crashed", { TERM: "xterm-256color", VTE_VERSION: "5000" }, false],
    ["kitty", { TERM: "xterm-kitty" }, true],
    ["Windows Terminal", { WT_SESSION: "a-b" }, true],
    ["a terminal that says nothing", { TERM: "xterm-256color" }, false],
    ["a terminal of Apple", { TERM_PROGRAM: "Apple_Terminal" }, false],
    ["a dumb one", { TERM: "dumb", VTE_VERSION: "7006" }, false],
    ["kitty with NO_COLOR", { TERM: "xterm-kitty", NO_COLOR: "1" }, false],
    ["kitty with an empty NO_COLOR, which does not count", { TERM: "xterm-kitty", NO_COLOR: "" }, true],
    ["continuous integration", { TERM: "xterm-kitty", CI: "true" }, false],
  ])("%s", (_, environment, shows) => {
    expect(onTerminal(environment)).toBe(shows);
  });
});

test("a link is the path, over the address of the file; elsewhere the path alone", () => {
  const kitty = { TERM: "xterm-kitty" };
  expect(fileLink("/my runs/report.html", { isTTY: true, environment: kitty })).toBe(
    "\x1b]8;;file:///my%20runs/report.html\x1b\\/my runs/report.html\x1b]8;;\x1b\\",
  );
  expect(fileLink("runs/report.html", { isTTY: true, environment: kitty })).toContain(`;file://${process.cwd()}/runs/report.html\x1b`);
  expect(fileLink("runs/report.html", { isTTY: false, environment: kitty })).toBe("runs/report.html");
});

import { badInput, isBadInput } from "../host.ts";
import type { DataFile, DataSet } from "./data-set.ts";

/** Questions as words, and what each asks for. */
export interface Questions {
  readonly count: number;
  /** As written, words and punctuation apart by blanks. */
  readonly texts: readonly string[];
  /** [count]: index into the classes. */
  readonly labels: Uint8Array;
}

/** The training and test questions. */
export interface QuestionSplits {
  /** Description, entity, abbreviation, human being, location, number. */
  readonly classes: readonly string[];
  readonly train: Questions;
  readonly test: Questions;
}

const classes = ["DESC", "ENTY", "ABBR", "HUM", "LOC", "NUM"];
const publisher = ["https://cogcomp.seas.upenn.edu/Data/QA/QC/", "http://cogcomp.org/Data/QA/QC/"];

const original = (name: string, bytes: number, sha256: string): DataFile => ({
  path: `trec/${name}`,
  bytes,
  sha256,
  urls: publisher.map((address) => address + name),
});

const files: readonly DataFile[] = [
  {
    path: "trec/train.tsv.gz",
    bytes: 110692,
    sha256: "f73dbe16f5a317d11b74d51b2eee7f458ac8a776c7c1559c8f12c342ad08259a",
    urls: [],
    original: original("train_5500.label", 335858, "9e4c8bdcaffb96ed61041bd64b564183d52793a8e91d84fc3a8646885f466ec3"),
  },
  {
    path: "trec/test.tsv.gz",
    bytes: 7338,
    sha256: "c1560e7b05d51e83c474f71249bf57b8b988732c203e177dd92d39404c73235e",
    urls: [],
    original: original("TREC_10.label", 23354, "033f22c028c2bbba9ca682f68ffe204dc1aa6e1cf35dd6207f2d4ca67f0d0e8e"),
  },
];

/** Questions in English and the kind of answer they ask for: 5,452 to train on, 500 of TREC 10 to test; six coarse classes. */
export const trec: DataSet<QuestionSplits> = {
  name: "trec",
  description: "5,452 training and 500 test questions in English, six kinds of answers",
  licence: "for research; Li and Roth 2002, Cognitive Computation Group",
  files,
  async parse(read, host) {
    const split = async ({ path }: DataFile): Promise<Questions> => {
      const bytes = await read(path);
      const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
      if (!packed) return parseLabelledQuestions(new TextDecoder("latin1").decode(bytes), path);
      const text = await host.gunzip(bytes).catch((error) => {
        throw isBadInput(error) ? badInput(`${path}: ${error.message}`) : error;
      });
      return parseQuestionTable(new TextDecoder().decode(text), path);
    };
    return { classes, train: await split(files[0]!), test: await split(files[1]!) };
  },
};

/** Lines of a coarse class, a tab and the question, below a header. */
export function parseQuestionTable(text: string, path: string): Questions {
  const [header, ...lines] = text.trimEnd().split("\n");
  if (header !== "label\tquestion") throw badInput(`${path}, line 1: ${JSON.stringify(header)}, expected the header "label\\tquestion"`);
  return questionsOf(lines, { path, first: 2, separator: "\t" });
}

/** The publisher's lines: a coarse and a fine class, a blank and the question: "NUM:dist How far is it from Denver to Aspen ?". */
export function parseLabelledQuestions(text: string, path: string): Questions {
  const lines = text.trimEnd().split("\n");
  return questionsOf(
    lines.map((line) => line.replace(/^([A-Z]+):\S+/, "$1")),
    { path, first: 1, separator: " " },
  );
}

function questionsOf(lines: readonly string[], { path, first, separator }: { path: string; first: number; separator: string }): Questions {
  const labels = new Uint8Array(lines.length);
  const texts = lines.map((line, index) => {
    const at = line.indexOf(separator);
    const where = `${path}, line ${first + index}`;
    const label = classes.indexOf(line.slice(0, Math.max(0, at)));
    if (label < 0)
      throw badInput(`${where}: class ${JSON.stringify(line.slice(0, Math.max(0, at)))}, expected one of ${classes.join(", ")}`);
    const question = line.slice(at + 1).trim();
    if (question === "") throw badInput(`${where}: no question behind its class`);
    labels[index] = label;
    return question;
  });
  return { count: lines.length, texts, labels };
}

/** The words of a question: in lower case, apart by blanks; punctuation is a word. */
export const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/);

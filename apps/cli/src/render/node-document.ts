import { JSDOM } from "jsdom";

let made: Document | undefined;

/** A DOM document for Observable Plot under Node. Nothing it holds is loaded, run or shown. */
export function nodeDocument(): Document {
  made ??= new JSDOM("<!doctype html><title>figures</title>").window.document;
  return made;
}

import { type Key, normals, uniforms } from "@credence/tensor";
import { type Table, tableOf } from "../table.ts";

/**
 * Rows of a curve whose noise grows tenfold along x, beside a category that shifts it:
 *
 *   y = 3 sin(3 x) + [town = "north"] + (0.1 + x) e,  x uniform on [0, 1), e standard normal
 */
export function noisyCurve(rows: number, key: Key): Table {
  const x = [...uniforms(key.child("x"), rows)];
  const e = normals(key.child("e"), rows);
  const town = [...uniforms(key.child("town"), rows)].map((u) => (u < 0.3 ? "north" : u < 0.6 ? "south" : "west"));
  const y = x.map((value, row) => 3 * Math.sin(3 * value) + Number(town[row] === "north") + (0.1 + value) * e[row]);
  return tableOf({ x, town, y }, { name: "noisy curve" });
}

/** Rows of three classes around the corners of a triangle, with a second column that tells nothing. */
export function threeTowns(rows: number, key: Key): Table {
  const place = [...uniforms(key.child("class"), rows)].map((u) => Math.floor(3 * u));
  const noise = normals(key.child("noise"), 2 * rows);
  const corners = [
    [0, 0],
    [2, 0],
    [1, 1.7],
  ];
  const names = ["Delft", "Leiden", "The Hague"];
  return tableOf({
    east: place.map((one, row) => corners[one][0] + 0.7 * noise[2 * row]),
    north: place.map((one, row) => corners[one][1] + 0.7 * noise[2 * row + 1]),
    nothing: [...uniforms(key.child("nothing"), rows)],
    town: place.map((one) => names[one]),
  });
}

/** The map, made from world-atlas when the explorer is built (scripts/build-web.ts). */
declare module "virtual:world" {
  export const width: number;
  export const height: number;
  /** ISO 3166-1 alpha-2 where there is one, outline as an SVG path, and a point inside the largest part. */
  export const countries: readonly {
    readonly code: string;
    readonly path: string;
    readonly x: number;
    readonly y: number;
  }[];
}
declare module "*.css";

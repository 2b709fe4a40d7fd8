/** The package types only its CommonJS form. Names are those of the Cephes library, which SciPy calls too. */
declare module "cephes" {
  /** The functions below throw before this is settled: they are WebAssembly. */
  export const compiled: Promise<void>;
  /** Regularised incomplete beta function I_x(a, b). */
  export function incbet(a: number, b: number, x: number): number;
  /** The x at which I_x(a, b) = y. */
  export function incbi(a: number, b: number, y: number): number;
  /** ln Γ(x), x > 0. */
  export function lgam(x: number): number;
}

import { ZSTDDecoder } from "zstddec/stream";

/** What the module of the reference decoder exports; addresses and sizes are 32-bit. */
interface ZstdExports {
  memory: { readonly buffer: ArrayBuffer };
  malloc(size: number): number;
  free(address: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): number;
  ZSTD_decompressStream(context: number, out: number, input: number): number;
}

/** The data are no zstd stream, or damaged. */
export class ZstdDamage extends Error {}

/** The largest block that the format knows; also how much one call may give. */
const OUT_BYTES = 128 * 1024;
/** ZSTD_inBuffer and ZSTD_outBuffer: an address, a size and a position of 32 bits each. */
const BUFFER_STRUCT = 12;
/** ZSTD_isError: results are unsigned, and the last 120 values are error codes. */
const FIRST_ERROR = 2 ** 32 - 120;

/** ZSTD_error_frameParameter_windowTooLarge */
const WINDOW_TOO_LARGE = 16;

let loading: Promise<ZstdExports> | null = null;

/** Once for each thread. */
function load(): Promise<ZstdExports> {
  loading ??= new Promise<ZstdExports>((resolve, reject) => {
    class Loader extends ZSTDDecoder {
      override _init(result: unknown): void {
        super._init(result as Parameters<ZSTDDecoder["_init"]>[0]);
        resolve((result as { instance: { exports: ZstdExports } }).instance.exports);
      }
    }
    new Loader().init().catch(reject);
  });
  return loading;
}

/**
 * Unpacks zstd piece by piece with the reference decoder that the package `zstddec` carries. Its functions are called
 * directly: the package's own streaming loop never ends on damaged data, keeps its memory when it is left early, and
 * wants all input at once. Windows above 128 MiB are refused by the decoder.
 */
export class ZstdDecoder implements Disposable {
  /** Whether the last frame is not finished. */
  midFrame = false;
  private readonly lib: ZstdExports;
  private readonly pieceBytes: number;
  private readonly buffers: number;
  private readonly out: number;
  private readonly input: number;
  private context: number;

  private constructor(lib: ZstdExports, pieceBytes: number) {
    this.lib = lib;
    this.pieceBytes = pieceBytes;
    this.buffers = lib.malloc(2 * BUFFER_STRUCT + OUT_BYTES + pieceBytes);
    this.out = this.buffers + 2 * BUFFER_STRUCT;
    this.input = this.out + OUT_BYTES;
    this.context = lib.ZSTD_createDCtx();
    if (this.buffers === 0 || this.context === 0) throw new ZstdDamage("no memory left to unpack it");
  }

  /** `pieceBytes`: the most that one call of `decode` may be given. */
  static async create(pieceBytes: number): Promise<ZstdDecoder> {
    return new ZstdDecoder(await load(), pieceBytes);
  }

  /**
   * What comes out of the next piece, in parts of up to 128 KiB that are copies.
   *
   * @throws ZstdDamage; what came before is sound, and only `restart` makes the decoder usable again
   */
  *decode(piece: Uint8Array): Generator<Buffer> {
    if (piece.length > this.pieceBytes) throw new RangeError("a piece is larger than announced");
    new Uint8Array(this.lib.memory.buffer).set(piece, this.input);
    const outStruct = this.buffers;
    const inStruct = outStruct + BUFFER_STRUCT;
    for (let taken = 0, isFull = false; taken < piece.length || isFull; ) {
      this.point(outStruct, this.out, OUT_BYTES, 0);
      this.point(inStruct, this.input, piece.length, taken);
      const left = this.lib.ZSTD_decompressStream(this.context, outStruct, inStruct) >>> 0;
      if (left > FIRST_ERROR) throw new ZstdDamage(meaningOf(2 ** 32 - left));
      this.midFrame = left !== 0;
      // The memory may have moved in the call.
      const view = new DataView(this.lib.memory.buffer);
      taken = view.getUint32(inStruct + 8, true);
      const given = view.getUint32(outStruct + 8, true);
      isFull = given === OUT_BYTES && this.midFrame;
      if (given > 0) yield Buffer.from(new Uint8Array(this.lib.memory.buffer, this.out, given));
    }
  }

  /** Forgets what was begun; the next piece starts a frame. */
  restart(): void {
    this.lib.ZSTD_freeDCtx(this.context);
    this.context = this.lib.ZSTD_createDCtx();
    this.midFrame = false;
  }

  [Symbol.dispose](): void {
    this.lib.ZSTD_freeDCtx(this.context);
    this.lib.free(this.buffers);
  }

  private point(struct: number, address: number, size: number, position: number): void {
    const view = new DataView(this.lib.memory.buffer);
    view.setUint32(struct, address, true);
    view.setUint32(struct + 4, size, true);
    view.setUint32(struct + 8, position, true);
  }
}

function meaningOf(error: number): string {
  return error === WINDOW_TOO_LARGE
    ? "the zstd stream was packed with a window above 128 MiB"
    : "the zstd stream is damaged";
}

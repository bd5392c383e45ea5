/**
 * A host for one run of a WASI command that writes one file: everything in memory, nothing of this machine visible.
 * It offers only the calls that flite makes. Source: WASI snapshot preview 1.
 */
export interface MemoryWasi {
  readonly imports: WebAssembly.Imports
  /** Gives the host the instance's memory. Call before `_start`. */
  attach(memory: WebAssembly.Memory): void
  /** The file as written so far. */
  readFile(): Uint8Array<ArrayBuffer>
  /** What the command wrote to stdout and stderr. */
  readMessages(): string
}

/** Thrown by `_start` when the command ends; code 0 is success. */
export class WasiExit extends Error {
  readonly exitCode: number

  constructor(exitCode: number) {
    super(`The command exited with code ${exitCode}.`)
    this.exitCode = exitCode
  }
}

const SUCCESS = 0
const BAD_DESCRIPTOR = 8
const NOT_SEEKABLE = 70
const FOLDER_DESCRIPTOR = 3
const FILE_DESCRIPTOR = 4
const OPEN_TRUNCATE = 8
const ALL_RIGHTS = 0xffff_ffff_ffff_ffffn

export function createMemoryWasi(commandArguments: readonly string[]): MemoryWasi {
  const file = createMemoryFile()
  let messages = ''
  let memory: WebAssembly.Memory | undefined
  const bytes = (): Uint8Array => new Uint8Array(memory?.buffer ?? new ArrayBuffer(0))
  const view = (): DataView => new DataView(memory?.buffer ?? new ArrayBuffer(0))
  const write = (descriptor: number, part: Uint8Array): void => {
    if (descriptor === FILE_DESCRIPTOR) file.write(part)
    else messages += new TextDecoder().decode(part)
  }
  return {
    imports: {
      wasi_snapshot_preview1: {
        ...argumentCalls(commandArguments, view, bytes),
        ...descriptorCalls(view, bytes),
        ...fileCalls(file, write, view, bytes),
        clock_time_get: (_clock: number, _precision: bigint, result: number) => {
          view().setBigUint64(result, process.hrtime.bigint(), true)
          return SUCCESS
        },
        proc_exit: (exitCode: number) => {
          throw new WasiExit(exitCode)
        },
      },
    },
    attach: (attached) => (memory = attached),
    readFile: () => file.read(),
    readMessages: () => messages.trim(),
  }
}

function argumentCalls(commandArguments: readonly string[], view: () => DataView, bytes: () => Uint8Array) {
  const encoded = commandArguments.map((argument) => new TextEncoder().encode(`${argument}\0`))
  return {
    args_sizes_get(count: number, byteCount: number) {
      view().setUint32(count, encoded.length, true)
      view().setUint32(
        byteCount,
        encoded.reduce((sum, argument) => sum + argument.length, 0),
        true,
      )
      return SUCCESS
    },
    args_get(pointers: number, buffer: number) {
      let position = buffer
      encoded.forEach((argument, index) => {
        view().setUint32(pointers + index * 4, position, true)
        bytes().set(argument, position)
        position += argument.length
      })
      return SUCCESS
    },
  }
}

/** Descriptors 0 to 2 are a terminal, 3 is the one folder, 4 the one file. */
function descriptorCalls(view: () => DataView, bytes: () => Uint8Array) {
  const fileType = (descriptor: number): number => {
    if (descriptor === FOLDER_DESCRIPTOR) return 3
    return descriptor < FOLDER_DESCRIPTOR ? 2 : 4
  }
  return {
    fd_close: () => SUCCESS,
    fd_fdstat_set_flags: () => SUCCESS,
    fd_fdstat_get(descriptor: number, result: number) {
      if (descriptor > FILE_DESCRIPTOR) return BAD_DESCRIPTOR
      bytes().fill(0, result, result + 24)
      bytes()[result] = fileType(descriptor)
      view().setBigUint64(result + 8, ALL_RIGHTS, true)
      view().setBigUint64(result + 16, ALL_RIGHTS, true)
      return SUCCESS
    },
    fd_prestat_get(descriptor: number, result: number) {
      if (descriptor !== FOLDER_DESCRIPTOR) return BAD_DESCRIPTOR
      view().setUint32(result, 0, true)
      view().setUint32(result + 4, 1, true)
      return SUCCESS
    },
    fd_prestat_dir_name(_descriptor: number, result: number) {
      bytes()[result] = '.'.charCodeAt(0)
      return SUCCESS
    },
  }
}

function fileCalls(
  file: MemoryFile,
  write: (descriptor: number, part: Uint8Array) => void,
  view: () => DataView,
  bytes: () => Uint8Array,
) {
  /** Calls `use` with each of the pieces of memory that a vector of reads or writes names. */
  const forEachPiece = (vector: number, count: number, use: (piece: Uint8Array) => number): number => {
    let total = 0
    for (let index = 0; index < count; index++) {
      const start = view().getUint32(vector + index * 8, true)
      const length = view().getUint32(vector + index * 8 + 4, true)
      total += use(bytes().subarray(start, start + length))
    }
    return total
  }
  return {
    fd_read(descriptor: number, vector: number, count: number, result: number) {
      const total = descriptor === FILE_DESCRIPTOR ? forEachPiece(vector, count, file.readInto) : 0
      view().setUint32(result, total, true)
      return SUCCESS
    },
    fd_write(descriptor: number, vector: number, count: number, result: number) {
      const total = forEachPiece(vector, count, (piece) => {
        write(descriptor, piece)
        return piece.length
      })
      view().setUint32(result, total, true)
      return SUCCESS
    },
    fd_seek(descriptor: number, offset: bigint, whence: number, result: number) {
      if (descriptor !== FILE_DESCRIPTOR) return NOT_SEEKABLE
      view().setBigUint64(result, BigInt(file.seek(Number(offset), whence)), true)
      return SUCCESS
    },
    path_open(
      _folder: number,
      _lookup: number,
      _path: number,
      _pathLength: number,
      openFlags: number,
      _rights: bigint,
      _inheritedRights: bigint,
      _flags: number,
      result: number,
    ) {
      file.open((openFlags & OPEN_TRUNCATE) !== 0)
      view().setUint32(result, FILE_DESCRIPTOR, true)
      return SUCCESS
    },
  }
}

interface MemoryFile {
  readonly open: (isTruncated: boolean) => void
  readonly write: (part: Uint8Array) => void
  readonly readInto: (target: Uint8Array) => number
  /** `whence`: 0 from the start, 1 from here, 2 from the end. */
  readonly seek: (offset: number, whence: number) => number
  readonly read: () => Uint8Array<ArrayBuffer>
}

function createMemoryFile(): MemoryFile {
  let content = new Uint8Array(1 << 16)
  let size = 0
  let position = 0
  const makeRoom = (needed: number): void => {
    if (needed <= content.length) return
    const larger = new Uint8Array(Math.max(content.length * 2, needed))
    larger.set(content.subarray(0, size))
    content = larger
  }
  return {
    open(isTruncated) {
      position = 0
      if (isTruncated) size = 0
    },
    write(part) {
      makeRoom(position + part.length)
      content.set(part, position)
      position += part.length
      size = Math.max(size, position)
    },
    readInto(target) {
      const part = content.subarray(position, Math.min(size, position + target.length))
      target.set(part)
      position += part.length
      return part.length
    },
    seek(offset, whence) {
      const base = [0, position, size][whence] ?? 0
      position = Math.max(0, base + offset)
      return position
    },
    read: () => content.slice(0, size),
  }
}

import { ParleyError } from '@parley/wire'
import type { SpeechDecoder } from '../serve-recognition.js'
import { POCKETSPHINX_ADVICE, findPocketSphinx } from './find-pocketsphinx.js'
import type { PocketSphinxFiles } from './find-pocketsphinx.js'
import { loadPocketSphinxLibrary } from './pocketsphinx-library.js'
import type { PocketSphinxLibrary } from './pocketsphinx-library.js'

/** A decoder of the C library, ready for utterances. */
interface OpenLibrary {
  readonly library: PocketSphinxLibrary
  readonly decoder: unknown
}

/** PocketSphinx with its general English model: open dictation, word by word. */
export function createPocketSphinxDecoder(): SpeechDecoder {
  let opened: OpenLibrary | undefined
  const requireOpened = (): OpenLibrary => {
    if (opened === undefined) throw new ParleyError('internal', 'The recognizer is not loaded.')
    return opened
  }
  const readText = ({ library, decoder }: OpenLibrary): string => library.ps_get_hyp(decoder, null) ?? ''
  return {
    load: async () => {
      const files = findPocketSphinx()
      if (typeof files === 'string') {
        throw new ParleyError('unavailable', `PocketSphinx cannot be used: ${files}; ${POCKETSPHINX_ADVICE}.`)
      }
      opened = openLibrary(await loadPocketSphinxLibrary(files), files)
    },
    start() {
      const { library, decoder } = requireOpened()
      library.ps_start_stream(decoder)
      if (library.ps_start_utt(decoder) !== 0) throw new ParleyError('internal', 'PocketSphinx refused an utterance.')
    },
    push(samples) {
      const { library, decoder } = requireOpened()
      library.ps_process_raw(decoder, samples, samples.length, 0, 0)
      return readText(requireOpened())
    },
    finish() {
      const { library, decoder } = requireOpened()
      library.ps_end_utt(decoder)
      return readText(requireOpened())
    },
    cancel() {
      const { library, decoder } = requireOpened()
      library.ps_end_utt(decoder)
    },
  }
}

function openLibrary(library: PocketSphinxLibrary, files: PocketSphinxFiles): OpenLibrary {
  const settings = {
    '-hmm': files.acousticModel,
    '-dict': files.dictionary,
    '-lm': files.languageModel,
    '-logfn': '/dev/null',
    // The second pass over the words costs most of the time at the end and gains nothing on the measured recordings.
    '-fwdflat': 'no',
    '-bestpath': 'no',
  }
  library.err_set_logfile('/dev/null')
  const values = ['pocketsphinx', ...Object.entries(settings).flat()]
  const configuration = library.cmd_ln_parse_r(null, library.ps_args(), values.length, values, 0)
  const decoder = library.ps_init(configuration)
  if (decoder === null) throw new ParleyError('unavailable', 'PocketSphinx did not open its model.')
  keptForTheLibrary.push(values)
  return { library, decoder }
}

/** The C library keeps pointing at its arguments. */
const keptForTheLibrary: unknown[] = []

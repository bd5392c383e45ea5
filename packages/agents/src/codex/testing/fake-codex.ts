/** A program that speaks as `codex app-server` does, as far as the script of a test goes. */
export interface FakeCodexScript {
  /** JavaScript that runs at once. */
  readonly begin?: string
  /** JavaScript that does the task `text` in the turn `turnId`; it has `say(message)`, `tell(method, params)` and `finish(result)`. */
  readonly work?: string
  /** JavaScript for an interrupt; default: the turn ends. */
  readonly interrupt?: string
}

export function fakeCodex({ begin = '', work = "finish('done')", interrupt }: FakeCodexScript): readonly string[] {
  const script = `
    const say = (message) => process.stdout.write(JSON.stringify(message) + '\\n')
    let turnId = ''
    let threadId = ''
    let began = 'new'
    const tell = (method, params) => say({ method, params: { threadId, turnId, ...params } })
    const end = (status) => tell('turn/completed', { turn: { id: turnId, status, items: [] } })
    const finish = (text) => {
      tell('item/completed', { item: { type: 'agentMessage', id: 'm', text, phase: 'final_answer' } })
      end('completed')
    }
    ${begin}
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method, params } = JSON.parse(line)
      if (method === 'initialize') say({ id, result: {} })
      else if (method === 'thread/start') say({ id, result: { thread: { id: (threadId = 'thread_' + process.pid) } } })
      else if (method === 'thread/resume') {
        began = 'resumed'
        say({ id, result: { thread: { id: (threadId = params.threadId) } } })
      } else if (method === 'turn/start') {
        turnId = 'turn_' + id
        say({ id, result: { turn: { id: turnId } } })
        const text = params.input[0].text
        ${work}
      } else if (method === 'turn/interrupt') {
        ${interrupt ?? "say({ id, result: {} }); end('interrupted')"}
      }
    })`
  return [process.execPath, '-e', script]
}

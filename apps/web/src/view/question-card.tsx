import type { QuestionView } from '@parley/wire'
import type { JSX } from 'preact'
import { Composer } from './composer.js'
import type { Hands } from './page-context.js'

interface Props {
  readonly question: QuestionView
  readonly act: Hands['act']
}

/** What an agent wants to know, with answers to choose from where it names some. */
export function QuestionCard({
  question: { taskId, questionId, question, choices, isSecret },
  act,
}: Props): JSX.Element {
  const reply = (text: string): void => act({ type: 'reply', taskId, questionId, text })
  return (
    <section class="ask" aria-label={`Question: ${question}`}>
      <h4 class="ask-title">{question}</h4>
      {choices.length > 0 && (
        <div class="ask-answers">
          {choices.map((choice) => (
            <button key={choice} type="button" class="button" onClick={() => reply(choice)}>
              {choice}
            </button>
          ))}
        </div>
      )}
      <Composer
        isReady
        isSecret={isSecret}
        send={reply}
        label={isSecret ? 'Your secret answer' : 'Your answer'}
        placeholder={isSecret ? 'Goes to the agent only …' : 'Your answer …'}
      />
      {isSecret && <p class="ask-note">It is not shown, not spoken and not kept in the transcript.</p>}
    </section>
  )
}

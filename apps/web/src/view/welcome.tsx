import type { JSX } from 'preact'

const examples = [
  'What changed in this project this week?',
  'Run the tests and tell me what fails.',
  'How is it going?',
]

/** Before anything was said. */
export function Welcome(): JSX.Element {
  return (
    <div class="welcome">
      <h2>Talk to the agent that does your work</h2>
      <p>
        Start the call and say what you need. You can go on talking while it works, and interrupt whenever you like.
      </p>
      <ul class="examples" aria-label="For example">
        {examples.map((text) => (
          <li key={text}>“{text}”</li>
        ))}
      </ul>
    </div>
  )
}

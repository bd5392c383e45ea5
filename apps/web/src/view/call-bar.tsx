import type { JSX } from 'preact'
import { isSending } from '../state/page-steps.js'
import type { PageState } from '../state/page-state.js'
import { callWords, openTaskCount } from './call-words.js'
import { Composer } from './composer.js'
import { Icon } from './icons.js'
import { LevelMeter } from './level-meter.js'
import type { Hands } from './page-context.js'

interface Props {
  readonly state: PageState
  readonly hands: Hands
}

/** Everything about the call itself: how it stands, and what can be done about it. */
export function CallBar({ state, hands }: Props): JSX.Element {
  const { mood, title, hint } = callWords(state)
  return (
    <section class="call" aria-label="Call" data-mood={mood}>
      <div class="call-row">
        <span class="orb" aria-hidden="true" />
        <p class="call-words" role="status">
          <strong>{title}</strong> <span>{hint}</span>
        </p>
        {state.line.phase === 'waiting' && (
          <button type="button" class="button" onClick={hands.retryNow}>
            Try now
          </button>
        )}
        {state.media.phase === 'open' && <LevelMeter media={hands.media} isOn={isSending(state)} />}
        <CallButton state={state} hands={hands} />
      </div>
      <div class="call-row call-tools">
        {state.isCallWanted && <MicrophoneButtons state={state} hands={hands} />}
        <StopButtons state={state} hands={hands} />
      </div>
      <Composer
        isReady={state.line.phase === 'open' || !state.line.hasBeenOpen}
        send={(text) => hands.act({ type: 'send-text', text })}
      />
    </section>
  )
}

function CallButton({ state, hands: { act } }: Props): JSX.Element {
  if (state.isCallWanted) {
    return (
      <button type="button" class="button call-button call-end" onClick={() => act({ type: 'end-call' })}>
        <Icon name="end" /> End call
      </button>
    )
  }
  const isOffline = state.line.phase !== 'open'
  return (
    <button
      type="button"
      class="button call-button call-start"
      disabled={isOffline}
      onClick={() => act({ type: 'start-call' })}
    >
      <Icon name="talk" /> {state.media.phase === 'failed' ? 'Try again' : 'Start call'}
    </button>
  )
}

function MicrophoneButtons({ state, hands: { act } }: Props): JSX.Element {
  const { media, isTalkKeyDown, wishes } = state
  const isMuted = media.phase === 'open' && media.isMuted
  const hold = (isDown: boolean) => (): void => act({ type: 'talk-key', isDown })
  return (
    <>
      {!wishes.isPushToTalk && (
        <button
          type="button"
          class="button"
          aria-pressed={isMuted}
          disabled={media.phase !== 'open'}
          onClick={() => act({ type: 'mute', isMuted: !isMuted })}
        >
          <Icon name={isMuted ? 'muted' : 'talk'} /> {isMuted ? 'Unmute' : 'Mute'}
        </button>
      )}
      {(wishes.isPushToTalk || isMuted) && (
        <button
          type="button"
          class="button"
          aria-pressed={isTalkKeyDown}
          disabled={media.phase !== 'open'}
          onPointerDown={hold(true)}
          onPointerUp={hold(false)}
          onPointerLeave={hold(false)}
          onKeyDown={(event) => {
            if (event.code === 'Space' && !event.repeat) hold(true)()
          }}
          onKeyUp={hold(false)}
        >
          <Icon name="hold" /> Hold to talk
        </button>
      )}
    </>
  )
}

/** Two different stops, never mixed: speech ends without work, work only when that is what was pressed. */
function StopButtons({ state, hands: { act } }: Props): JSX.Element | null {
  const taskCount = openTaskCount(state)
  const isVoiceOn = state.isCallWanted && (state.conversation?.feed.fold.voice ?? 'off') !== 'off'
  if (!isVoiceOn && taskCount === 0) return null
  const isSpeaking = state.media.phase === 'open' && state.media.isPlaying
  return (
    <>
      {isVoiceOn && (
        <button type="button" class="button" onClick={() => act({ type: 'stop-speaking' })} data-strong={isSpeaking}>
          <Icon name="hush" /> Stop talking
        </button>
      )}
      {taskCount > 0 && (
        <button type="button" class="button button-danger" onClick={() => act({ type: 'stop-all' })}>
          <Icon name="halt" /> Stop all work
        </button>
      )}
    </>
  )
}

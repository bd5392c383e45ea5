import type { JSX } from 'preact'
import type { Device, PageState } from '../state/page-state.js'
import type { Hands } from './page-context.js'
import { Sheet } from './sheet.js'

interface Props {
  readonly state: PageState
  readonly act: Hands['act']
}

/** What can be chosen here, each with what it does. The rest belongs to the gateway's configuration. */
export function SettingsPanel({ state, act }: Props): JSX.Element {
  const { devices, wishes, voices, agent } = state
  const { microphones, speakers, microphoneId, speakerId } = devices
  return (
    <Sheet title="Settings" onClose={() => act({ type: 'show-panel', panel: 'none' })}>
      <Picker
        {...{ name: 'microphone', title: 'Microphone', chosen: microphoneId, devices: microphones }}
        hint="What hears you. Names are shown once you have allowed the microphone."
        choose={(deviceId) => act({ type: 'choose-device', kind: 'microphone', deviceId })}
      />
      {speakers.length > 0 && (
        <Picker
          {...{ name: 'speaker', title: 'Speaker', chosen: speakerId, devices: speakers }}
          hint="Where the voice comes from. With headphones it never hears itself."
          choose={(deviceId) => act({ type: 'choose-device', kind: 'speaker', deviceId })}
        />
      )}
      <Picker
        {...{ name: 'voice', title: 'Voice', chosen: wishes.voice ?? '' }}
        devices={voices.map((voice) => ({ deviceId: voice, label: voice }))}
        hint="How it sounds, from the next call on. A gateway with speech of its own has one voice."
        choose={(voice) => act({ type: 'wish', wishes: { voice: voice === '' ? undefined : voice } })}
      />
      <label class="setting setting-check">
        <input
          type="checkbox"
          checked={wishes.isPushToTalk}
          onChange={(event) => act({ type: 'wish', wishes: { isPushToTalk: event.currentTarget.checked } })}
        />
        <span>
          <strong>Push to talk</strong>
          <span class="setting-hint">You are heard only while you hold the space bar or the button.</span>
        </span>
      </label>
      <p class="setting">
        <button type="button" class="button" onClick={() => act({ type: 'allow-notifications' })}>
          Tell me in other windows
        </button>
        <span class="setting-hint">A notification when a task ends or asks while this tab is hidden.</span>
      </p>
      {agent !== undefined && (
        <p class="setting">
          <strong>Agent</strong>
          <span class="setting-hint">{agent.detail}. It is chosen where the gateway is started.</span>
        </p>
      )}
    </Sheet>
  )
}

interface PickerProps {
  readonly name: string
  readonly title: string
  readonly hint: string
  readonly chosen: string
  readonly devices: readonly Device[]
  readonly choose: (deviceId: string) => void
}

function Picker({ name, title, hint, chosen, devices, choose }: PickerProps): JSX.Element {
  return (
    <label class="setting">
      <strong>{title}</strong>
      <select
        class="field"
        aria-describedby={`${name}-hint`}
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">Default</option>
        {devices.map(({ deviceId, label }) => (
          <option key={deviceId} value={deviceId}>
            {label}
          </option>
        ))}
      </select>
      <span class="setting-hint" id={`${name}-hint`}>
        {hint}
      </span>
    </label>
  )
}
